"""Which signs the ratings of a day point to, so that they are asked back before the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.domain.course.diaries import band_high, pack
from tracker.domain.course.earlier import ordinary_level
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import DIARY_CHANNELS, CourseReference, shipped_course
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.rules.signs import claims


@dataclass(frozen=True)
class AskedBack:
    """A sign that a rating points to."""

    sign: RedFlag
    symptom: Symptom
    rating: int


def asked_back(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, reference: CourseReference | None = None
) -> tuple[AskedBack, ...]:
    """Return the signs that the last day's ratings point to and that it does not answer yet.

    Parameters
    ----------
    days : sequence of RecoveryDay
        All days up to the one that is asked about, in order.
    plan : RecoveryPlan
    reference : CourseReference, optional
        The expected course; the shipped one by default.
    """
    reference, today = reference or shipped_course(), days[-1]
    diaries = pack([Recovery(plan=plan, days=days)], reference)
    told = np.maximum(diaries.believed_ordinary, 0).astype(np.float32)
    ordinary = ordinary_level(diaries, told)
    high = band_high(diaries, reference) + ordinary
    last = (0, len(days) - 1)
    return tuple(
        AskedBack(claim.sign, symptom, today.ratings[symptom])
        for claim in claims(diaries, high, ordinary)
        if (symptom := Symptom(DIARY_CHANNELS[claim.channel].value)) in today.ratings
        and claim.stands[last]
        and claim.sign not in {*today.answers, *today.red_flags}
    )
