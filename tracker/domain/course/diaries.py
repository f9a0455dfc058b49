"""Many recoveries as arrays, so that they are judged together.

Entries stand in time order; a recovery with fewer entries than the longest is padded. Shapes:
N recoveries, E entries, C diary channels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.recovery import Recovery, RecoveryDay
from tracker.domain.course.reference import (
    DIARY_CHANNELS,
    LAST_DAY,
    Channel,
    CourseReference,
    DeviceGroup,
    device_group,
    time_factor,
)
from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.flags import RedFlag, highest_level
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import LOWEST_STATUS, Status

Scalar = TypeVar("Scalar", bound=np.generic)
IntArray = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]
BitArray = npt.NDArray[np.int32]

# Chosen: no day and no rating is negative.
PADDING = -1
"""The day of an entry that is not there."""
MISSING = -1
"""The rating of a question that was not answered."""
SEEN, NOT_SEEN = (1 + tuple(Outcome).index(one) for one in (Outcome.SEEN, Outcome.NOT_SEEN))
"""What `Diaries.outcome` holds."""
GROUPS = (DeviceGroup.MECHANICAL, DeviceGroup.RADIO_FREQUENCY)
"""In the order of `Diaries.is_rf`."""
# Chosen: assumed, as said below.
MOST_ORDINARY = np.array([5, 3, 5, 3, 6], np.int8)
"""The highest ordinary level of each symptom that is believed: above it something is the matter on
every day, and no recovery may rest on it (assumed)."""
KNOWN_TO_MM, UNKNOWN_FROM_MM = 1.5, 2.0
"""Needle lengths between which published figures of the usual course come to an end. Source:
tracker/reference/published.toml: studies name needles up to 1.5 mm, a vendor's table those of 2."""
USUAL_PHOTO_MDC95 = 3.0
"""EI; assumed where a photo's own error is not stated (imaging with a neck reference)."""


@dataclass(frozen=True, eq=False)
class Diaries:
    """A batch of recoveries."""

    day: npt.NDArray[np.int16]
    """(N, E), ascending within a recovery, then padded."""
    ratings: IntArray
    """(N, E, C) 0–10 or MISSING."""
    photo: FloatArray
    """(N, E) redness change in EI, not-a-number where there is none."""
    photo_mdc95: FloatArray
    """(N, E) EI."""
    photo_hidden: FloatArray
    """(N, E) how much of that error is for redness that may hide, EI: it makes nothing seem red."""
    reddest_zone: FloatArray
    """(N, E) redness change of the reddest treated zone in EI, not-a-number for none."""
    reddest_mdc95: FloatArray
    """(N, E) EI; that of one zone, which does not allow yet for its being the reddest."""
    reddest_hidden: FloatArray
    """(N, E) as `photo_hidden`."""
    flag_rank: IntArray
    """(N, E) rank of the status that the red flags ask for at least; 0 without any."""
    flags: BitArray
    """(N, E) the red flags, a bit for each in the order of the Enum; see `bits_of`."""
    yes: BitArray
    """(N, E) the signs that were asked back and answered yes, as bits."""
    no: BitArray
    """(N, E) those that were answered no."""
    special: BitArray
    """(N, E) what may explain the day, a bit for each `SpecialEvent`."""
    outcome: IntArray
    """(N, E) 0 where nothing was said, or the place of the `Outcome` from 1 on."""
    since: BitArray
    """(N, E) the signs of an entry that its outcome does not settle, as bits."""
    is_unreadable: BoolArray
    """(N, E) whether a part of the entry could not be read."""
    is_sign_unreadable: BoolArray
    """(N, E) whether that part was a red flag, or the answer to a sign: it may be any of them."""
    length_mm: npt.NDArray[np.float64]
    """(N,)"""
    is_rf: BoolArray
    """(N,) whether radio-frequency was used."""
    time_factor: npt.NDArray[np.float64]
    """(N,) how much slower than the face the treated area heals."""
    ordinary: IntArray
    """(N, C) how the skin rates on an ordinary day, 0–10, or MISSING where it is unknown."""

    @property
    def believed_ordinary(self) -> IntArray:
        """(N, C) the ordinary level as far as it is believed, or MISSING."""
        return np.minimum(self.ordinary, MOST_ORDINARY)

    @property
    def present(self) -> BoolArray:
        """(N, E) whether the entry is there."""
        present: BoolArray = self.day != PADDING
        return present

    @property
    def is_blank(self) -> BoolArray:
        """(N, E) whether an entry says nothing, or a photo alone: that cannot say how it feels."""
        said = (self.ratings != MISSING).any(axis=2) | (self.outcome > 0)
        blank: BoolArray = self.present & ~said & (self.flag_rank == 0)
        return blank

    @property
    def photo_too_high(self) -> FloatArray:
        """(N, E) how much too high the change in a photo may be, EI."""
        return np.asarray(self.photo_mdc95 - self.photo_hidden)

    @property
    def reddest_too_high(self) -> FloatArray:
        """(N, E) the same of the reddest zone."""
        return np.asarray(self.reddest_mdc95 - self.reddest_hidden)

    def rating(self, channel: Channel) -> IntArray:
        """Return the ratings (N, E) of one channel."""
        return self.ratings[:, :, DIARY_CHANNELS.index(channel)]

    def rows(self, chosen: npt.NDArray[np.intp] | BoolArray | slice) -> "Diaries":
        """Return some of the recoveries."""
        return Diaries(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def pack(recoveries: Sequence[Recovery], reference: CourseReference) -> Diaries:
    """Put recoveries into arrays; days are sorted."""
    size = max((len(recovery.days) for recovery in recoveries), default=0)
    batch = empty_diaries(len(recoveries), size)
    for index, recovery in enumerate(recoveries):
        plan = recovery.plan
        batch.length_mm[index] = plan.needle_length_mm
        batch.is_rf[index] = device_group(plan.device) is DeviceGroup.RADIO_FREQUENCY
        batch.time_factor[index] = time_factor(plan.treated_zones, reference)
        batch.ordinary[index] = [
            plan.ordinary.get(Symptom(channel.value), MISSING) for channel in DIARY_CHANNELS
        ]
        for entry, day in enumerate(sorted(recovery.days, key=lambda day: day.day)):
            _fill(batch, (index, entry), day)
    return batch


def empty_diaries(recoveries: int, entries: int) -> Diaries:
    """Return padded arrays to be filled."""
    shape = (recoveries, entries)
    rated = (*shape, len(DIARY_CHANNELS))
    return Diaries(
        day=by_recovery(shape, PADDING, np.int16),
        ratings=by_recovery(rated, MISSING, np.int8),
        photo=by_recovery(shape, np.nan, np.float32),
        photo_mdc95=by_recovery(shape, USUAL_PHOTO_MDC95, np.float32),
        photo_hidden=by_recovery(shape, 0, np.float32),
        reddest_zone=by_recovery(shape, np.nan, np.float32),
        reddest_mdc95=by_recovery(shape, USUAL_PHOTO_MDC95, np.float32),
        reddest_hidden=by_recovery(shape, 0, np.float32),
        flag_rank=by_recovery(shape, 0, np.int8),
        flags=by_recovery(shape, 0, np.int32),
        yes=by_recovery(shape, 0, np.int32),
        no=by_recovery(shape, 0, np.int32),
        special=by_recovery(shape, 0, np.int32),
        outcome=by_recovery(shape, 0, np.int8),
        since=by_recovery(shape, 0, np.int32),
        is_unreadable=by_recovery(shape, False, np.bool_),
        is_sign_unreadable=by_recovery(shape, False, np.bool_),
        length_mm=np.ones(recoveries),
        is_rf=np.zeros(recoveries, np.bool_),
        time_factor=np.ones(recoveries),
        ordinary=np.full((recoveries, len(DIARY_CHANNELS)), MISSING, np.int8),
    )


def by_recovery(shape: tuple[int, ...], value: float, kind: type[Scalar]) -> npt.NDArray[Scalar]:
    """Return an array (N, …) in which what is of one entry lies together: several times faster."""
    return np.full(shape[::-1], value, kind).T


def flag_status_rank(flags: frozenset[RedFlag]) -> int:
    """Return the rank of the status that red flags ask for at least (0 without any)."""
    level = highest_level(flags)
    return (Status.ON_COURSE if level is None else LOWEST_STATUS[level]).rank


def bits_of(members: Iterable[StrEnum]) -> int:
    """Return members of one Enum as bits, in the order of its definition."""
    return sum(1 << list(type(member)).index(member) for member in set(members))


def band_high(diaries: Diaries, reference: CourseReference) -> FloatArray:
    """Return the 95th centile (N, E, C) of every rating, interpolated over needle length."""
    lengths, length = np.unique(diaries.length_mm, return_inverse=True)
    group = len(lengths) * diaries.is_rf
    at = (length + group)[:, None] * (LAST_DAY + 1) + np.clip(diaries.day, 0, LAST_DAY)
    high = np.empty(diaries.ratings.shape[::-1], np.float32).T
    for index, channel in enumerate(DIARY_CHANNELS):
        tables = [reference.tables[channel, group] for group in GROUPS]
        by_length = [
            _interpolate(table.lengths_mm, table.centiles[:, :, -1], lengths) for table in tables
        ]
        high[:, :, index] = np.concatenate(by_length).ravel()[at]
    return high


def unknown(diaries: Diaries) -> FloatArray:
    """Return (N, 1) how little the usual course is known, from 0 to 1.

    After radio-frequency and with the longest needles it rests on hardly any figure.
    """
    length = (diaries.length_mm - KNOWN_TO_MM) / (UNKNOWN_FROM_MM - KNOWN_TO_MM)
    share = np.maximum(np.clip(length, 0, 1), diaries.is_rf)
    return share.astype(np.float32)[:, None]


def _interpolate(
    lengths: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    position = np.interp(wanted, lengths, np.arange(len(lengths)))
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, len(lengths) - 1)
    weight = (position - below)[:, None]
    between: npt.NDArray[np.float64] = (1 - weight) * values[below] + weight * values[above]
    return between


def _fill(batch: Diaries, at: tuple[int, int], day: RecoveryDay) -> None:
    batch.day[at] = day.day
    for index, channel in enumerate(DIARY_CHANNELS):
        batch.ratings[(*at, index)] = day.ratings.get(Symptom(channel.value), MISSING)
    if day.photo_delta_ei is not None:
        batch.photo[at] = day.photo_delta_ei
        batch.photo_mdc95[at] = day.photo_mdc95 or USUAL_PHOTO_MDC95
        batch.photo_hidden[at] = _hidden(day.photo_mdc95, day.photo_too_high)
    if day.reddest_zone_delta_ei is not None:
        batch.reddest_zone[at] = day.reddest_zone_delta_ei
        error = day.reddest_zone_mdc95 or day.photo_mdc95
        batch.reddest_mdc95[at] = error or USUAL_PHOTO_MDC95
        batch.reddest_hidden[at] = _hidden(day.reddest_zone_mdc95, day.reddest_zone_too_high)
    batch.flag_rank[at] = flag_status_rank(day.red_flags)
    batch.flags[at] = bits_of(day.red_flags)
    batch.yes[at] = bits_of(flag for flag, said in day.answers.items() if said)
    batch.no[at] = bits_of(flag for flag, said in day.answers.items() if not said)
    batch.special[at] = bits_of(day.special)
    if day.outcome is not None:
        batch.outcome[at] = 1 + list(Outcome).index(day.outcome)
    batch.since[at] = bits_of(day.since_outcome)


def _hidden(mdc95: float | None, too_high: float | None) -> float:
    return 0.0 if mdc95 is None or too_high is None else max(mdc95 - too_high, 0.0)
