"""Draw recoveries with everything that their diaries hold."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tests.benchmark.second_world.people import Ask, Floats, Ints, People, draw_people
from tests.benchmark.second_world.photos import photograph
from tests.benchmark.second_world.raters import NOT_RATED, WAYS, Way, rate
from tests.benchmark.second_world.strains import Strains, Trouble, draw_strains
from tests.benchmark.second_world.worlds import World


@dataclass(frozen=True, eq=False)
class Cohort:
    """N recoveries and their diaries."""

    people: People
    strains: Strains
    way: npt.NDArray[np.intp]
    """(N,) place in WAYS."""
    felt: Floats
    """(N, days, 5) what a rater without error would rate."""
    ratings: npt.NDArray[np.int8]
    """(N, days, 5), NOT_RATED on days without an entry."""
    photo: Floats
    """(N, days) EI, not-a-number without a photo."""
    photo_mdc95: Floats

    @property
    def is_entered(self) -> npt.NDArray[np.bool_]:
        """(N, days) whether the day has an entry."""
        entered: npt.NDArray[np.bool_] = (self.ratings != NOT_RATED).any(axis=2)
        return entered

    @property
    def onset(self) -> Ints:
        """(N,) day of the trouble's onset."""
        return self.strains.onset


def draw(
    world: World,
    ask: Ask,
    trouble: Trouble | None = None,
    seed: int = 0,
    way: Way | None = None,
    scatter: float | None = None,
) -> Cohort:
    """Draw a cohort.

    Parameters
    ----------
    world : World
        The sub-world.
    ask : Ask
        Which people.
    trouble : Trouble, optional
        What befalls the last recovery of each person; None for normal recoveries.
    seed : int
        Of the random numbers.
    way : Way, optional
        The way of rating of all; the sub-world's mixture by default.
    scatter : float, optional
        The scatter of all, in points; the sub-world's range by default.
    """
    rng = np.random.default_rng([seed, *trouble.value.encode()] if trouble else seed)
    people = draw_people(ask, world.spread, rng)
    n = len(people)
    strains = draw_strains(trouble, n, world.days, world.life, rng)
    felt = world.levels(people, strains)
    raters = world.raters if scatter is None else replace(world.raters, scatter=(scatter, scatter))
    ways = rng.choice(len(WAYS), ask.people, p=raters.ways)
    if way is not None:
        ways[:] = WAYS.index(way)
    ways = np.repeat(ways, ask.recoveries)
    ratings = rate(felt, ways, raters, rng)
    photo, mdc95 = photograph(felt, people, strains, world.camera, rng)
    return Cohort(people, strains, ways, felt, ratings, photo, mdc95)
