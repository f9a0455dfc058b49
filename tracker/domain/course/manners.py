"""How a person rates: their scatter, whether they copy yesterday, how coarse their steps are.

Learned from earlier entries only. Observers of the same faces differ by 1.18 points (SD, 255 acne
photos, 5 raters); how people rate themselves is unknown, so that each person's own is learned.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.reference import DIARY_CHANNELS

_RATINGS = slice(len(DIARY_CHANNELS))
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11); no study of
# self-rating.
_SCATTER_FROM = 0.6
"""Points; below it somebody who feels nothing rates 0, however much they waver elsewhere."""
_MOST_SQUARED = 6.5
"""So that an infection is not learned as a person's scatter."""
_EARLIER = 4.0
"""Ratings that the usual scatter counts for."""
_COPIES, _COMPARED = 0.3, 6.0
"""Of so many ratings that should have moved so many stay, in people nothing is known of."""
_SHOULD_MOVE = 0.8
_LEAST_FOR_STEP = 3
_LEAST_FOR_FLOOR = 8
_SURE_AFTER, _FAINTER = 6.0, 0.15
"""Ratings above 0 after which somebody's steps are known; share of the points between two steps by
which the upper one may be meant less."""
_SCALE = np.arange(11)


def _steps_of(used: int) -> tuple[int, int, list[int]]:
    """Return greatest common step, lowest, and how many points below each are skipped."""
    there = [value for value in _SCALE.tolist() if used >> value & 1]
    lower = [max((one for one in there if one < value), default=0) for value in _SCALE.tolist()]
    skipped = [max(value - below - 1, 0) for value, below in enumerate(lower)]
    return int(np.gcd.reduce(there or [0])), min(there, default=0), skipped


_STEPS = [_steps_of(used) for used in range(1 << len(_SCALE))]
"""Source: counted, for each set of ratings."""
# What follows from the ratings that somebody has used, by their bits: looked up, not counted anew.
_LOWEST = np.array([lowest for _, lowest, _ in _STEPS], np.float32)
_SKIPPED = np.array([skipped for _, _, skipped in _STEPS], np.float32)
_ROUNDING = np.array([(max(step, 1) ** 2 - 1) / 12 for step, _, _ in _STEPS])
"""Source: variance of what is rounded to whole steps, (s² − 1) / 12."""
_CALM_ROUNDING = np.float32(0.4)
"""Chosen: the share of it where ratings are near 0, below which nobody rounds."""


class Answered(NamedTuple):
    """What was entered on one entry of N recoveries, (C, N) each."""

    value: FloatArray
    """0 where nothing was entered."""
    known: npt.NDArray[np.bool_]
    """Whether something was."""
    rating: Indices
    """The same values as whole numbers, of ratings only."""


def answered(entered: FloatArray) -> list[Answered]:
    """Return what was entered on each entry, of (E, C, N) with not-a-number where nothing was."""
    known = ~np.isnan(entered)
    value = np.where(known, entered, np.float32(0))
    rating = value[:, _RATINGS].astype(np.intp)
    return [Answered(*one) for one in zip(value, known, rating, strict=True)]


@dataclass(frozen=True, eq=False)
class Manners:
    """The manners of N people so far."""

    squares: FloatArray
    """(N,) squared surprises, those of the usual scatter among them."""
    ratings: FloatArray
    """(N,) how many they are."""
    copied: FloatArray
    """(N,) ratings that should have moved and stayed."""
    compared: FloatArray
    """(N,) ratings that should have moved."""
    used: Indices
    """(N,) which ratings stand in this recovery, a bit for each."""
    above_zero: FloatArray
    """(N,) how many ratings of this recovery are above 0."""
    answered: FloatArray
    """(N,) how many ratings it has."""
    last: FloatArray
    """(C, N) the last rating of each channel, not-a-number before there is one."""

    @property
    def scatter(self) -> FloatArray:
        """(N,) how many times the usual variance these people's ratings have."""
        return np.asarray(self.squares / self.ratings, np.float32)

    def rows(self, chosen: npt.NDArray[np.intp] | slice) -> "Manners":
        """Return the manners of some people."""
        return Manners(*(values[..., chosen] for values in vars(self).values()))

    def rounding(self, mean: FloatArray) -> FloatArray:
        """Return (C, N) the variance that coarse steps add."""
        full = np.where(self.above_zero >= _LEAST_FOR_STEP, _ROUNDING[self.used], 0)
        calm = (full * _CALM_ROUNDING).astype(np.float32)
        return np.where(mean > 0.3, full.astype(np.float32), calm)

    def least(self, entered: FloatArray, rating: Indices) -> FloatArray:
        """Return (C, N) how little these people may mean by what they entered.

        Between a rating and the next lower one that somebody uses lies all that they call by it:
        who rates in fives, or in words, may mean less than they say.
        """
        trust = np.clip((self.above_zero - _LEAST_FOR_STEP) / _SURE_AFTER, 0, 1)
        least = entered.copy()
        least[_RATINGS] -= _FAINTER * trust * _SKIPPED.take(self.used * len(_SCALE) + rating)
        return least

    def bend(self, mean: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bend what is expected, in place, towards what these people would enter.

        Who has never rated 0 will not today; who copies may enter yesterday's rating again.
        """
        lowest = np.where(self.answered >= _LEAST_FOR_FLOOR, _LOWEST[self.used], 0)
        mean[_RATINGS] = np.maximum(mean[_RATINGS], lowest)
        share = self.copied / self.compared
        ahead = np.fmax(self.last - mean[_RATINGS], 0)
        mean[_RATINGS] += share * ahead
        variance[_RATINGS] += share * (1 - share) * ahead**2
        return mean, variance

    def after(
        self,
        entered: Answered,
        surprise: npt.NDArray[np.floating],
        mean: FloatArray,
        ordinary: FloatArray,
    ) -> "Manners":
        """Return the manners once what was entered is known, too."""
        value, known, said = entered.value[_RATINGS], entered.known[_RATINGS], entered.rating
        lively = known & (mean - ordinary > _SCATTER_FROM)[_RATINGS]
        squared = np.minimum(surprise[_RATINGS] ** 2, _MOST_SQUARED)
        should_move = known & (np.abs(self.last - mean[_RATINGS]) > _SHOULD_MOVE)
        stayed = should_move & (value == self.last)
        return Manners(
            squares=self.squares + (squared * lively).sum(axis=0, dtype=np.float32),
            ratings=self.ratings + lively.sum(axis=0, dtype=np.float32),
            copied=self.copied + stayed.sum(axis=0, dtype=np.float32),
            compared=self.compared + should_move.sum(axis=0, dtype=np.float32),
            used=self.used | np.bitwise_or.reduce(known << said, axis=0),
            above_zero=self.above_zero + (said > 0).sum(axis=0, dtype=np.float32),
            answered=self.answered + known.sum(axis=0, dtype=np.float32),
            last=np.where(known, value, self.last),
        )

    def next_recovery(self) -> "Manners":
        """Return what is kept for the next recovery: scatter and copying."""
        fresh = no_manners(len(self.squares))
        return Manners(
            self.squares, self.ratings, self.copied, self.compared, *list(vars(fresh).values())[4:]
        )


def no_manners(number: int) -> Manners:
    """Return the manners of people nothing is known of."""
    return Manners(
        squares=np.full(number, _EARLIER, np.float32),
        ratings=np.full(number, _EARLIER, np.float32),
        copied=np.full(number, _COPIES, np.float32),
        compared=np.full(number, _COMPARED, np.float32),
        used=np.zeros(number, np.intp),
        above_zero=np.zeros(number, np.float32),
        answered=np.zeros(number, np.float32),
        last=np.full((len(DIARY_CHANNELS), number), np.nan, np.float32),
    )
