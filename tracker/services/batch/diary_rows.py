"""Rows of a diary file that can be used, as columns."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING
from tracker.domain.records.flags import RedFlag

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

_BITS = {flag: 1 << place for place, flag in enumerate(RedFlag)}


@dataclass(frozen=True, eq=False)
class DiaryRows:
    """Rows that can be used, in the order of the file; every column has one length."""

    names: list[str]
    """The ids of the recoveries."""
    recovery: npt.NDArray[np.intp]
    """Place of the row's recovery in `names`."""
    number: npt.NDArray[np.int64]
    """Row in the file; the header is row 1."""
    day: npt.NDArray[np.int16]
    ratings: npt.NDArray[np.int8]
    """(rows, channels)"""
    photo: npt.NDArray[np.float32]
    length_mm: Numbers
    """Not-a-number where it is missing."""
    is_rf: Mask
    flags: npt.NDArray[np.int32]
    """The red flags, a bit for each in the order of the Enum; see `flags_of`."""
    is_unreadable: Mask
    """Whether a cell of the row had to be left out."""
    is_sign_unreadable: Mask
    """Whether it was one with red flags, or with answers to signs."""
    ordinary: npt.NDArray[np.int8]
    """(rows, channels) how the skin rates on an ordinary day, MISSING where it is not known."""
    special: npt.NDArray[np.int32]
    """What may explain the day, as bits; see `bits_of`."""
    yes: npt.NDArray[np.int32]
    """The signs that were asked back and answered yes, as bits."""
    no: npt.NDArray[np.int32]
    """Those that were answered no."""
    outcome: npt.NDArray[np.int8]
    """0, or the place of the `Outcome` from 1 on."""
    since: npt.NDArray[np.int32]
    """The signs that were entered after that outcome, on the same day, as bits."""
    photo_mdc95: npt.NDArray[np.float32]
    """EI; what is usual where it is missing."""
    photo_too_high: npt.NDArray[np.float32]
    """EI; infinite where it is missing."""
    reddest_zone: npt.NDArray[np.float32]
    """EI; not-a-number where it is missing."""

    def __len__(self) -> int:
        return len(self.day)

    def take(self, chosen: Any) -> "DiaryRows":
        """Return some of the rows."""
        _, *columns = vars(self).values()
        return DiaryRows(self.names, *(column[chosen] for column in columns))

    def with_signs_from_day_0(self, lost: Mask) -> "DiaryRows":
        """Let the signs of rows without a day hold from the first day on, and nothing else."""
        return replace(
            self,
            day=np.where(lost, 0, self.day).astype(self.day.dtype),
            ratings=np.where(lost[:, None], MISSING, self.ratings).astype(self.ratings.dtype),
            photo=np.where(lost, np.nan, self.photo).astype(self.photo.dtype),
            reddest_zone=np.where(lost, np.nan, self.reddest_zone).astype(self.reddest_zone.dtype),
            no=np.where(lost, 0, self.no),
            outcome=np.where(lost, 0, self.outcome).astype(self.outcome.dtype),
            is_unreadable=self.is_unreadable | lost,
            is_sign_unreadable=self.is_sign_unreadable | lost,
        )

    def renumbered(self) -> "DiaryRows":
        """Return these rows with only the recoveries that occur, numbered as they first occur."""
        number = self.recovery
        if len(number) and number[0] == 0 and np.isin(np.diff(number), (0, 1)).all():
            return replace(self, names=self.names[: number[-1] + 1])
        found, first, place = np.unique(self.recovery, return_index=True, return_inverse=True)
        order = np.argsort(first)
        names = [self.names[number] for number in found[order].tolist()]
        return replace(self, names=names, recovery=np.argsort(order)[place])

    def followed_by(self, later: "DiaryRows") -> "DiaryRows":
        """Return these rows and then the later ones."""
        mine = self.renumbered()
        number = {name: place for place, name in enumerate(mine.names)}
        new = [number.setdefault(name, len(number)) for name in later.names]
        theirs = replace(later, recovery=np.array(new, np.intp)[later.recovery])
        pairs = zip(list(vars(mine).values())[1:], list(vars(theirs).values())[1:], strict=True)
        return DiaryRows(list(number), *(np.concatenate(pair) for pair in pairs))


@lru_cache(maxsize=1024)
def flags_of(bits: int) -> frozenset[RedFlag]:
    """Return the red flags of `DiaryRows.flags`."""
    return frozenset(flag for flag, bit in _BITS.items() if bits & bit)
