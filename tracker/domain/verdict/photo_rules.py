"""What the reddest zone of photos shows: redness after needling is regional, a mean hides it.

The reddest of many zones is too red by luck. So its error is that of one zone of about ten, each of
which could have been the reddest (Bonferroni: 2.81 standard errors instead of 1.96).
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, BoolArray, Diaries
from tracker.domain.course.reference import Channel
from tracker.domain.words.changes import STRONG_EI

CHOSEN = 1.43
"""How much larger the error of a zone is for having been chosen of ten. Source: Bonferroni."""
STRONG_FROM_DAY = 5
"""From this day on strong redness in photos, beyond error, is a watch. Chosen: derived."""


def is_strong(diaries: Diaries, shown: FloatArray, error: FloatArray) -> BoolArray:
    """Return (N, E) whether photos show strong redness beyond their error, late."""
    return np.asarray((shown - error >= STRONG_EI) & (diaries.day >= STRONG_FROM_DAY))


def zone_is_strong(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether the reddest zone is strongly red, late."""
    return is_strong(diaries, diaries.reddest_zone, CHOSEN * diaries.reddest_too_high)


def zone_reddens(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether the reddest zone is clearly redder than when it was palest before."""
    zone, error = diaries.reddest_zone, CHOSEN * diaries.reddest_too_high
    too_low = CHOSEN * diaries.reddest_mdc95  # of the palest, in which redness may hide
    known = ~np.isnan(zone)
    palest = np.full(zone.shape, np.nan, np.float32)
    its_error = np.zeros_like(error)
    for entry in range(1, zone.shape[1]):
        before = entry - 1
        is_paler = known[:, before] & ~(zone[:, before] >= palest[:, before])
        palest[:, entry] = np.where(is_paler, zone[:, before], palest[:, before])
        its_error[:, entry] = np.where(is_paler, too_low[:, before], its_error[:, before])
    return np.asarray(zone - palest >= np.hypot(error, its_error))


def zone_reddens_twice(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether it did so on the last photo before, too."""
    reddens, known = zone_reddens(diaries), ~np.isnan(diaries.reddest_zone)
    did_before = np.zeros_like(reddens)
    for entry in range(1, reddens.shape[1]):
        before = entry - 1
        did_before[:, entry] = np.where(known[:, before], reddens[:, before], did_before[:, before])
    return np.asarray(reddens & did_before)


def is_quiet(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether redness was rated, and as none or almost none."""
    redness = diaries.rating(Channel.REDNESS)
    return np.asarray((redness <= 1) & (redness != MISSING))


def photo_has_risen(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether a photo shows more than the palest one before."""
    palest = np.fmin.accumulate(np.nan_to_num(diaries.photo, nan=np.inf), axis=1)
    has_risen = np.zeros(palest.shape, np.bool_)
    has_risen[:, 1:] = diaries.photo[:, 1:] > palest[:, :-1]
    return has_risen
