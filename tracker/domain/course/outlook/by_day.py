"""What was entered by day: the form in which recoveries are weighed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.healing import DAYS
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.reference import DIARY_CHANNELS, Channel


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

    def rows(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_] | slice) -> "Seen":
        """Return some of the recoveries."""
        return Seen(self.ratings[chosen], self.photo[chosen], self.photo_mdc95[chosen])


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
