from pathlib import Path

import numpy as np
import pytest

from tracker.domain.course.outlook.refit import (
    LEAST_PER_GROUP,
    RefitGroup,
    course_csv,
    course_header,
    refit_reference,
)
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import (
    Channel,
    DeviceGroup,
    expected_band,
    read_course,
    shipped_course,
)
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.assess import assess_recovery

PLAN = RecoveryPlan(needle_length_mm=1.0)
HIGH = (9, 8, 7, 6, 5, 4, 3, 2)


def _recoveries(number: int, flags: frozenset[RedFlag] = frozenset()) -> list[Recovery]:
    days = [
        RecoveryDay(day=day, ratings={Symptom.REDNESS: value}, red_flags=flags)
        for day, value in enumerate(HIGH)
    ]
    return [Recovery(plan=PLAN, days=days)] * number


def _high(number: int) -> float:
    refit = refit_reference(_recoveries(number), shipped_course(), "2027.1").reference
    band = expected_band(Symptom.REDNESS, 3, 1.0, reference=refit)
    assert band is not None
    return band.high


def test_fewer_than_fifty_recoveries_change_nothing() -> None:
    refit = refit_reference(_recoveries(LEAST_PER_GROUP - 1), shipped_course(), "2027.1")
    assert refit.groups == ()
    assert refit.too_few == (RefitGroup(DeviceGroup.MECHANICAL, 1.0, LEAST_PER_GROUP - 1),)
    assert refit.reference.tables == shipped_course().tables


def test_the_course_moves_towards_what_was_recorded_and_further_with_more_of_it() -> None:
    before = expected_band(Symptom.REDNESS, 3, 1.0)
    assert before is not None
    assert before.high < _high(50) < _high(500) < HIGH[3]


def test_recoveries_with_a_flag_for_a_clinician_are_not_learned_from() -> None:
    flagged = _recoveries(80, frozenset({RedFlag.FEVER}))
    assert refit_reference(flagged, shipped_course(), "2027.1").groups == ()


def test_other_needle_lengths_and_symptoms_without_ratings_stay() -> None:
    refit = refit_reference(_recoveries(80), shipped_course(), "2027.1").reference
    before, after = (
        reference.tables[Channel.REDNESS, DeviceGroup.MECHANICAL]
        for reference in (shipped_course(), refit)
    )
    changed = (before.level != after.level).any(axis=1)
    assert before.lengths_mm[changed].tolist() == [1.0]
    itching = Channel.ITCHING, DeviceGroup.MECHANICAL
    np.testing.assert_array_equal(
        refit.tables[itching].level, shipped_course().tables[itching].level
    )


def test_a_refit_is_a_new_version_and_leaves_the_old_one_as_it_was() -> None:
    days = [RecoveryDay(day=3, ratings={Symptom.REDNESS: 6})]
    before = assess_recovery(days, PLAN)
    refit = refit_reference(_recoveries(80), shipped_course(), "2027.1").reference
    assert assess_recovery(days, PLAN) == before
    assert assess_recovery(days, PLAN, reference=refit)[0].reference_version == "2027.1"
    with pytest.raises(ValueError, match="new version"):
        refit_reference(_recoveries(80), shipped_course(), shipped_course().version)


def test_a_written_version_is_read_again(tmp_path: Path) -> None:
    refit = refit_reference(_recoveries(80), shipped_course(), "2027.1").reference
    table, header = tmp_path / "course.csv", tmp_path / "course.toml"
    table.write_text(course_csv(refit), encoding="utf-8")
    header.write_text(course_header(refit), encoding="utf-8")
    again = read_course(table, header)
    assert (again.version, again.spread) == ("2027.1", refit.spread)
    for key, written in refit.tables.items():
        np.testing.assert_allclose(again.tables[key].level, written.level, atol=1e-3)
        np.testing.assert_allclose(again.tables[key].centiles, written.centiles, atol=1e-2)
