"""How strongly the entries speak for a departure from the normal course, by kind of departure.

Each entry's distance from what was expected of it is evidence (Student's t) that it lies at least
so much above. A kind adds up its symptoms' evidence and keeps a part of yesterday's: a leaky sum
that starts anew at nothing. Evidence grows without end with a rating, and what is known from
before does not depend on it: so no kind weakens when a rating rises. An answer left out says
nothing, which is never less than what the mildest answer says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import Diaries
from tracker.domain.course.expectation import Expected, Followed
from tracker.domain.course.explanations import explained
from tracker.domain.course.reference import Channel

IntArray = npt.NDArray[np.int8]

_CHANNELS = tuple(Channel)
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11;
# docs/decisions/0021).
_FREEDOM = 5.0
_BEYOND_FULL = 0.15
_FLUSH = 0.3
_EXPLAINED_CAP = 0.6
"""The most that an explained symptom says."""


class Departure(StrEnum):
    """What may be going on instead of the normal course."""

    INFECTION = "infection"
    PAIN = "pain"
    HERPES = "herpes"
    SWELLING = "swelling"
    ALLERGY = "allergy"
    ITCHING = "itching"
    REDDENING = "reddening"
    PHOTO = "photo"
    MUCH_SWELLING = "much_swelling"
    MUCH_PAIN = "much_pain"
    MUCH_ITCHING = "much_itching"
    MUCH_REDNESS = "much_redness"
    MUCH_DRYNESS = "much_dryness"


class Shift(NamedTuple):
    """How a departure shows in one symptom."""

    least: float
    """Points (EI in photos) that it adds at least."""
    weight: float = 1.0


@dataclass(frozen=True)
class Kind:
    """One kind of departure, and the evidence that a status asks for."""

    shifts: Mapping[Channel, Shift]
    alarm: float
    watch: float
    full: float = 3.0
    """Evidence of one symptom on one day beyond it counts for little: a slip of the finger, a bad
    evening; a real departure comes again, or shows in another symptom."""
    kept: float = 0.75
    """Share of the evidence of the last entry that is kept."""
    against_usual: bool = False
    """Whether entries are compared with other people's instead of the person's own before."""

    @property
    def first_day(self) -> int:
        """First day that counts: a course of one's own is known from day 1 on."""
        return 0 if self.against_usual else 1


def _much(
    channel: Channel,
    least: float,
    alarm: float,
    watch: float,
    *,
    full: float = 9.0,
    kept: float = 0.6,
) -> Kind:
    """Return a symptom that is much from the first day on, compared with other people's."""
    return Kind({channel: Shift(least)}, alarm, watch, full, kept, against_usual=True)


_R, _S, _I, _P, _D, _PHOTO = Channel
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11).
KINDS: Mapping[Departure, Kind] = {
    Departure.INFECTION: Kind({_R: Shift(1.2, 0.4), _P: Shift(1.2), _S: Shift(0.6, 0.6)}, 4.9, 4.5),
    Departure.PAIN: Kind({_P: Shift(1.2)}, 4.0, 3.7, full=2.6),
    Departure.HERPES: Kind({_P: Shift(1.5), _I: Shift(1.0, 0.6)}, 4.4, 4.1, full=2.8),
    Departure.SWELLING: Kind({_S: Shift(1.5)}, 4.8, 4.5),
    Departure.ALLERGY: Kind({_I: Shift(1.6), _R: Shift(0.8, 0.5), _S: Shift(0.5)}, 5.4, 5.0),
    Departure.ITCHING: Kind({_I: Shift(2.0)}, 4.6, 4.3),
    Departure.REDDENING: Kind({_R: Shift(1.5)}, 7.0, 6.0),
    Departure.PHOTO: Kind({_PHOTO: Shift(3.5)}, 4.3, 2.8),
    Departure.MUCH_SWELLING: _much(_S, 2.5, 8.6, 8.0),
    Departure.MUCH_PAIN: _much(_P, 2.0, 14.0, 13.0),
    Departure.MUCH_ITCHING: _much(_I, 2.5, 12.0, 11.0),
    Departure.MUCH_REDNESS: _much(_R, 1.5, 14.0, 4.0, full=4.0, kept=0.8),
    Departure.MUCH_DRYNESS: _much(_D, 2.5, 16.0, 14.0),
}
"""Set on simulated recoveries so that all kinds together alarm in about one normal recovery of
forty (docs/decisions)."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for one kind of departure on each entry, (N, E)."""

    total: FloatArray
    """Not above 0 where this entry itself does not speak for it."""
    channel: IntArray
    """Number of the channel that says most today."""


def weigh(diaries: Diaries, followed: Followed) -> dict[Departure, Evidence]:
    """Weigh the entries of N recoveries for every kind of departure."""
    caps = np.where(explained(diaries), np.float32(_EXPLAINED_CAP), np.float32(np.inf))
    surprises = {
        against_usual: _surprise(followed.entered, expected)
        for against_usual, expected in ((False, followed.own), (True, followed.usual))
    }
    return {
        departure: _weigh(kind, diaries, followed, surprises[kind.against_usual], caps)
        for departure, kind in KINDS.items()
    }


def surprise(followed: Followed, channel: Channel) -> FloatArray:
    """Return (N, E) by how many spreads an entry lies above what was expected; nan for none."""
    place = _CHANNELS.index(channel)
    own = Expected(followed.own.mean[:, place], followed.own.sd[:, place])
    return _surprise(followed.entered[:, place], own).T


def evidence_above(surprise: FloatArray, least: FloatArray) -> FloatArray:
    """Return the evidence that something lies at least so much above what is expected.

    Parameters
    ----------
    surprise, least : arrays
        In spreads.

    Returns
    -------
    array
        Log ratio of Student's t, the best shift of at least `least` against none. It never falls
        when the surprise grows, and it has no upper end; far below it stays at its least, where
        heavy tails alone would let it come back to nothing.
    """
    above = np.maximum(surprise, least)
    surprise = np.maximum(surprise, least / 2 - np.sqrt(np.float32(_FREEDOM) + least**2 / 4))
    return np.asarray(_log_t(surprise - above) - _log_t(surprise))


def _log_t(value: FloatArray) -> FloatArray:
    return np.asarray(-(_FREEDOM + 1) / 2 * np.log1p(value * value / _FREEDOM), np.float32)


def _surprise(entered: FloatArray, expected: Expected) -> FloatArray:
    return np.asarray((entered - expected.mean) / expected.sd)


def _weigh(
    kind: Kind, diaries: Diaries, followed: Followed, surprises: FloatArray, caps: FloatArray
) -> Evidence:
    sd = followed.usual.sd if kind.against_usual else followed.own.sd
    parts = []
    for channel, shift in kind.shifts.items():
        place = _CHANNELS.index(channel)
        part = evidence_above(surprises[:, place], np.float32(shift.least) / sd[:, place])
        part = np.minimum(np.nan_to_num(part, copy=False, nan=0.0), caps[:, place])
        part -= np.float32(1 - _BEYOND_FULL) * np.maximum(part - np.float32(kind.full), 0)
        parts.append(np.float32(shift.weight) * part)
    if len(parts) > 1 and Channel.REDNESS in kind.shifts:
        _tie_redness(parts, list(kind.shifts).index(Channel.REDNESS))
    today = np.sum(parts, axis=0)
    places = np.array([_CHANNELS.index(channel) for channel in kind.shifts], np.int8)
    leading = places[np.argmax(parts, axis=0)] if len(parts) > 1 else np.full(today.shape, places)
    total = _leaky_sum(today, kind.first_day <= diaries.day.T, kind.kept)
    return Evidence(np.where(today > 0, total, 0).T, leading.T)


def _tie_redness(parts: list[FloatArray], place: int) -> None:
    """Let redness say no more than the other symptoms together: a flush reddens by itself."""
    others = np.sum([part for at, part in enumerate(parts) if at != place], axis=0)
    parts[place] = np.minimum(parts[place], np.maximum(others, np.float32(_FLUSH)))


def _leaky_sum(today: FloatArray, counts: npt.NDArray[np.bool_], kept: float) -> FloatArray:
    """Return (E, N) each entry's evidence with what is left of the entries before."""
    total = np.zeros(today.shape, np.float32)
    before = np.zeros(today.shape[1], np.float32)
    for entry, evidence in enumerate(today):
        total[entry] = np.where(counts[entry], kept * before + evidence, 0)
        before = np.where(counts[entry], np.maximum(total[entry], 0), before)
    return total
