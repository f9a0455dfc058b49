"""Who needles, with what, and how often: everything that is drawn once for a recovery."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CHANNELS = ("redness", "swelling", "itching", "pain", "dryness")
RED, SWELL, ITCH, PAIN, DRY = range(5)
NEEDLES = (0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
"""Needle lengths in mm."""
SLOW_PACE = 1.5
RADIO_FREQUENCY_MM = (1.5, 2.0, 3.0)


@dataclass(frozen=True, eq=False)
class People:
    """N recoveries; those of a person stand together in time order. One value for each."""

    person: Ints
    number: Ints
    """0 for a person's first recovery."""
    length_mm: Floats
    is_rf: Bools
    height: Floats
    """Multiplies what the skin does; median 1."""
    pace: Floats
    """Multiplies all times; median 1."""
    own: Floats
    """(N, 5) further multiplier of each symptom; 0 for what a person never has."""
    ordinary: Floats
    """(N, 5) how the skin is on an ordinary day, in points."""
    is_told: Bools
    """Whether the ordinary level was told before."""
    has_photos: Bools

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> "People":
        """Return some of the recoveries."""
        return People(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Ask:
    """Which people are wanted."""

    people: int
    needles: Sequence[float] = NEEDLES
    rf_share: float = 0.125
    recoveries: int = 1
    ordinary_level: int = 0
    is_told: bool = True
    photo_share: float = 0.3


@dataclass(frozen=True)
class Spread:
    """How people differ, as standard deviations of logarithms."""

    height: float
    pace: float
    own: float
    within_person: float
    """Share of the variance that is new in each recovery."""
    slow: float
    """Share of people who always heal slowly, SLOW_PACE times the others' time."""
    never_swells: float
    never_itches: float


def draw_people(ask: Ask, spread: Spread, rng: np.random.Generator) -> People:
    """Draw people and their recoveries."""
    n = ask.people
    own = _habit(rng, n, ask.recoveries, spread.own, spread.within_person, 5)
    own[:, SWELL] *= np.repeat(rng.random(n) > spread.never_swells, ask.recoveries)
    own[:, ITCH] *= np.repeat(rng.random(n) > spread.never_itches, ask.recoveries)
    is_rf = rng.random(n) < ask.rf_share
    length = np.where(is_rf, rng.choice(RADIO_FREQUENCY_MM, n), rng.choice(ask.needles, n))
    people = np.repeat(np.arange(n), ask.recoveries)
    pace = _habit(rng, n, ask.recoveries, spread.pace, spread.within_person, 1)[:, 0]
    pace *= np.where(rng.random(n) < spread.slow, SLOW_PACE, 1)[people]
    return People(
        person=people,
        number=np.tile(np.arange(ask.recoveries), n),
        length_mm=length[people],
        is_rf=is_rf[people],
        height=_habit(rng, n, ask.recoveries, spread.height, spread.within_person, 1)[:, 0],
        pace=pace,
        own=own,
        ordinary=_ordinary(rng, n, ask.ordinary_level)[people],
        is_told=np.full(len(people), ask.is_told),
        has_photos=(rng.random(n) < ask.photo_share)[people],
    )


def _habit(
    rng: np.random.Generator, n: int, recoveries: int, sd: float, within: float, columns: int
) -> Floats:
    """Return log-normal factors that stay with a person but for a share of their variance."""
    between = np.repeat(rng.normal(size=(n, columns)), recoveries, axis=0)
    fresh = rng.normal(size=between.shape)
    factors: Floats = np.exp(sd * (np.sqrt(1 - within) * between + np.sqrt(within) * fresh))
    return factors


def _ordinary(rng: np.random.Generator, n: int, level: int) -> Floats:
    """Rosacea is red and a little itchy, eczema itches and is dry, dry skin is dry."""
    kinds = np.array([[1.3, 0, 0.4, 0.1, 0.5], [1.1, 0, 1, 0.1, 0.9], [1, 0, 0.5, 0, 1.2]])
    kind = rng.choice(3, n, p=[0.6, 0.2, 0.2])
    return np.asarray(level * kinds[kind])
