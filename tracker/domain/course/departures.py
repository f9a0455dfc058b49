"""How strongly the entries speak for a departure from the normal course, by kind of departure.

Each entry's distance from what was expected of it is evidence (Student's t) that it lies at least
so much above. A kind adds up its symptoms' evidence and keeps a part of yesterday's: a leaky sum
that starts anew at nothing. One symptom on one day says little alone (`full`), for flares pass and
departures stay; and what departs from a person's own course has risen. Evidence grows without end
with a rating, and what is known from before does not depend on it: so no kind weakens when a
rating rises. An answer left out says nothing, which is never less than what the mildest one says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.diaries import Diaries
from tracker.domain.course.earlier import risen
from tracker.domain.course.expectation import Expected, Followed
from tracker.domain.course.explanations import explained
from tracker.domain.course.reference import Channel

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int8]

_CHANNELS = tuple(Channel)
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11;
# docs/decisions/0021).
_FREEDOM = 4.0
_BEYOND_FULL = 0.05
_NEARLY = 0.999
"""So that what rounds to nothing is weighed, too."""
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
    TOO_MUCH = "too_much"
    SLOW = "slow"


class Against(Enum):
    """What entries are compared with."""

    OWN = 1
    """The person's own course so far; known from day 1 on."""
    DAY_0 = 2
    """The person's own day 0 at the usual pace."""
    OTHERS = 3
    """Other people's course."""


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
    against: Against = Against.OWN
    risen: int = 1
    """Points by which its symptoms together have to stand above their lowest before, where entries
    are compared with the person's own: who copies yesterday's ratings does not rise."""

    felt: int = 0
    """Rating that its first symptom has to reach on the day itself: less alarms nobody."""

    @property
    def first_day(self) -> int:
        """First day that counts."""
        return 0 if self.against is Against.OTHERS else 1


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
    return Kind({channel: Shift(least)}, alarm, watch, full, kept, Against.OTHERS)


_R, _S, _I, _P, _D, _PHOTO = Channel
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11).
KINDS: Mapping[Departure, Kind] = {
    Departure.INFECTION: Kind(
        {_R: Shift(0.37, 0.45), _P: Shift(0.38, 1.94), _S: Shift(0.98, 0.5)},
        *(6.1, 5.6), full=1.9, kept=0.72, risen=3,
    ),
    Departure.PAIN: Kind({_P: Shift(0.45)}, 4.1, 4.1, full=2.7, kept=0.81, risen=2),
    Departure.HERPES: Kind(
        {_P: Shift(0.45, 1.56), _I: Shift(0.2, 0.12), _S: Shift(0.77, 0.68)},
        *(5.8, 5.8), full=2.45, kept=0.86, risen=3,
    ),
    Departure.SWELLING: Kind({_S: Shift(1.0)}, 4.8, 4.8, full=2.85),
    Departure.ALLERGY: Kind(
        {_I: Shift(1.07, 0.85), _R: Shift(0.5, 0.15), _S: Shift(0.37, 1.07)},
        *(3.55, 3.55), full=1.57, kept=0.92, risen=3, felt=3,
    ),
    Departure.ITCHING: Kind({_I: Shift(2.0)}, 5.4, 5.4, felt=3),
    Departure.REDDENING: Kind({_R: Shift(1.5)}, 6.0, 6.0),
    Departure.PHOTO: Kind({_PHOTO: Shift(4.0)}, 3.55, 2.2, full=2.5, kept=0.95),
    Departure.MUCH_SWELLING: _much(_S, 5.0, 3.8, 3.8, full=3.0, kept=0.26),
    Departure.MUCH_PAIN: _much(_P, 2.0, 16.0, 16.0),
    Departure.MUCH_ITCHING: _much(_I, 2.5, 9.0, 9.0),
    Departure.MUCH_DRYNESS: _much(_D, 2.5, 16.0, 16.0),
    Departure.MUCH_REDNESS: _much(_R, 1.5, 14.5, 14.5, full=4.0, kept=0.8),
    Departure.TOO_MUCH: Kind(
        {_R: Shift(0.25, 0.54), _P: Shift(0.63, 0.9), _D: Shift(2.3, 1.1), _PHOTO: Shift(2, 0.19)},
        *(7.2, 2.9), full=2.05, kept=0.33, against=Against.OTHERS,
    ),
    Departure.SLOW: Kind({_R: Shift(0.95)}, 4.6, 2.3, full=1.0, kept=0.77, against=Against.DAY_0),
}  # fmt: skip
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
    """Weigh the entries of N recoveries for every kind of departure.

    Most recoveries hold no entry that can speak for a kind, whatever is weighed: there its
    evidence is nothing.
    """
    caps = np.where(explained(diaries), np.float32(_EXPLAINED_CAP), np.float32(np.inf))
    expected = {
        Against.OWN: followed.own,
        Against.DAY_0: followed.first,
        Against.OTHERS: followed.usual,
    }
    surprises = {
        against: _surprise(followed.least[:, : one.mean.shape[1]], one)
        for against, one in expected.items()
    }
    grown = np.maximum(risen(diaries).transpose(1, 2, 0), 0)
    today = np.zeros((len(KINDS), *diaries.day.shape[::-1]), np.float32)
    leading, counts = np.zeros(today.shape, np.int8), np.zeros(today.shape, np.bool_)
    for number, kind in enumerate(KINDS.values()):
        surprise, sd = surprises[kind.against], expected[kind.against].sd
        can = _can_count(kind, surprise, sd, diaries, grown)
        rows = np.flatnonzero(can.any(axis=0))
        if len(rows):
            said, leading[number][:, rows] = _weigh(kind, surprise, sd, caps, rows)
            today[number][:, rows] = said
            counts[number][:, rows] = can[:, rows] & (said > 0)
    totals = np.where(counts, _leaky_sums(today, diaries.day.T), 0)
    return {one: Evidence(totals[n].T, leading[n].T) for n, one in enumerate(KINDS)}


def surprise(followed: Followed, channel: Channel) -> FloatArray:
    """Return (N, E) by how many spreads an entry lies above what was expected; nan for none."""
    place = _CHANNELS.index(channel)
    own = Expected(followed.own.mean[:, place], followed.own.sd[:, place])
    return _surprise(followed.least[:, place], own).T


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
    shifted = np.maximum(surprise, least)
    floor = least / 2 - np.sqrt(np.float32(_FREEDOM) + least * least / 4)
    surprise = np.maximum(surprise, floor)
    shifted -= surprise
    ratio = np.float32(_FREEDOM) + surprise * surprise
    ratio /= np.float32(_FREEDOM) + shifted * shifted
    evidence = np.log(ratio, out=ratio)
    evidence *= np.float32((_FREEDOM + 1) / 2)
    return np.asarray(evidence)


def _surprise(entered: FloatArray, expected: Expected) -> FloatArray:
    return np.asarray((entered - expected.mean) / expected.sd)


def _weigh(
    kind: Kind, surprises: FloatArray, sd: FloatArray, caps: FloatArray, rows: Indices
) -> tuple[FloatArray, IntArray]:
    """Return what each entry of some recoveries says for a kind (E, R), and which channel most."""
    parts = []
    known = _shifts(kind, surprises)
    for place, shift in known.items():
        part = evidence_above(
            surprises[:, place, rows], np.float32(shift.least) / sd[:, place, rows]
        )
        np.copyto(part, 0, where=np.isnan(part))
        np.minimum(part, caps[:, place, rows], out=part)
        beyond = part - np.float32(kind.full)
        np.maximum(beyond, 0, out=beyond)
        beyond *= np.float32(1 - _BEYOND_FULL)
        part -= beyond
        part *= np.float32(shift.weight)
        parts.append(part)
    today = np.sum(parts, axis=0)
    places = np.array(list(known), np.int8)
    leading = places[np.argmax(parts, axis=0)] if len(parts) > 1 else np.full(today.shape, places)
    return today, leading


def _shifts(kind: Kind, surprises: FloatArray) -> dict[int, Shift]:
    """Return a kind's shifts by the place of their channel, of those that anybody entered."""
    by_place = {_CHANNELS.index(channel): shift for channel, shift in kind.shifts.items()}
    return {place: shift for place, shift in by_place.items() if place < surprises.shape[1]}


def _can_count(
    kind: Kind, surprises: FloatArray, sd: FloatArray, diaries: Diaries, grown: IntArray
) -> BoolArray:
    """Return (E, N) whether an entry itself may speak for a kind.

    What departs from a person's own course has to have risen; what lies nearer to what was
    expected than to the least departure speaks against it.
    """
    speaks, shifts = np.zeros(diaries.day.shape[::-1], np.bool_), _shifts(kind, surprises)
    if shifts and kind.against is Against.OWN:
        return np.asarray(_has_risen(kind, grown) & _is_felt(kind, diaries))
    for place, shift in shifts.items():
        speaks |= surprises[:, place] * sd[:, place] * 2 > np.float32(shift.least * _NEARLY)
    return speaks


def _has_risen(kind: Kind, grown: IntArray) -> BoolArray:
    """Return (E, N) whether a kind's symptoms stand far enough above their lowest before."""
    places = [_CHANNELS.index(one) for one in kind.shifts if one is not Channel.PHOTO_REDNESS]
    if not places:
        return np.ones((grown.shape[0], grown.shape[2]), np.bool_)
    return np.asarray(grown[:, places].sum(axis=1, dtype=np.int8) >= kind.risen)


def _is_felt(kind: Kind, diaries: Diaries) -> BoolArray:
    """Return (E, N) whether a kind's first symptom is rated high enough to speak of it."""
    if not kind.felt:
        return np.ones(diaries.day.shape[::-1], np.bool_)
    rated = diaries.rating(next(iter(kind.shifts))).T
    return np.asarray(rated >= kind.felt)


def _leaky_sums(today: FloatArray, day: npt.NDArray[np.int16]) -> FloatArray:
    """Return (K, E, N) each entry's evidence with what is left of the entries before."""
    kept = np.array([[kind.kept] for kind in KINDS.values()], np.float32)
    first_day = np.array([[kind.first_day] for kind in KINDS.values()], np.int16)
    before = np.zeros((today.shape[0], today.shape[2]), np.float32)
    for entry in range(today.shape[1]):
        counts = day[entry] >= first_day
        total = np.where(counts, kept * before + today[:, entry], 0)
        before = np.where(counts, np.maximum(total, 0), before)
        today[:, entry] = total
    return today
