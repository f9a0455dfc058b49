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

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.reference import Channel

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int8]
_CHANNELS = tuple(Channel)
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11;
# docs/decisions/0021).
FREEDOM = 4.0
BEYOND_FULL = 0.05
NEARLY = 0.999
"""So that what rounds to nothing is weighed, too."""
EXPLAINED_CAP = 0.6
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
    Departure.SWELLING: Kind({_S: Shift(1.0)}, 4.8, 4.8, full=2.85, felt=2),
    Departure.ALLERGY: Kind(
        {_I: Shift(1.07, 0.85), _R: Shift(0.5, 0.15), _S: Shift(0.37, 1.07)},
        *(3.55, 3.55), full=1.57, kept=0.92, risen=3, felt=3,
    ),
    Departure.ITCHING: Kind({_I: Shift(2.0)}, 5.4, 5.4, felt=3),
    Departure.REDDENING: Kind({_R: Shift(1.5)}, 6.0, 6.0),
    Departure.PHOTO: Kind({_PHOTO: Shift(4.0)}, 3.55, 2.2, full=2.5, kept=0.95),
    Departure.MUCH_SWELLING: _much(_S, 5.0, 3.8, 3.8, full=3.0, kept=0.26),
    Departure.MUCH_PAIN: _much(_P, 2.0, 16.0, 16.0),
    Departure.MUCH_ITCHING: _much(_I, 2.5, 11.0, 9.0),
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
    floor = least / 2 - np.sqrt(np.float32(FREEDOM) + least * least / 4)
    surprise = np.maximum(surprise, floor)
    shifted -= surprise
    ratio = np.float32(FREEDOM) + surprise * surprise
    ratio /= np.float32(FREEDOM) + shifted * shifted
    evidence = np.log(ratio, out=ratio)
    evidence *= np.float32((FREEDOM + 1) / 2)
    return np.asarray(evidence)
