"""Every named pattern is what some diary comes to, with its status and its reason in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from analysis import Zone
from tracker.domain.course.diaries import pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.drift import find_drift

PLAN = RecoveryPlan(needle_length_mm=1.0)
FACE = RecoveryPlan(
    needle_length_mm=1.0, treated_zones=frozenset({Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT})
)
CALM = {
    Symptom.REDNESS: (5, 3, 2, 1, 1, 0, 0, 0, 0),
    Symptom.SWELLING: (2, 1, 0, 0, 0, 0, 0, 0, 0),
    Symptom.ITCHING: (0, 1, 1, 1, 1, 1, 0, 0, 0),
    Symptom.PAIN: (2, 1, 0, 0, 0, 0, 0, 0, 0),
    Symptom.DRYNESS: (0, 1, 2, 2, 2, 1, 1, 1, 0),
}


def _days(**changed: tuple[int, ...]) -> list[RecoveryDay]:
    """Return a calm recovery in which some symptoms went otherwise, as long as the shortest."""
    rows = CALM | {Symptom(name): values for name, values in changed.items()}
    number = min(len(values) for values in rows.values())
    return [
        RecoveryDay(day=day, ratings={symptom: values[day] for symptom, values in rows.items()})
        for day in range(number)
    ]


def _days_on(last: int, symptom: Symptom, rating: int) -> list[RecoveryDay]:
    """Return days on which one symptom stays as it is, and nothing else is there."""
    rated = dict.fromkeys(CALM, 0) | {symptom: rating}
    return [RecoveryDay(day=day, ratings=rated) for day in range(last + 1)]


def _with(days: Sequence[RecoveryDay], **last: object) -> list[RecoveryDay]:
    return [*days, RecoveryDay(**last)]  # type: ignore[arg-type]


def _zones(day: int, **reddened: float) -> RecoveryDay:
    changes = {Zone[name.upper()]: change for name, change in reddened.items()}
    return RecoveryDay(day=day, ratings={Symptom.REDNESS: 1}, zone_delta_ei=changes)


def _reddest(*shown: float) -> Iterator[RecoveryDay]:
    for day, zone in enumerate(shown):
        rated = {symptom: values[day] for symptom, values in CALM.items()}
        yield RecoveryDay(day=day, ratings=rated, reddest_zone_delta_ei=zone, photo_mdc95=2.0)


@dataclass(frozen=True)
class Case:
    """A diary whose last day comes to a pattern."""

    days: Sequence[RecoveryDay]
    says: str
    plan: RecoveryPlan = PLAN
    earlier: Sequence[Recovery] = ()


CALM_DAY = dict.fromkeys(CALM, 0)
SLOW_AND_EVEN = (7, 6, 6, 5, 5, 4, 4, 3, 2)
SLOW_RECOVERY = Recovery(
    plan=PLAN,
    days=_days(
        redness=SLOW_AND_EVEN,
        dryness=(0, 1, 2, 3, 4, 4, 4, 4, 3),
        itching=(0, 0, 1, 1, 2, 2, 2, 2, 1),
    ),
)
LONGER = [
    Recovery(plan=PLAN, days=_days(redness=redness))
    for redness in ((5, 3, 1, 1, 1, 1, 1, 1, 1), (5, 4, 3, 1, 1, 1, 1, 1, 1))
]
FLAGGED = [*_days()[:2], RecoveryDay(day=2, red_flags=frozenset({RedFlag.FEVER}))]
CASES = {
    Pattern.RED_FLAG: Case(_with(_days()[:3], day=3, red_flags={RedFlag.FEVER}), "yes"),
    Pattern.SIGN_YES: Case(
        _with(
            _days()[:3],
            day=3,
            ratings={Symptom.PAIN: 4},
            answers={RedFlag.RISING_PAIN: True},
        ),
        "yes",
    ),
    Pattern.EMERGENCY_OPEN: Case(_with(FLAGGED, day=3, ratings=CALM_DAY), "still stands"),
    Pattern.NOT_SEEN: Case(
        _with(_days()[:3], day=3, ratings=CALM_DAY, outcome=Outcome.NOT_SEEN), "nobody"
    ),
    Pattern.SIGN_SUPPORTED: Case(
        _days(redness=(5, 3, 2, 5, 7), pain=(2, 1, 0, 3, 6)), "Pain is 6 on day 4"
    ),
    Pattern.SUDDEN_TURN: Case(
        _days(redness=(5, 3, 2, 6), pain=(2, 1, 0, 3)), "clearly risen: redness from 2 to 6"
    ),
    Pattern.RISING: Case(_days(redness=(5, 3, 2, 2, 3), pain=(2, 1, 0, 1, 3)), "rising together"),
    Pattern.PAIN_RISING: Case(_days(pain=(2, 1, 0, 0, 2, 3)), "Pain is rising"),
    Pattern.REDDENING: Case(_days(redness=(5, 3, 2, 1, 3, 8)), "from 1 to 8"),
    Pattern.SWELLING_RISING: Case(_days(swelling=(2, 1, 1, 2, 3, 3)), "Swelling is growing"),
    Pattern.ITCH_CLIMBING: Case(_days(itching=(0, 1, 1, 2, 4, 5)), "contact allergy"),
    Pattern.PHOTO_RISING: Case(
        [
            RecoveryDay(
                day=day, ratings={Symptom.REDNESS: 0}, photo_delta_ei=photo, photo_mdc95=2.5
            )
            for day, photo in enumerate((6.0, 3.0, 1.0, 6.0, 9.0))
        ],
        "photos show",
    ),
    Pattern.REBOUND: Case(_days(redness=(8, 7, 1, 4, 5)), "on two entries"),
    Pattern.FAR_ABOVE: Case(_days(swelling=(10,)), "far above"),
    Pattern.STILL_RED: Case(_days(redness=(5, 4, 4, 3, 3, 3, 2, 3)), "Redness is 3 on day 7"),
    Pattern.NOT_SETTLING: Case(_days(redness=(8, 8, 8, 8, 8, 8, 8)), "than is usual by then"),
    Pattern.SPREADING: Case(
        [_zones(3, cheek_left=3, forehead=6), _zones(4, cheek_left=3, forehead=6)], "beyond", FACE
    ),
    Pattern.ONE_SIDED: Case(
        [_zones(3, cheek_left=9, cheek_right=1), _zones(4, cheek_left=9, cheek_right=1)],
        "one side",
        FACE,
    ),
    Pattern.LATE_CHANGE: Case(_with(_days(), day=21, ratings={Symptom.SWELLING: 4}), "day 21"),
    Pattern.NOT_BACK_YET: Case(
        _days(redness=(5, 3, 2, 1, 5, 2), pain=(2, 1, 0, 0, 3, 0), dryness=(0, 1, 2, 2, 2, 6)),
        "not all ratings are back",
    ),
    Pattern.AFTER_OFF_COURSE: Case(
        _with(_days(redness=(5, 3, 2, 1, 5), pain=(2, 1, 0, 0, 3)), day=6, ratings=CALM_DAY),
        "one calmer entry",
    ),
    Pattern.ALLERGY_LIKE: Case(_days(swelling=(3, 10), itching=(0, 6)), "tight throat"),
    Pattern.SIGN_OPEN: Case(_days(itching=(2, 3, 4, 6)), "points to a warning sign"),
    Pattern.EXPLAINED: Case(
        _with(
            _days()[:5],
            day=5,
            ratings=CALM_DAY | {Symptom.REDNESS: 5},
            special={SpecialEvent.SUN},
        ),
        "may explain",
    ),
    Pattern.SLOWER_EACH_TIME: Case(
        _days(redness=(5, 4, 3, 2, 2, 2)), "longer than after the last", earlier=LONGER
    ),
    Pattern.TOO_MUCH: Case(_days(redness=(7, 5), pain=(4, 2), dryness=(1, 4)), "more than these"),
    Pattern.FAR_TOO_MUCH: Case(
        _days(redness=(8, 7, 5), pain=(6, 5, 4), dryness=(3, 6, 7)), "far more than these"
    ),
    Pattern.ZONE_RED: Case([*_reddest(9.0, 2.0, 8.0)], "one zone"),
    Pattern.ZONE_REDDENING: Case([*_reddest(9.0, 2.0, 9.0, 10.0)], "by 8 EI since day 1"),
    Pattern.STAYS_HIGH: Case(_days(pain=(3, 3, 3, 3, 3, 3, 3)), "above its usual range on every"),
    Pattern.PHOTO_OPEN: Case(
        [*_reddest(9.0, 2.0, 9.0, 10.0), *_days(redness=(5, 3, 2, 1, 1, 0, 0, 0, 0))[4:]],
        "no photo since has shown that it fades",
    ),
    Pattern.RED_AS_BEFORE: Case(
        SLOW_RECOVERY.days[:8], "earlier sessions", earlier=[SLOW_RECOVERY] * 3
    ),
    Pattern.SETTLING_SLOWLY: Case(_days(redness=(5, 5, 5, 4, 4, 4)), "Slow but normal"),
    Pattern.PHOTO_DISAGREES: Case(
        _with(
            _days()[:4], day=4, ratings={Symptom.REDNESS: 0}, photo_delta_ei=9.0, photo_mdc95=3.0
        ),
        "disagree",
    ),
    Pattern.LEANING: Case(
        _days(redness=(5, 3, 2, 2, 3), pain=(2, 1, 0, 0, 1), swelling=(2, 1, 0, 0, 1)), "lean away"
    ),
    Pattern.ABOVE_BAND: Case(_days(dryness=(0, 1, 2, 7)), "above its usual range"),
    Pattern.STILL_ABOVE: Case(_days_on(13, Symptom.REDNESS, 2), "still above its usual range"),
    Pattern.LINGERING: Case(_days_on(20, Symptom.ITCHING, 2), "long after"),
    Pattern.NOTHING_ENTERED: Case(_with(_days()[:3], day=3), "Nothing was rated"),
    Pattern.TOO_EARLY: Case(
        _days()[:3],
        "came sooner",
        RecoveryPlan(needle_length_mm=1.0, days_since_previous=5),
        [Recovery(plan=PLAN, days=_days())],
    ),
    Pattern.AS_EXPECTED: Case(_days(), "within what is usual"),
}
ONLY_IN_FILES = {Pattern.UNREADABLE, Pattern.SIGN_UNREADABLE}
"""A cell that cannot be read is a matter of CSV files; see the tests of `fifthday assess`."""
ONLY_KEPT = {Pattern.STRONG_RISE}
"""Verdicts of earlier versions name them; none is made anew."""


@pytest.mark.parametrize("pattern", sorted(set(Pattern) - ONLY_IN_FILES - ONLY_KEPT))
def test_a_diary_comes_to_the_pattern_and_its_words(pattern: Pattern) -> None:
    case = CASES[pattern]
    verdict = assess_recovery(case.days, case.plan, case.earlier)[-1]
    assert verdict.pattern is pattern, verdict.reason
    assert verdict.status.rank >= pattern.status.rank
    assert case.says in verdict.reason


@pytest.mark.parametrize("flag", [RedFlag.NODULES, RedFlag.DARKENING_OR_LIGHTENING])
@pytest.mark.parametrize("day", [15, 24, 60])
def test_nodules_and_dark_marks_weeks_after_a_calm_recovery_are_answered(
    flag: RedFlag, day: int
) -> None:
    late = RecoveryDay(day=day, ratings={Symptom.REDNESS: 0}, red_flags=frozenset({flag}))
    verdict = assess_recovery([*_days(), late], PLAN)[-1]
    assert verdict.pattern is Pattern.RED_FLAG
    assert verdict.status.rank >= Status.OFF_COURSE.rank


def test_redness_of_day_7_is_a_watch_only_for_those_whose_normal_recoveries_were_like_it() -> None:
    first = assess_recovery(SLOW_RECOVERY.days, PLAN)
    second = assess_recovery(SLOW_RECOVERY.days, PLAN, [SLOW_RECOVERY])
    assert first[7].pattern is second[7].pattern is Pattern.STILL_RED
    worse = [*SLOW_RECOVERY.days[:7], RecoveryDay(day=7, ratings={Symptom.REDNESS: 7})]
    third = assess_recovery(worse, PLAN, [SLOW_RECOVERY] * 3)
    assert third[7].status.rank >= Status.OFF_COURSE.rank


def test_a_verdict_is_the_same_in_a_batch_of_others() -> None:
    cases = [case for case in CASES.values() if not case.earlier and case.plan is PLAN]
    recoveries = [Recovery(plan=case.plan, days=case.days) for case in cases]
    together = find_drift(pack(recoveries, shipped_course()), shipped_course())
    for row, recovery in enumerate(recoveries):
        alone = find_drift(pack([recovery], shipped_course()), shipped_course())
        number = len(recovery.days)
        assert (together.rank[row, :number] == alone.rank[0, :number]).all()


@pytest.mark.parametrize("day", range(8))
def test_severe_pain_is_never_told_to_wait_for_days_alone(day: int) -> None:
    days = [*_days()[:day], RecoveryDay(day=day, ratings=CALM_DAY | {Symptom.PAIN: 10})]
    verdict = assess_recovery(days, PLAN)[-1]
    assert verdict.status.rank >= Status.OFF_COURSE.rank
    assert "today" in verdict.what_to_do, verdict
