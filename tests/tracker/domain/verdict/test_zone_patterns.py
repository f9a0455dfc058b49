from dataclasses import replace

import numpy as np
import pytest

from analysis import Zone
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.zone_patterns import spreads, stays_one_sided, zone_pattern

CHEEKS = frozenset({Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT})
PLAN = RecoveryPlan(needle_length_mm=1.0, treated_zones=CHEEKS)


def _day(day: int, left: float, right: float, nose: float = 0.0, error: float = 3.0) -> RecoveryDay:
    zones = {Zone.CHEEK_LEFT: left, Zone.CHEEK_RIGHT: right, Zone.NOSE: nose}
    return RecoveryDay(day=day, zone_delta_ei=zones, zone_mdc95={zone: error for zone in zones})


def _is_one_sided(left: float, right: float, error: float = 3.0) -> bool:
    days = (_day(day, left, right, error=error) for day in (2, 3))
    return stays_one_sided(*days, PLAN)


def test_a_difference_within_both_errors_is_not_one_sided() -> None:
    assert _is_one_sided(9.0, 4.0)
    assert _is_one_sided(4.0, 9.0)
    assert not _is_one_sided(9.0, 4.0, error=4.0)
    assert not _is_one_sided(9.0, 5.0)


@pytest.mark.parametrize("changed", [Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT, Zone.NOSE])
def test_no_zone_that_reddens_makes_the_day_milder(changed: Zone) -> None:
    rng = np.random.default_rng(4)
    for _ in range(150):
        earlier = _day(2, *rng.uniform(-2, 16, 3))
        others = dict(zip((*CHEEKS, Zone.NOSE), rng.uniform(-2, 16, 3).tolist(), strict=True))
        found = [
            zone_pattern([earlier, replace(earlier, day=3, zone_delta_ei=others | step)], PLAN)
            for step in ({changed: float(value)} for value in range(-2, 20, 2))
        ]
        is_off = [pattern is not None for pattern in found]
        assert is_off == sorted(is_off)


def test_only_untreated_zones_can_be_spread_to() -> None:
    assert spreads(_day(3, 9.0, 9.0, nose=5.0), PLAN)
    assert not spreads(_day(3, 9.0, 9.0, nose=4.0), PLAN)
    assert not spreads(_day(3, 9.0, 9.0, nose=5.0), RecoveryPlan(needle_length_mm=1.0))


def test_a_pattern_needs_two_days_of_photos_and_a_photo_today() -> None:
    red = [_day(2, 9.0, 2.0), _day(3, 8.0, 1.0)]
    assert zone_pattern(red[:1], PLAN) is None
    assert zone_pattern(red, PLAN) is Pattern.ONE_SIDED
    assert zone_pattern([*red, RecoveryDay(day=4)], PLAN) is None
    assert zone_pattern([_day(1, 9.0, 2.0), red[0]], PLAN) is None


def test_spreading_makes_a_recovery_off_course_with_its_reason() -> None:
    days = [_day(2, 5.0, 5.0, nose=6.0), _day(3, 4.0, 4.0, nose=7.0)]
    latest = assess_recovery(days, PLAN)[-1]
    assert latest.status is Status.OFF_COURSE
    assert latest.pattern is Pattern.SPREADING
    assert "beyond the treated skin" in latest.reason
