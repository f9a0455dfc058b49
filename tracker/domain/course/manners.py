"""How a person rates: their scatter, whether they copy yesterday, how coarse their steps are.

Learned from earlier entries only. Observers of the same faces differ by 1.18 points (SD, 255 acne
photos, 5 raters); how people rate themselves is unknown, so that each person's own is learned.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
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
_SCALE = np.arange(11)[:, None]


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
    used: FloatArray
    """(11, N) how often each rating stands in this recovery."""
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
        step = np.gcd.reduce(np.where(self.used > 0, _SCALE, 0), axis=0)
        step = np.where(self._above_zero >= _LEAST_FOR_STEP, np.maximum(step, 1), 1)
        share = np.where(mean > 0.3, np.float32(1), np.float32(0.4))
        return np.asarray((step**2 - 1) / np.float32(12) * share, np.float32)

    def least(self, entered: FloatArray) -> FloatArray:
        """Return (C, N) how little these people may mean by what they entered.

        Between a rating and the next lower one that somebody uses lies all that they call by it:
        who rates in fives, or in words, may mean less than they say.
        """
        is_used = self.used > 0
        lower = np.where(is_used[:-1], _SCALE[:-1], 0)
        skipped = _SCALE[1:] - np.maximum.accumulate(lower, axis=0) - 1
        trust = np.clip((self._above_zero - _LEAST_FOR_STEP) / _SURE_AFTER, 0, 1)
        fainter = np.zeros(self.used.shape, np.float32)
        fainter[1:] = _FAINTER * trust * skipped
        least = entered.copy()
        said = np.nan_to_num(entered[_RATINGS]).astype(np.intp)
        least[_RATINGS] -= np.take_along_axis(fainter, said, axis=0)
        return least

    @property
    def _above_zero(self) -> FloatArray:
        """(N,) ratings above 0 in this recovery."""
        return np.asarray(self.used[1:].sum(axis=0))

    def bend(self, mean: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Bend what is expected towards what these people would enter.

        Who has never rated 0 will not today; who copies may enter yesterday's rating again.
        """
        is_sure = self.used.sum(axis=0) >= _LEAST_FOR_FLOOR
        lowest = np.where(is_sure, (self.used > 0).argmax(axis=0), 0)
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
        return Manners(
            squares=self.squares + np.where(lively, squared, 0).sum(axis=0, dtype=np.float32),
            ratings=self.ratings + lively.sum(axis=0, dtype=np.float32),
            copied=self.copied + stayed.sum(axis=0, dtype=np.float32),
            compared=self.compared + should_move.sum(axis=0, dtype=np.float32),
            used=self.used + (ratings == _SCALE[:, None]).sum(axis=1, dtype=np.float32),
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
    return Manners(
        squares=np.full(number, _EARLIER, np.float32),
        ratings=np.full(number, _EARLIER, np.float32),
        copied=np.full(number, _COPIES, np.float32),
        compared=np.full(number, _COMPARED, np.float32),
        used=np.zeros((len(_SCALE), number), np.float32),
        last=np.full((len(DIARY_CHANNELS) + 1, number), np.nan, np.float32),
    )
