import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.measures.stated_errors import stated_mdc95, table
from analysis.vocabulary import Measure
from tests.conftest import PROJECT
from tests.test_origins import MEASURED


def test_every_measure_has_a_row_and_no_row_lacks_its_measure() -> None:
    assert set(table()) == set(Measure)


@pytest.mark.parametrize("measure", Measure)
def test_a_row_states_an_error_or_who_works_it_out_or_why_there_is_none(measure: Measure) -> None:
    row = table()[measure]
    if "none" in row:
        assert set(row) == {"none"}
        return
    assert "worked_out" in row or {"face", "zone", "origin"} <= set(row)
    if "worked_out" in row:
        assert (PROJECT / row["worked_out"]).is_file()
    if "origin" in row:
        assert MEASURED.search(row["origin"])


def test_the_whole_face_is_surer_than_its_zones_and_none_is_forgotten() -> None:
    for measure, row in table().items():
        if "face" in row:
            in_zones = [stated_mdc95(Measure(measure), zone) for zone in FACIAL_ZONES]
            assert 0 < stated_mdc95(Measure(measure), Zone.FACE) < min(in_zones)
            assert set(row.get("zones", {})) <= set(FACIAL_ZONES)


def test_zones_that_expression_moves_and_limbs_have_errors_of_their_own() -> None:
    fine = Measure.ROUGHNESS_LOG_RATIO_FINE
    assert stated_mdc95(fine, Zone.CHEEK_LEFT) < stated_mdc95(fine, Zone.UNDER_EYE_LEFT)
    redness = Measure.DELTA_ERYTHEMA_INDEX
    assert stated_mdc95(redness, Zone.LEGS, with_card=True) < stated_mdc95(redness, Zone.LEGS)


def test_a_measure_without_a_stated_error_gives_none() -> None:
    with pytest.raises(KeyError):
        stated_mdc95(Measure.TYPOLOGY_ANGLE, Zone.FACE)
