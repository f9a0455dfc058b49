"""What was entered by day: the form in which recoveries are weighed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.healing import DAYS
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

FloatArray = npt.NDArray[np.float32]

FIRST_JUDGED_DAY = 2
"""No statistical alarm before it: on day 0 and 1 anything from a flush to a burn is usual."""
FIRST_SLOW_DAY = 4
"""Redness that heals slowly is not judged before it."""
RISEN_POINTS = 3
ITCH_POINTS = 2
ITCHING = 3
RISEN_EI = 4.0
_RISING = [channel is not Channel.DRYNESS for channel in DIARY_CHANNELS]
_ITCHING = DIARY_CHANNELS.index(Channel.ITCHING)


@dataclass(frozen=True, eq=False)
class Seen:
    """The first DAYS days of each recovery, without padding."""

    ratings: npt.NDArray[np.int8]
    """(N, D, C) 0–10, or NOT_ANSWERED."""
    photo: FloatArray
    """(N, D) EI, not-a-number where there is none."""
    photo_mdc95: FloatArray
    """(N, D) EI."""

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that anything is known of."""
        has_photos = not np.isnan(self.photo).all()
        return tuple(Channel) if has_photos else DIARY_CHANNELS

    @cached_property
    def last_day(self) -> int:
        """The last day on which anything was entered in any recovery; 0 for none."""
        said = (self.ratings != NOT_ANSWERED).any(axis=(0, 2)) | ~np.isnan(self.photo).all(axis=0)
        return int(np.flatnonzero(said).max(initial=0))

    def has_risen(self) -> npt.NDArray[np.bool_]:
        """Return (N, D) where something has visibly risen: only there a rise is looked for.

        Ratings have risen over their lowest since day 1 by RISEN_POINTS together, itching alone by
        ITCH_POINTS to ITCHING or more, or a photo by RISEN_EI. Itching begins low, so that its day
        0 stands in for a day 1 without an answer.
        """
        lowest = _lowest_before(self.ratings)
        itching = self.ratings[:, :, _ITCHING]
        day_0 = np.where(itching[:, 1] == NOT_ANSWERED, itching[:, 0], NOT_ANSWERED)
        np.minimum(lowest[:, 2:, _ITCHING], day_0[:, None], out=lowest[:, 2:, _ITCHING])
        risen = np.maximum(self.ratings - lowest, 0)
        risen *= self.ratings != NOT_ANSWERED  # which is more than any rating
        points = risen[:, :, _RISING].sum(axis=2, dtype=np.int8)
        itches = (risen[:, :, _ITCHING] >= ITCH_POINTS) & (self.ratings[:, :, _ITCHING] >= ITCHING)
        visible: npt.NDArray[np.bool_] = (points >= RISEN_POINTS) | itches
        if Channel.PHOTO_REDNESS in self.channels:
            shown = self.photo - _lowest_before(np.nan_to_num(self.photo, nan=np.inf))
            visible |= shown >= RISEN_EI
        visible[:, :FIRST_JUDGED_DAY] = False
        return visible

    def stays_red(self, usual: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return (N, D) where more redness is left than usual: only there slowness is judged.

        Parameters
        ----------
        usual : (N, D) array
            Rating of redness that few people exceed on each day. A photo is always looked at.
        """
        redness = self.ratings[:, :, DIARY_CHANNELS.index(Channel.REDNESS)]
        rated = (redness > usual) & (redness != NOT_ANSWERED)
        red: npt.NDArray[np.bool_] = rated | ~np.isnan(self.photo)
        red[:, :FIRST_SLOW_DAY] = False
        return red

    def rows(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_] | slice) -> "Seen":
        """Return some of the recoveries."""
        return Seen(self.ratings[chosen], self.photo[chosen], self.photo_mdc95[chosen])


def _lowest_before(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return each day's lowest value on the days from day 1 to the day before, high for none."""
    lowest = np.full_like(values, 127)
    for day in range(2, values.shape[1]):
        np.minimum(lowest[:, day - 1], values[:, day - 1], out=lowest[:, day])
    return lowest


def by_day(diaries: Diaries) -> Seen:
    """Put a batch's entries on their days; what lies after the last day is left out."""
    number, channels = len(diaries.day), len(DIARY_CHANNELS)
    ratings = np.full((channels, DAYS, number), NOT_ANSWERED, np.int8)
    photo = np.full((number, DAYS), np.nan, np.float32)
    photo_mdc95 = np.ones((number, DAYS), np.float32)
    entry, row = np.nonzero((diaries.day.T >= 0) & (diaries.day.T < DAYS))
    day = diaries.day[row, entry].astype(np.intp)
    place, place_by_day = entry * number + row, day * number + row
    for on_day, on_entry in zip(ratings, diaries.ratings.T, strict=True):
        said = on_entry.ravel()[place]
        on_day.ravel()[place_by_day] = np.where(said == MISSING, np.int8(NOT_ANSWERED), said)
    if not np.isnan(diaries.photo).all():
        photo[row, day] = diaries.photo[row, entry]
        photo_mdc95[row, day] = diaries.photo_mdc95[row, entry]
    return Seen(ratings.T, photo, photo_mdc95)
