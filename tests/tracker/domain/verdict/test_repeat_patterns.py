from dataclasses import replace

import pytest

from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.repeat_patterns import gets_slower, is_too_early, settled_on

PLAN = RecoveryPlan(needle_length_mm=1.0)


def _days(*redness: int) -> list[RecoveryDay]:
    return [
        RecoveryDay(day=day, ratings={Symptom.REDNESS: value}) for day, value in enumerate(redness)
    ]


def _recovery(*redness: int, length_mm: float = 1.0) -> Recovery:
    return Recovery(plan=RecoveryPlan(needle_length_mm=length_mm), days=_days(*redness))


@pytest.mark.parametrize(
    ("redness", "day"), [((5, 3, 1, 0), 2), ((5, 1, 3, 1), 3), ((5, 4, 3), None), ((), None)]
)
def test_settled_on_is_the_day_from_which_redness_stays_away(
    redness: tuple[int, ...], day: int | None
) -> None:
    assert settled_on(_days(*redness)) == day


def test_slower_each_time_needs_two_earlier_recoveries_that_grew_longer() -> None:
    first, second = _recovery(5, 3, 1, 0, 0), _recovery(5, 3, 2, 2, 1)
    now = _days(5, 4, 3, 3, 2, 2, 2)
    assert gets_slower(now, PLAN, [first, second])
    assert not gets_slower(now, PLAN, [second, first])
    assert not gets_slower(now, PLAN, [second])
    assert not gets_slower(now[:6], PLAN, [first, second])
    assert not gets_slower(now, PLAN, [_recovery(5, 3, 1, length_mm=0.5), second])


@pytest.mark.parametrize(("days", "early"), [(27, True), (28, False), (None, False)])
def test_a_session_is_too_early_before_the_pause_of_the_last_needles(
    days: int | None, early: bool
) -> None:
    assert is_too_early(replace(PLAN, days_since_previous=days), PLAN) is early


def test_too_early_is_a_watch_that_no_worse_pattern_loses_to() -> None:
    plan = replace(PLAN, days_since_previous=5)
    calm, *_ = assess_recovery(_days(4), plan, [_recovery(5, 3, 1, 0)])
    assert (calm.status, calm.pattern) == (Status.WATCH, Pattern.TOO_EARLY)
    red = assess_recovery([RecoveryDay(day=7, ratings={Symptom.REDNESS: 4})], plan, [_recovery(5)])
    assert red[0].pattern is Pattern.STILL_RED
