"""Which recoveries can hold anything at all, so that only these are judged rule by rule.

Most recoveries are calm from the first entry to the last. A screen asks less than every rule does
that it stands for: what it lets pass in silence would have passed every rule in silence, too.
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import BoolArray, Diaries
from tracker.domain.course.earlier import TROUBLED, risen
from tracker.domain.course.reference import DIARY_CHANNELS, LAST_DAY, Channel
from tracker.domain.verdict.rules.plain import (
    BURN_AT_FIRST,
    BURN_HOLDS,
    FAR_AT_FIRST,
    PAIN_HOLDS,
    REBOUND_RISE,
    SORE_PAIN,
    STILL_RED,
    STILL_RED_FROM_DAY,
    SUDDEN_POINTS,
    TURNING,
)
from tracker.domain.verdict.rules.signs import (
    ALLERGY_ITCHING,
    ALLERGY_SWELLING,
    GROWN,
    ITCHING,
    ITCHING_ABOVE_BAND,
    ITCHING_FROM_DAY,
    PAIN,
    PAIN_FROM_DAY,
)
from tracker.domain.verdict.rules.staying import (
    STAYS,
    STAYS_FROM_DAY,
    STAYS_TROUBLED,
)

NEARLY = 0.01
"""Points below a limit from which a rule is asked. Chosen: far more than what rounding moves."""
_FAR = min(*FAR_AT_FIRST, max(BURN_AT_FIRST)) - NEARLY


def may_speak(diaries: Diaries, high: FloatArray) -> BoolArray:
    """Return (N,) in which recoveries the plain rules, the signs or photos can say anything.

    Parameters
    ----------
    diaries : Diaries
        N recoveries.
    high : (N, E, C) array
        The upper end of the usual range.
    """
    may = _says_more(diaries) | _is_rated_high(diaries, high)
    may |= (risen(diaries)[:, :, TURNING] >= min(REBOUND_RISE, SUDDEN_POINTS, GROWN)).any(axis=2)
    may |= (diaries.ratings - high >= _FAR).any(axis=2)
    return np.asarray(may.any(axis=1) | _may_stay(diaries, high))


def _may_stay(diaries: Diaries, high: FloatArray) -> BoolArray:
    """Return (N,) where a symptom is above its range so often that it may have stayed there."""
    above = (diaries.ratings > high) & (diaries.day >= STAYS_FROM_DAY)[:, :, None]
    above[:, :, DIARY_CHANNELS.index(Channel.DRYNESS)] &= diaries.day >= STILL_RED_FROM_DAY
    far = (diaries.ratings >= high + STAYS_TROUBLED)[:, :, TROUBLED] & above[:, :, TROUBLED]
    often = (above.sum(axis=1) >= STAYS).any(axis=1) | (far.sum(axis=1) >= 2).any(axis=1)
    return np.asarray(often)


def _says_more(diaries: Diaries) -> BoolArray:
    """Return (N, E) what is more than ratings in the days of the usual course, or less."""
    said = ~np.isnan(diaries.photo) | ~np.isnan(diaries.reddest_zone) | diaries.is_unreadable
    for answers in (diaries.flag_rank, diaries.yes, diaries.outcome):
        said |= answers != 0
    return np.asarray(said | diaries.is_blank | (diaries.day > LAST_DAY))


def _is_rated_high(diaries: Diaries, high: FloatArray) -> BoolArray:
    """Return (N, E) ratings that a rule asks about by their size."""
    day = diaries.day
    pain, itching = diaries.rating(Channel.PAIN), diaries.rating(Channel.ITCHING)
    may = (pain >= min(PAIN_HOLDS, BURN_HOLDS, SORE_PAIN)) & (day >= 1)
    may |= (pain >= PAIN) & (day >= PAIN_FROM_DAY)
    above = itching - high[:, :, DIARY_CHANNELS.index(Channel.ITCHING)]
    itches = (itching >= ITCHING) & (above >= ITCHING_ABOVE_BAND - NEARLY)
    may |= itches & (day >= ITCHING_FROM_DAY)
    swells = diaries.rating(Channel.SWELLING) >= ALLERGY_SWELLING
    may |= swells & (itching >= ALLERGY_ITCHING)
    may |= (diaries.rating(Channel.REDNESS) >= STILL_RED) & (day >= STILL_RED_FROM_DAY)
    return np.asarray(may)
