"""How a person rates: their scatter, whether they copy yesterday, how coarse their steps are.

Learned from earlier entries only. Observers of the same faces differ by 1.18 points (SD, 255 acne
photos, 5 raters); how people rate themselves is unknown, so that each person's own is learned.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.reference import DIARY_CHANNELS

IntArray = npt.NDArray[np.int16]

_RATINGS = slice(len(DIARY_CHANNELS))
# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11); no study of
# self-rating.
_SCATTER_FROM = 0.6
"""Points; below it somebody who feels nothing rates 0, however much they waver elsewhere."""
_MOST_SQUARED = 6.5
"""So that an infection is not learned as a person's scatter."""
_EARLIER = 8.0
"""Ratings that the usual scatter counts for."""
_COPIES, _COMPARED = 0.3, 6.0
"""Of so many ratings that should have moved so many stay, in people nothing is known of."""
_SHOULD_MOVE = 0.8
_LEAST_FOR_STEP = 3
_LEAST_FOR_FLOOR = 8


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
    step: IntArray
    """(N,) greatest number of which every rating of this recovery is a multiple; 0 at first."""
    above_zero: IntArray
    """(N,) ratings above 0 in this recovery."""
    lowest: IntArray
    """(N,) lowest rating of this recovery."""
    rated: IntArray
    """(N,) ratings of this recovery."""
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
        step = np.where(self.above_zero >= _LEAST_FOR_STEP, np.maximum(self.step, 1), 1)
        share = np.where(mean > 0.3, np.float32(1), np.float32(0.4))
        return np.asarray((step**2 - 1) / np.float32(12) * share, np.float32)

    def bend(self, mean: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bend what is expected towards what these people would enter.

        Who has never rated 0 will not today; who copies may enter yesterday's rating again.
        """
        lowest = np.where(self.rated >= _LEAST_FOR_FLOOR, self.lowest, 0)
        mean[_RATINGS] = np.maximum(mean[_RATINGS], lowest)
        share = self.copied / self.compared
        ahead = np.maximum(np.nan_to_num(self.last - mean), 0)
        ahead[len(DIARY_CHANNELS) :] = 0
        return mean + share * ahead, variance + share * (1 - share) * ahead**2

    def after(
        self,
        entered: FloatArray,
        surprise: npt.NDArray[np.floating],
        mean: FloatArray,
        ordinary: FloatArray,
    ) -> "Manners":
        """Return the manners once (C, N) what was entered is known, too."""
        ratings, known = entered[_RATINGS], ~np.isnan(entered[_RATINGS])
        lively = known & (mean - ordinary > _SCATTER_FROM)[_RATINGS]
        squared = np.minimum(surprise[_RATINGS] ** 2, _MOST_SQUARED)
        should_move = known & (np.abs(self.last - mean) > _SHOULD_MOVE)[_RATINGS]
        stayed = should_move & (ratings == self.last[_RATINGS])
        whole = np.where(known, ratings, 0).astype(np.int16)
        lowest = np.where(known, ratings, 10).min(axis=0).astype(np.int16)
        return Manners(
            squares=self.squares + np.where(lively, squared, 0).sum(axis=0, dtype=np.float32),
            ratings=self.ratings + lively.sum(axis=0, dtype=np.float32),
            copied=self.copied + stayed.sum(axis=0, dtype=np.float32),
            compared=self.compared + should_move.sum(axis=0, dtype=np.float32),
            step=np.gcd(self.step, np.gcd.reduce(whole, axis=0)),
            above_zero=self.above_zero + (whole > 0).sum(axis=0, dtype=np.int16),
            lowest=np.minimum(self.lowest, lowest),
            rated=self.rated + known.sum(axis=0, dtype=np.int16),
            last=np.where(np.isnan(entered), self.last, entered),
        )

    def next_recovery(self) -> "Manners":
        """Return what is kept for the next recovery: scatter and copying."""
        fresh = no_manners(len(self.squares))
        return Manners(
            self.squares, self.ratings, self.copied, self.compared, *list(vars(fresh).values())[4:]
        )


def no_manners(number: int) -> Manners:
    """Return the manners of people nothing is known of."""
    none = np.zeros(number, np.int16)
    return Manners(
        squares=np.full(number, _EARLIER, np.float32),
        ratings=np.full(number, _EARLIER, np.float32),
        copied=np.full(number, _COPIES, np.float32),
        compared=np.full(number, _COMPARED, np.float32),
        step=none,
        above_zero=none,
        lowest=np.full(number, 10, np.int16),
        rated=none,
        last=np.full((len(DIARY_CHANNELS) + 1, number), np.nan, np.float32),
    )
