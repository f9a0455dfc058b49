"""Running products of likelihoods over the grid of one batch: the normal course and departures.

A product stands for each channel, day, recovery and cell: the prior times the likelihood of all
that was seen by that day. A departure branches off the normal products at its onset.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.by_day import Seen
from tracker.domain.course.healing import (
    DAYS,
    EI_PER_POINT,
    LEVELS,
    HealingModel,
    Prior,
    level_weights,
    lift,
)
from tracker.domain.course.hypotheses import LAGS, RHYTHM, RISES, SLOW_CHANNELS, Added, Rise
from tracker.domain.course.ratings import NOT_ANSWERED, photo_below, photo_likelihood
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.course.stacked_models import stacked

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


class Grid:
    """The products of one batch of N recoveries.

    Parameters
    ----------
    seen : Seen
        What was entered.
    models : sequence of HealingModel
        The grids of the plans and rating styles in the batch.
    model_of : (N,) array
        Which of them each recovery has.
    prior : Prior
        What is believed of the recoveries before.
    asked : pair of (n,) arrays, optional
        The recoveries and days that likelihoods are wanted for, those of a recovery in order;
        products run no further. Every recovery at its end by default. Predictions and beliefs
        are those of the last day asked for.
    """

    def __init__(
        self,
        seen: Seen,
        models: Sequence[HealingModel],
        model_of: Indices,
        prior: Prior,
        asked: tuple[Indices, Indices] | None = None,
    ) -> None:
        every = np.arange(len(prior.pace))
        asked = asked or (every, np.full(len(every), seen.last_day))
        asked_rows, self._days = asked
        last = np.full(len(every), -1)
        np.maximum.at(last, asked_rows, self._days)
        order = np.argsort(-last, kind="stable")
        self._seen, self._prior = seen.rows(order), prior.rows(order)
        self._models, self._model_of = stacked(tuple(models)), model_of[order]
        on_day = (NOT_ANSWERED + 1) * (DAYS * self._model_of[:, None] + np.arange(DAYS))
        self._said = {
            channel: on_day + self._seen.ratings[:, :, index]
            for index, channel in enumerate(DIARY_CHANNELS)
        }
        self._last_day = last[order]
        self._rows = np.argsort(order)[asked_rows]
        self._ends = np.zeros(len(every), np.intp)
        self._ends[asked_rows] = np.arange(len(asked_rows))
        self._channels = seen.channels
        self._number, self._paces = prior.pace.shape
        self._lift = {channel: lift(channel) for channel in self._channels}
        self._products = {channel: self._keep(channel) for channel in self._channels}
        self._sums = {
            channel: self._sum(channel, products[self._days, self._rows])
            for channel, products in self._products.items()
        }
        paces = self._prior.pace[self._rows][:, :, None] * level_weights()
        self._joint: DoubleArray = paces.reshape(len(self._rows), -1).astype(np.float64)
        for sums in self._sums.values():
            self._joint *= sums

    def normal(self) -> DoubleArray:
        """Return (n,) the marginal likelihood of the normal course by each day asked for."""
        return _total(self._joint)

    def slower(self, slower: float, which: Indices) -> DoubleArray:
        """Return (k,) for k of what was asked the likelihood of redness slower than the rest."""
        joint = self._joint[which]
        for channel in SLOW_CHANNELS.intersection(self._channels):
            joint = joint * (self._slow_sums(channel, slower, which) / self._sums[channel][which])
        return _total(joint)

    def rises(self, which: Indices) -> tuple[DoubleArray, DoubleArray]:
        """Return the (k, rises) marginal likelihoods for k of what was asked.

        The second array, (k,), is that of a rhythm in all ratings, which is normal.
        """
        onsets = _onsets(self._days[which])
        ratios = {
            added: self._branch(added, which[onsets.pair], onsets)
            for added in _all_added(self._channels)
        }
        start = self._joint[which[onsets.pair]]
        totals = np.zeros((len(which), len(_ALL_RISES)))
        for index, rise in enumerate(_ALL_RISES):
            joint = start
            for added in _added_by(rise, self._channels):
                joint = joint * ratios[added]
            weighted = rise.share * rise.onset_weights(onsets.day) * _total(joint)
            totals[:, index] = np.bincount(onsets.pair, weighted, minlength=len(which))
        return totals[:, :-1], totals[:, -1]

    def predict(self, calm_below: float) -> tuple[DoubleArray, DoubleArray]:
        """Return what follows from all that was seen, if recoveries of one model stay normal.

        Returns
        -------
        shares : (N, C, D, 11) array
            Probability of each rating of each symptom on each day.
        calm : (N, D) array
            Probability that the true level of every symptom lies below `calm_below`.
        """
        (model,) = self._models.models
        together = self._by_level((self._joint / _total(self._joint)[:, None])[self._ends])
        shares = np.zeros((self._number, len(DIARY_CHANNELS), DAYS, NOT_ANSWERED))
        calm = together[..., None]
        for index, channel in enumerate(DIARY_CHANNELS):
            table = model.shares(channel).reshape(DAYS, NOT_ANSWERED, self._paces, -1)
            belief = self.cell_beliefs(channel)
            belief = belief / belief.sum(axis=(1, 2), keepdims=True)
            shares[:, index] = np.einsum("npk,drpk->ndr", belief, table, optimize=True)
            is_calm = (model.level(channel) < calm_below).astype(float)
            is_below = "npk,kh,dpk->nphd", self._last_cells(channel), self._lift[channel], is_calm
            sums = self._by_level(self._sums[channel][self._ends])
            calm = calm * np.einsum(*is_below, optimize=True) / sums[..., None]
        return shares, calm.sum(axis=(1, 2))

    def predict_photo(self, shown: DoubleArray, mdc95: float) -> DoubleArray:
        """Return (N, D, V) how likely a photo shows less than each of V changes in EI.

        Only where photos have been seen, and for one model.
        """
        belief = self.cell_beliefs(Channel.PHOTO_REDNESS)
        belief = belief / belief.sum(axis=(1, 2), keepdims=True)
        (model,) = self._models.models
        below = photo_below(shown, model.level(Channel.PHOTO_REDNESS)[..., None], mdc95)
        return np.asarray(np.einsum("npk,dpkv->ndv", belief, below, optimize=True))

    def pace_belief(self) -> DoubleArray:
        """Return (N, P) what is believed of the pace at the end, unscaled."""
        return np.asarray(self._by_level(self._joint[self._ends]).sum(axis=2))

    def cell_beliefs(self, channel: Channel) -> DoubleArray:
        """Return (N, P, K) what is believed of a channel's cells at the end, unscaled."""
        others = self._by_level((self._joint / self._sums[channel])[self._ends])
        return np.asarray((others @ self._lift[channel].T) * self._last_cells(channel))

    def height_beliefs(self) -> dict[Channel, DoubleArray]:
        """Return (N, A) what each channel itself says of its height at the end, unscaled.

        The common level stays out: it joins the channels anew in the next recovery.
        """
        return {
            channel: self._height_belief(channel, heights.shape[1])
            for channel, heights in self._prior.height.items()
        }

    def _height_belief(self, channel: Channel, heights: int) -> DoubleArray:
        pace = self.pace_belief()
        if channel not in self._channels:
            return np.asarray(self._prior.height[channel] * pace.sum(axis=1, keepdims=True))
        cells = self._last_cells(channel)
        cells = (cells * (pace / cells.sum(axis=2))[:, :, None]).sum(axis=1)
        return np.asarray(cells.reshape(self._number, -1, heights).sum(axis=1))

    def _last_cells(self, channel: Channel) -> DoubleArray:
        cells = self._products[channel][self._days[self._ends], self._rows[self._ends]]
        return np.asarray(cells.reshape(self._number, self._paces, -1), np.float64)

    def _by_level(self, values: DoubleArray | FloatArray) -> DoubleArray:
        """Return (N, P·H) values as (N, P, H)."""
        return np.asarray(values.reshape(self._number, self._paces, LEVELS), np.float64)

    def _keep(self, channel: Channel) -> FloatArray:
        """Return the (D, N, P·K) products of a channel by each day, as far as they are asked."""
        product = self._before(channel, np.arange(self._number))
        products = np.empty((self._last_day.max(initial=0) + 1, *product.shape), np.float32)
        for day, kept in enumerate(products):
            rows = np.arange(np.count_nonzero(self._last_day >= day))
            likelihood = self._likelihood(channel, rows, day)
            product = np.multiply(product[: len(rows)], likelihood, out=kept[: len(rows)])
        return products

    def _slow_sums(self, channel: Channel, slower: float, which: Indices) -> FloatArray:
        """Return the (k, P·H) sums of a channel that heals slower, for k of what was asked."""
        rows, row_of = np.unique(self._rows[which], return_inverse=True)
        product = self._before(channel, rows)
        sums = np.empty((len(which), self._paces * LEVELS), np.float32)
        for day in range(self._days[which].max(initial=-1) + 1):
            taken = rows[self._last_day[rows] >= day]
            product = product[: len(taken)]
            product *= self._likelihood(channel, taken, day, slower=slower)
            asked = np.flatnonzero(self._days[which] == day)
            sums[asked] = self._sum(channel, product[row_of[asked]])
        return sums

    def _before(self, channel: Channel, rows: Indices) -> FloatArray:
        """Return the (n, P·K) weights of the cells before anything was seen."""
        return np.tile(self._prior.cells(channel)[rows], (1, self._paces))

    def _branch(self, added: Added, asked: Indices, onsets: "_Onsets") -> FloatArray:
        """Return the (n, P·H) likelihood of a rise from each onset on, against the normal one."""
        channel, rows = added.channel, self._rows[asked]
        product = self._products[channel][onsets.day, rows]
        for since, first in enumerate(onsets.first, start=1):
            later = slice(first, None)
            day, rise = onsets.day[later] + since, added.after(since)
            product[later] *= self._likelihood(channel, rows[later], day, rise)
        sums: FloatArray = self._sum(channel, product)
        sums /= self._sums[channel][asked]
        return sums

    def _likelihood(
        self,
        channel: Channel,
        rows: Indices,
        days: Indices | int,
        rise: float = 0.0,
        slower: float = 1.0,
    ) -> FloatArray:
        """Return the (n, P·K) likelihood of n recoveries on a day each, with a departure."""
        if channel is Channel.PHOTO_REDNESS:
            return self._photo_likelihood(rows, days, rise, slower)
        said = self._said[channel][rows, days]
        return np.asarray(self._models.likelihood(channel, rise, slower).take(said, axis=0))

    def _photo_likelihood(
        self, rows: Indices, days: Indices | int, rise: float, slower: float
    ) -> FloatArray:
        level = self._models.level(Channel.PHOTO_REDNESS, slower)
        shown, mdc95 = self._seen.photo[rows, days], self._seen.photo_mdc95[rows, days]
        likelihood = np.ones((len(rows), level.shape[2]), np.float32)
        taken = np.flatnonzero(~np.isnan(shown))
        expected = level[self._model_of[rows], days][taken] + np.float32(EI_PER_POINT * rise)
        likelihood[taken] = photo_likelihood(shown[taken], expected, mdc95[taken])
        return likelihood

    def _sum(self, channel: Channel, product: FloatArray) -> FloatArray:
        """Sum (…, P·K) over the cells of each pace, for each level of all heights: (…, P·H)."""
        cells = self._lift[channel]
        sums: FloatArray = product.reshape(-1, len(cells)) @ cells
        return sums.reshape(*product.shape[:-1], self._paces * LEVELS)


class _Onsets(NamedTuple):
    """When a rise may have begun, 1, 2, … LAGS days before each of n days, in blocks of these."""

    pair: Indices
    """Which of the n days it belongs to."""
    day: Indices
    """The last day without a rise."""
    first: tuple[int, ...]
    """Where the block of 1, 2, … days begins."""


def _onsets(days: Indices) -> _Onsets:
    """Return the possible onsets before each day, none before day 1."""
    blocks = [np.flatnonzero(days > lag) for lag in range(1, LAGS + 1)]
    first = np.cumsum([0, *map(len, blocks[:-1])]).tolist()
    day = np.concatenate([days[block] - lag for lag, block in enumerate(blocks, start=1)])
    return _Onsets(np.concatenate(blocks), day, tuple(first))


def _total(joint: DoubleArray) -> DoubleArray:
    return np.asarray(joint @ np.ones(joint.shape[-1]))


_ALL_RISES = (*RISES, RHYTHM)


def _added_by(rise: Rise, channels: Sequence[Channel]) -> Iterator[Added]:
    """Yield what a rise adds to each channel; photos redden with redness, but not by a rhythm."""
    yield from (rise.added(channel) for channel in rise.slopes)
    if rise is not RHYTHM and Channel.REDNESS in rise.slopes and Channel.PHOTO_REDNESS in channels:
        yield rise.added(Channel.REDNESS)._replace(channel=Channel.PHOTO_REDNESS)


def _all_added(channels: Sequence[Channel]) -> frozenset[Added]:
    return frozenset(added for rise in _ALL_RISES for added in _added_by(rise, channels))
