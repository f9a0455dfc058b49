"""What befalls a recovery: troubles, and the flares of ordinary life. Both sub-worlds draw from it.

A strain says what happens, when and how hard; each sub-world has its own law of what the skin
makes of it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tests.benchmark.second_world.people import Bools, Floats, Ints


class Trouble(StrEnum):
    """Why a recovery is not normal."""

    INFECTION = "infection"
    PAIN_ONLY = "infection that only hurts"
    HERPES = "herpes"
    ALLERGY = "contact allergy"
    SWELLING = "trapped air or allergic swelling"
    OVER_TREATMENT = "over-treatment"
    SLOW = "redness at 2.3 times the usual pace"
    PHOTO_ONLY = "redness that only photos show"
    BURN = "burn after radio-frequency"


class Flare(StrEnum):
    """What explains a day; the ids of the diary's column `special`."""

    SUN = "sun"
    SPORT = "sport"
    ALCOHOL = "alcohol"
    PRODUCT = "new_product"
    MAKE_UP = "make_up"
    SLEEP = "poor_sleep"


FLARES = tuple(Flare)
NO_FLARE = -1
PACE_OF_SLOW = 2.3
FIRST_DAY = {
    Trouble.SWELLING: (0, 2),
    Trouble.OVER_TREATMENT: (0, 1),
    Trouble.SLOW: (0, 1),
    Trouble.BURN: (0, 1),
    Trouble.ALLERGY: (2, 5),
    Trouble.HERPES: (2, 7),
    Trouble.PHOTO_ONLY: (2, 6),
}
"""Earliest onset, and the first day that is too late for one; days 2 to 5 else."""


@dataclass(frozen=True, eq=False)
class Strains:
    """What befalls N recoveries."""

    trouble: Trouble | None
    onset: Ints
    """(N,) day on whose evening the trouble is first there."""
    vigour: Floats
    """(N,) how hard it is; median 1."""
    flare: Ints
    """(N, days) place in FLARES, or NO_FLARE."""
    flare_size: Floats
    """(N, days) points."""
    flare_told: Bools
    """(N, days)"""


@dataclass(frozen=True)
class Life:
    """How ordinary life is."""

    flare_share: float
    """Recoveries with a flare at all."""
    told_share: float
    flare_points: float
    """Median size."""
    vigour_sd: float


def draw_strains(
    trouble: Trouble | None, n: int, days: int, life: Life, rng: np.random.Generator
) -> Strains:
    """Draw what befalls N recoveries; flares come to all of them, in trouble or not."""
    first, too_late = FIRST_DAY.get(trouble, (2, 6)) if trouble else (0, 1)
    flare = np.full((n, days), NO_FLARE)
    day = rng.integers(1, days, n)
    kind = rng.choice(len(FLARES), n, p=[0.25, 0.25, 0.15, 0.15, 0.1, 0.1])
    flare[np.arange(n), day] = np.where(rng.random(n) < life.flare_share, kind, NO_FLARE)
    size = life.flare_points * np.exp(rng.normal(0, 0.45, flare.shape))
    return Strains(
        trouble=trouble,
        onset=rng.integers(first, too_late, n),
        vigour=np.exp(rng.normal(0, life.vigour_sd, n)),
        flare=flare,
        flare_size=size,
        flare_told=(flare != NO_FLARE) & (rng.random(flare.shape) < life.told_share),
    )
