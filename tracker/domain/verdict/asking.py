"""Which signs the ratings of a day point to, so that they are asked back before the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import CourseReference
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import MAX_RATING, Symptom

PAIN, PAIN_FROM_DAY = 4, 3
GROWN, GROWN_FROM_DAY = 3, 2
ALLERGY_SWELLING, ALLERGY_ITCHING, ALLERGY_LAST_DAY = 7, 4, 1


@dataclass(frozen=True)
class AskedBack:
    """A sign that a rating points to."""

    sign: RedFlag
    symptom: Symptom
    rating: int


def asked_back(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, reference: CourseReference | None = None
) -> tuple[AskedBack, ...]:
    """Return the signs that the last day's ratings point to and that it does not answer yet."""
    today, before = days[-1], days[:-1]
    claimed = [
        AskedBack(sign, symptom, today.ratings[symptom])
        for sign, symptom, points in _CLAIMS
        if symptom in today.ratings and points(today, before, plan)
    ]
    return tuple(
        one for one in claimed if one.sign not in today.answers and one.sign not in today.red_flags
    )


def _hurts(today: RecoveryDay, before: Sequence[RecoveryDay], plan: RecoveryPlan) -> bool:
    return today.day >= PAIN_FROM_DAY and _above(today, Symptom.PAIN, plan) >= PAIN


def _swells(today: RecoveryDay, before: Sequence[RecoveryDay], plan: RecoveryPlan) -> bool:
    earlier = [
        day.ratings[Symptom.SWELLING]
        for day in before
        if day.day >= 1 and Symptom.SWELLING in day.ratings
    ]
    grown = today.ratings[Symptom.SWELLING] - min(earlier, default=MAX_RATING)
    return today.day >= GROWN_FROM_DAY and grown >= GROWN


def _swells_and_itches(
    today: RecoveryDay, before: Sequence[RecoveryDay], plan: RecoveryPlan
) -> bool:
    swells = _above(today, Symptom.SWELLING, plan) >= ALLERGY_SWELLING
    itches = _above(today, Symptom.ITCHING, plan) >= ALLERGY_ITCHING
    return today.day <= ALLERGY_LAST_DAY and swells and itches


def _above(day: RecoveryDay, symptom: Symptom, plan: RecoveryPlan) -> int:
    return day.ratings.get(symptom, 0) - plan.ordinary.get(symptom, 0)


_CLAIMS = (
    (RedFlag.RISING_PAIN, Symptom.PAIN, _hurts),
    (RedFlag.ONE_SIDED_SWELLING, Symptom.SWELLING, _swells),
    (RedFlag.BREATHING_OR_FACE_SWELLING, Symptom.SWELLING, _swells_and_itches),
)
