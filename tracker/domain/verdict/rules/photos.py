"""What the reddest zone of photos shows: redness after needling is regional, a mean hides it.

The reddest of many zones is too red by luck. So its error is that of one zone of about ten, each of
which could have been the reddest (Bonferroni: 2.81 standard errors instead of 1.96).
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, SEEN, BoolArray, Diaries
from tracker.domain.course.reference import LAST_DAY, Channel
from tracker.domain.words.changes import STRONG_EI

CHOSEN = 1.43
"""How much larger the error of a zone is for having been chosen of ten. Source: Bonferroni."""
FADED = 0.5
"""Share of the redness that was off course in a photo from which another one shows that it fades.
Chosen: half, so that no error of a photo ends it."""
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


def not_faded(diaries: Diaries, face: BoolArray, zone: BoolArray) -> BoolArray:
    """Return (N, E) where no photo has shown yet that redness of an earlier one fades.

    A day without a photo takes nothing back, nor does what else was found on its day. Somebody who
    has looked, and the end of the usual course, do.

    Parameters
    ----------
    diaries : Diaries
    face, zone : (N, E) array
        Where the face, or its reddest zone, was off course in a photo.
    """
    found = np.zeros(diaries.day.shape, np.bool_)
    shows = np.stack([diaries.photo, diaries.reddest_zone])
    alarms, alarmed = np.stack([face, zone]), np.full(shows.shape[:2], np.nan, np.float32)
    for entry, shown in enumerate(np.moveaxis(shows, 2, 0)):
        alarmed[:, diaries.outcome[:, entry] == SEEN] = np.nan
        alarmed[shown <= FADED * alarmed] = np.nan
        is_asked = (diaries.day[:, entry] <= LAST_DAY) | ~np.isnan(shown).all(axis=0)
        found[:, entry] = is_asked & ~np.isnan(alarmed).all(axis=0)
        alarmed = np.where(alarms[:, :, entry], np.fmax(alarmed, shown), alarmed)
    return np.asarray(found & diaries.present)


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
