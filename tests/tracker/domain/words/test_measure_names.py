import pytest

from analysis import Measure
from tracker.domain.words.changes import RednessChange
from tracker.domain.words.measure_names import (
    MEASURES,
    OWN_VALUES,
    TONE,
    describe_change,
    in_unit,
)


def test_every_measured_change_has_words():
    own_values = OWN_VALUES - {TONE}  # shown nowhere: it is no change
    assert set(MEASURES) == {measure.value for measure in Measure} - own_values


@pytest.mark.parametrize("measure", sorted(set(MEASURES) - {TONE}))
def test_a_change_within_its_error_is_none_that_can_be_shown(measure: str):
    for value, mdc95 in ((0.2, 0.3), (-0.2, 0.3), (5.0, None)):
        assert describe_change(measure, value, mdc95) == "no change that this photo can show"


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("delta_erythema_index", 5.0, RednessChange.CLEAR),
        ("roughness_log_ratio_fine", 0.2, "about 22 % rougher"),
        ("reddened_share", 40.0, "about 40.0 % of the zone is clearly redder"),
        ("flakes_per_cm2_change", 2.34, "about 2.3 more on each cm²"),
        ("marks_per_cm2_change", -2.0, "about 2.0 fewer on each cm²"),
        ("fine_lines_mm_per_cm2_change", -1.5, "about 1.5 mm less on each cm²"),
    ],
)
def test_a_change_beyond_its_error_is_said(measure: str, value: float, words: str):
    assert describe_change(measure, value, 0.1) == words


def test_ratios_are_shown_in_per_cent():
    assert in_unit("roughness_log_ratio_fine", 0.2) == pytest.approx(22.14, abs=0.01)
    assert in_unit("flakes_per_cm2_change", 0.2) == 0.2
