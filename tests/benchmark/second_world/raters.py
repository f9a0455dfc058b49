"""Personal ways of rating: what stands in the diary of what is felt.

Spread of bias, gain and scatter after observers of 255 acne photos (bias 0.58, residual 1.18,
gains 0.69 to 1.45 on 10 points); how people rate themselves is unknown, so scatter is varied.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tests.benchmark.second_world.people import SWELL, Bools, Floats


class Way(StrEnum):
    """How somebody rates."""

    PLAIN = "plain"
    WORDS = "in words"
    TWOS = "in steps of 2"
    FIVES = "in steps of 5"
    COPIED = "copied from yesterday"
    NEVER_ZERO = "never 0"
    AT_THE_WORST = "only at the worst"
    MORNING_AND_EVENING = "morning and evening"
    STOPS_WHEN_WELL = "stops when well"
    SPELLS = "forgets in spells"


WAYS = tuple(Way)
_WORDS = np.array([0, 1, 3, 6, 9])
"""A rating for each of none, almost clear, mild, moderate and severe."""
NOT_RATED = -1


@dataclass(frozen=True)
class Raters:
    """How raters of a sub-world differ."""

    ways: tuple[float, ...]
    """Share of each of WAYS."""
    scatter: tuple[float, float]
    """Lowest and highest personal scatter, in points."""
    bias_sd: float
    gain_sd: float
    calm_share: float
    """Share of the scatter that is left where nothing is felt."""
    tails: float
    """Degrees of freedom of the scatter's t distribution; 0 stands for Laplace."""
    carried_over: float
    """Correlation of the error with that of the day before."""
    missing: float
    """Share of days that everybody forgets."""
    slips: float
    """Share of ratings that something else than the recovery lifts: a pimple, a pillow."""


_SLIPS = np.array([0.3, 0.3, 0.3, 1.0, 0.3])
"""Such things hurt more often than they show."""


def rate(
    felt: Floats, way: npt.NDArray[np.intp], raters: Raters, rng: np.random.Generator
) -> npt.NDArray[np.int8]:
    """Return ratings (N, days, 5), NOT_RATED on days without an entry.

    Parameters
    ----------
    felt : array
        (N, days, 5) points.
    way : array
        (N,) place in WAYS.
    """
    n = len(felt)
    gain = np.exp(rng.normal(0, raters.gain_sd, (n, 1, 1)))
    bias = rng.normal(0, raters.bias_sd, (n, 1, 1)) * np.minimum(felt, 1.5) / 1.5
    scatter = rng.uniform(*raters.scatter, (n, 1, 1))
    awake = raters.calm_share + (1 - raters.calm_share) * np.minimum(felt / 3, 1)
    noise = _noise(felt.shape, raters, rng)
    felt = felt + _time_of_day(felt, way, rng)
    meant = gain * felt + bias + scatter * awake * noise
    meant += (rng.random(felt.shape) < raters.slips * _SLIPS) * rng.uniform(2, 5, felt.shape)
    rated = _in_steps(np.clip(meant, 0, 10), way)
    _copy(rated, way, rng)
    ratings = rated.astype(np.int8)
    ratings[~_is_entered(ratings, way, raters, rng)] = NOT_RATED
    return ratings


def _noise(shape: tuple[int, ...], raters: Raters, rng: np.random.Generator) -> Floats:
    """Return noise of SD 1 with heavy tails, carried over from day to day."""
    if raters.tails:
        fresh = rng.standard_t(raters.tails, shape) / np.sqrt(raters.tails / (raters.tails - 2))
    else:
        fresh = rng.laplace(0, 1 / np.sqrt(2), shape)
    for day in range(1, shape[1]):
        fresh[:, day] *= np.sqrt(1 - raters.carried_over**2)
        fresh[:, day] += raters.carried_over * fresh[:, day - 1]
    return np.asarray(fresh)


def _is(way: npt.NDArray[np.intp], wanted: Way) -> Bools:
    return np.asarray(way == WAYS.index(wanted))


def _time_of_day(felt: Floats, way: npt.NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """In the morning the face is puffier and paler than in the evening."""
    is_morning = _is(way, Way.MORNING_AND_EVENING)[:, None] & (rng.random(felt.shape[:2]) < 0.5)
    shift = np.where(is_morning[..., None], -0.12 * felt, 0.0)
    shift[..., SWELL] = np.where(is_morning, 0.35 * felt[..., SWELL] + 0.15, 0.0)
    return np.asarray(shift)


def _in_steps(meant: Floats, way: npt.NDArray[np.intp]) -> Floats:
    rated = np.rint(meant)
    word = np.abs(meant[..., None] - _WORDS).argmin(axis=-1)
    for chosen, other in (
        (Way.WORDS, _WORDS[word]),
        (Way.TWOS, 2 * np.rint(meant / 2)),
        (Way.FIVES, 5 * np.rint(meant / 5)),
        (Way.NEVER_ZERO, np.maximum(rated, 1)),
    ):
        rated = np.where(_is(way, chosen)[:, None, None], other, rated)
    return rated


def _copy(rated: Floats, way: npt.NDArray[np.intp], rng: np.random.Generator) -> None:
    copies = _is(way, Way.COPIED)[:, None] & (rng.random(rated.shape[:2]) < 0.35)
    for day in range(1, rated.shape[1]):
        rated[copies[:, day], day] = rated[copies[:, day], day - 1]


def _is_entered(
    ratings: npt.NDArray[np.int8],
    way: npt.NDArray[np.intp],
    raters: Raters,
    rng: np.random.Generator,
) -> Bools:
    n, days, _ = ratings.shape
    worst = ratings.max(axis=2)
    entered = rng.random((n, days)) >= raters.missing
    rarely = np.minimum(0.25 + worst / 6, 1.0)
    entered &= ~_is(way, Way.AT_THE_WORST)[:, None] | (rng.random((n, days)) < rarely)
    well = (worst <= 1).astype(int)
    was_well = np.zeros((n, days), bool)
    was_well[:, 3:] = (well[:, 2:-1] & well[:, 1:-2]).astype(bool)
    stopped = np.maximum.accumulate(was_well, axis=1)
    entered &= ~(_is(way, Way.STOPS_WHEN_WELL)[:, None] & stopped & (worst <= 1))
    spell = rng.integers(1, days, n)[:, None] - np.arange(days)
    entered &= ~(_is(way, Way.SPELLS)[:, None] & (spell <= 0) & (spell > -4))
    entered[:, 0] |= ~entered.any(axis=1)
    return np.asarray(entered)
