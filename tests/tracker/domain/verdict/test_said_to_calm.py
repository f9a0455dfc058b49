"""What a person says can explain a rating, but never talk a bad recovery into being on course."""

import pytest

from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery

PLAN = RecoveryPlan(needle_length_mm=1.0)
CALM = dict.fromkeys((Symptom.REDNESS, Symptom.SWELLING, Symptom.PAIN), 0)
SUN = frozenset({SpecialEvent.SUN})


def _day(day: int, special: frozenset[SpecialEvent] = frozenset(), **ratings: int) -> RecoveryDay:
    rated = {Symptom(name): value for name, value in ratings.items()}
    return RecoveryDay(day=day, ratings=rated, special=special)


FIRST = (_day(0, redness=5, pain=2), _day(1, redness=3, pain=1), _day(2, redness=2, pain=0))


def test_sun_explains_one_red_day_and_not_a_red_week() -> None:
    week = [_day(day, SUN, redness=9, pain=0) for day in range(3, 9)]
    verdicts = assess_recovery([*FIRST, *week], PLAN)[3:]
    assert verdicts[0].status is Status.WATCH
    assert all(verdict.status.rank >= Status.OFF_COURSE.rank for verdict in verdicts[1:])


def test_sun_explains_a_second_day_that_is_calmer() -> None:
    days = [_day(3, SUN, redness=6, pain=0), _day(4, SUN, redness=3, pain=0)]
    verdicts = assess_recovery([*FIRST, *days], PLAN)[3:]
    assert all(verdict.status.rank <= Status.WATCH.rank for verdict in verdicts)


@pytest.mark.parametrize("symptom", [Symptom.REDNESS, Symptom.SWELLING, Symptom.PAIN])
def test_no_ordinary_level_makes_tens_ordinary(symptom: Symptom) -> None:
    plan = RecoveryPlan(needle_length_mm=1.0, ordinary={symptom: 10})
    days = [RecoveryDay(day=day, ratings={symptom: 10}) for day in range(8)]
    last = assess_recovery(days, plan)[-1]
    assert last.status.rank >= Status.OFF_COURSE.rank


@pytest.mark.parametrize(
    "days",
    [
        [_day(0, redness=10, swelling=10, pain=10)],
        [_day(2, swelling=10)],
        [_day(0, redness=4, itching=1), _day(1, redness=3, itching=8)],
        [_day(0, pain=10), _day(2, pain=10)],
        [_day(11, dryness=10), _day(18, dryness=10)],
        [*FIRST, _day(5, SUN, redness=10)],
        [*FIRST, RecoveryDay(day=10, photo_delta_ei=16.7, photo_mdc95=3.0, special=SUN)],
    ],
)
def test_what_is_far_above_all_that_is_usual_is_never_on_course(days: list[RecoveryDay]) -> None:
    assert assess_recovery(days, PLAN)[-1].status is not Status.ON_COURSE


def test_who_did_not_go_stays_advised_until_somebody_has_looked() -> None:
    fever = RecoveryDay(day=2, red_flags=frozenset({RedFlag.FEVER}))
    stayed = RecoveryDay(day=3, ratings=CALM, outcome=Outcome.NOT_SEEN)
    went = RecoveryDay(day=6, ratings=CALM, outcome=Outcome.SEEN)
    calm = [RecoveryDay(day=day, ratings=CALM) for day in (4, 5, 7, 8)]
    verdicts = assess_recovery([*FIRST[:2], fever, stayed, *calm, went], PLAN)
    by_day = {verdict.day: verdict.status for verdict in verdicts}
    assert all(by_day[day] is Status.URGENT for day in (3, 4, 5))
    assert by_day[8] is Status.ON_COURSE


def test_pain_is_not_explained() -> None:
    verdict = assess_recovery([*FIRST, _day(3, SUN, redness=2, pain=8)], PLAN)[-1]
    assert verdict.status.rank >= Status.OFF_COURSE.rank
