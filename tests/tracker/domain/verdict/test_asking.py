"""Ratings that point to a warning sign are asked back, from the day and size that count."""

import numpy as np
import pytest

from tracker.domain.course.diaries import pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.asking import AskedBack, asked_back
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.rules.signs import claims

PLAN = RecoveryPlan(needle_length_mm=1.0)
PAIN, SWELLING, ITCHING = Symptom.PAIN, Symptom.SWELLING, Symptom.ITCHING
BEFORE = [
    RecoveryDay(day=day, ratings={Symptom.REDNESS: 2, PAIN: 0, SWELLING: 1, ITCHING: 0})
    for day in range(3)
]


def day(number: int, **others: object) -> RecoveryDay:
    ratings = {Symptom(name): value for name, value in others.items() if name in set(Symptom)}
    rest = {name: value for name, value in others.items() if name not in set(Symptom)}
    return RecoveryDay(day=number, ratings=ratings, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("today", "sign", "symptom", "rating"),
    [
        (day(3, pain=4), RedFlag.RISING_PAIN, PAIN, 4),
        (day(9, pain=7), RedFlag.RISING_PAIN, PAIN, 7),
        (day(3, swelling=4), RedFlag.ONE_SIDED_SWELLING, SWELLING, 4),
    ],
)
def test_a_rating_that_says_what_a_sign_asks_is_asked_back(
    today: RecoveryDay, sign: RedFlag, symptom: Symptom, rating: int
) -> None:
    assert asked_back([*BEFORE, today], PLAN) == (AskedBack(sign, symptom, rating),)


@pytest.mark.parametrize("today", [day(3, pain=3), day(3, swelling=3), day(3, redness=9)])
def test_less_is_not_asked_back(today: RecoveryDay) -> None:
    assert asked_back([*BEFORE, today], PLAN) == ()


def test_pain_is_not_asked_back_on_the_first_days() -> None:
    for number in range(3):
        assert asked_back([*BEFORE[:number], day(number, pain=6)], PLAN) == ()


def test_much_swelling_with_itching_on_the_first_days_asks_for_the_signs_of_allergy() -> None:
    days = [day(0, swelling=10, itching=6)]
    assert [one.sign for one in asked_back(days, PLAN)] == [RedFlag.BREATHING_OR_FACE_SWELLING]


@pytest.mark.parametrize("yes", [True, False])
def test_what_was_answered_is_not_asked_again(yes: bool) -> None:
    today = day(3, pain=7, answers={RedFlag.RISING_PAIN: yes})
    assert asked_back([*BEFORE, today], PLAN) == ()
    flagged = day(3, pain=7, red_flags=frozenset({RedFlag.RISING_PAIN}))
    assert asked_back([*BEFORE, flagged], PLAN) == ()


def test_an_ordinary_level_is_taken_off() -> None:
    plan = RecoveryPlan(needle_length_mm=1.0, ordinary={PAIN: 2})
    usual = [day(number, pain=2) for number in range(3)]
    assert asked_back([*usual, day(3, pain=4)], plan) == ()
    assert asked_back([*usual, day(3, pain=5)], plan)  # it grew by what no level explains
    lower = [day(number, pain=0) for number in range(3)]
    assert asked_back([*lower, day(3, pain=5)], plan)


def test_a_yes_has_the_level_of_the_sign_and_its_advice() -> None:
    today = day(3, pain=4, answers={RedFlag.RISING_PAIN: True})
    verdict = assess_recovery([*BEFORE, today], PLAN)[-1]
    assert (verdict.status, verdict.pattern) == (Status.URGENT, Pattern.SIGN_YES)
    assert "Contact a clinician" in verdict.what_to_do


@pytest.mark.parametrize(
    ("itching", "from_entry"),
    [((7, 7, 7, 7, 7, 7), 5), ((7, 7, 7, 7, 6, 5), None), ((1, 3, 7, 7, 6, 6), 4)],
)
def test_itching_of_the_first_days_is_a_rash_where_it_stays_for_three_entries(
    itching: tuple[int, ...], from_entry: int | None
) -> None:
    days = [day(number, itching=value) for number, value in enumerate(itching)]
    diaries = pack([Recovery(plan=PLAN, days=days)], shipped_course())
    nothing = np.zeros(diaries.ratings.shape, np.float32)
    found = {claim.sign: claim.is_again[0] for claim in claims(diaries, nothing, nothing)}
    supported = np.flatnonzero(found[RedFlag.PERSISTENT_RASH]).tolist()
    assert supported == list(range(from_entry or len(itching), len(itching)))
