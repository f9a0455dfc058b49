"""Running products of likelihoods over the grid of one batch: the normal course and departures.

A product stands for each channel, day, recovery and cell: the prior times the likelihood of all
that was seen by that day. A departure branches off the normal products at its onset.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tracker.domain.course import DIARY_CHANNELS, Channel
from tracker.domain.healing import (
    DAYS,
    EI_PER_POINT,
    LEVELS,
    HealingModel,
    Prior,
    level_weights,
    lift,
)
from tracker.domain.hypotheses import LAGS, RHYTHM, RISES, SLOW_CHANNELS, Added, Rise
from tracker.domain.ratings import NOT_ANSWERED, photo_below, photo_likelihood
from tracker.domain.seen import Seen

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


class Grid:
    """The products of one batch of recoveries with one plan and one rating style."""

    def __init__(self, seen: Seen, model: HealingModel, prior: Prior) -> None:
        self._seen, self._model, self._prior = seen, model, prior
        self._channels = seen.channels
        self._number, self._paces = prior.pace.shape
        self._lift = {channel: lift(channel) for channel in self._channels}
        self._products = {channel: self._keep(channel) for channel in self._channels}
        self._sums = {
            channel: np.stack([self._sum(channel, product) for product in products])
            for channel, products in self._products.items()
        }
        self._joint: DoubleArray = np.broadcast_to(
            (prior.pace[:, :, None] * level_weights()).reshape(self._number, -1).astype(np.float64),
            (seen.last_day + 1, self._number, self._paces * LEVELS),
        )
        for sums in self._sums.values():
            self._joint = self._joint * sums

    def normal(self) -> DoubleArray:
        """Return the (N, D) marginal likelihood of the normal course by each day."""
        return _total(self._joint).T

    def slower(self, slower: float, rows: Indices) -> DoubleArray:
        """Return (n, D) for n recoveries the likelihood of redness slower than the rest."""
        joint = self._joint[:, rows]
        for channel in SLOW_CHANNELS.intersection(self._channels):
            sums = [self._sum(channel, product) for product in self._follow(channel, rows, slower)]
            joint = joint * (np.stack(sums) / self._sums[channel][:, rows])
        return _total(joint).T

    def rises(self, rows: Indices, days: Indices) -> tuple[DoubleArray, DoubleArray]:
        """Return the (n, rises) marginal likelihoods for n pairs of a recovery and a day.

        The second array, (n,), is that of a rhythm in all ratings, which is normal.
        """
        number = len(rows)
        lags = np.repeat(np.arange(1, LAGS + 1), number)
        rows, days = np.tile(rows, LAGS), np.tile(days, LAGS)
        onset = np.maximum(days - lags, 0)
        ratios = {
            added: self._branch(added, rows, days, onset) for added in _all_added(self._channels)
        }
        start = self._joint[days, rows]
        totals = np.empty((len(rows), len(_ALL_RISES)))
        for index, rise in enumerate(_ALL_RISES):
            joint = start
            for added in _added_by(rise, self._channels):
                joint = joint * ratios[added]
            totals[:, index] = rise.share * rise.onset_weights(days - lags) * _total(joint)
        by_pair = totals.reshape(LAGS, number, len(_ALL_RISES)).sum(axis=0)
        return by_pair[:, :-1], by_pair[:, -1]

    def predict(self, calm_below: float) -> tuple[DoubleArray, DoubleArray]:
        """Return what follows from all that was seen, if the recovery stays normal.

        Returns
        -------
        shares : (N, C, D, 11) array
            Probability of each rating of each symptom on each day.
        calm : (N, D) array
            Probability that the true level of every symptom lies below `calm_below`.
        """
        together = self._by_level(self._joint[-1] / _total(self._joint[-1])[:, None])
        shares = np.zeros((self._number, len(DIARY_CHANNELS), DAYS, NOT_ANSWERED))
        calm = together[..., None]
        for index, channel in enumerate(DIARY_CHANNELS):
            table = self._model.shares(channel).reshape(DAYS, NOT_ANSWERED, self._paces, -1)
            belief = self.cell_beliefs(channel)
            belief = belief / belief.sum(axis=(1, 2), keepdims=True)
            shares[:, index] = np.einsum("npk,drpk->ndr", belief, table, optimize=True)
            is_calm = (self._model.level(channel) < calm_below).astype(float)
            is_below = "npk,kh,dpk->nphd", self._last_cells(channel), self._lift[channel], is_calm
            sums = self._by_level(self._sums[channel][-1])
            calm = calm * np.einsum(*is_below, optimize=True) / sums[..., None]
        return shares, calm.sum(axis=(1, 2))

    def predict_photo(self, shown: DoubleArray, mdc95: float) -> DoubleArray:
        """Return (N, D, V) how likely a photo shows less than each of V changes in EI.

        Only where photos have been seen.
        """
        belief = self.cell_beliefs(Channel.PHOTO_REDNESS)
        belief = belief / belief.sum(axis=(1, 2), keepdims=True)
        below = photo_below(shown, self._model.level(Channel.PHOTO_REDNESS)[..., None], mdc95)
        return np.asarray(np.einsum("npk,dpkv->ndv", belief, below, optimize=True))

    def pace_belief(self) -> DoubleArray:
        """Return (N, P) what is believed of the pace at the end, unscaled."""
        return np.asarray(self._by_level(self._joint[-1]).sum(axis=2))

    def cell_beliefs(self, channel: Channel) -> DoubleArray:
        """Return (N, P, K) what is believed of a channel's cells at the end, unscaled."""
        others = self._by_level(self._joint[-1] / self._sums[channel][-1])
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
        cells = self._products[channel][-1].reshape(self._number, self._paces, -1)
        return np.asarray(cells, np.float64)

    def _by_level(self, values: DoubleArray) -> DoubleArray:
        """Return (N, P·H) values as (N, P, H)."""
        return np.asarray(values.reshape(self._number, self._paces, LEVELS))

    def _keep(self, channel: Channel) -> FloatArray:
        """Return the (D, N, P·K) products of a channel by each day."""
        cells = self._paces * self._prior.cells(channel).shape[1]
        products = np.empty((self._seen.last_day + 1, self._number, cells), np.float32)
        for _ in self._follow(channel, np.arange(self._number), into=products):
            pass
        return products

    def _follow(
        self,
        channel: Channel,
        rows: Indices,
        slower: float = 1.0,
        into: FloatArray | None = None,
    ) -> Iterator[FloatArray]:
        """Yield the (n, P·K) products of n recoveries by each day, in one array by default."""
        product = np.tile(self._prior.cells(channel)[rows], (1, self._paces))
        for day in range(self._seen.last_day + 1):
            likelihood = self._likelihood_on(day, channel, rows, slower)
            product = np.multiply(product, likelihood, out=product if into is None else into[day])
            yield product

    def _likelihood_on(
        self, day: int, channel: Channel, rows: Indices, slower: float
    ) -> FloatArray:
        """Return the (n, P·K) likelihood of what n recoveries said on one day."""
        if channel is Channel.PHOTO_REDNESS:
            return self._photo_likelihood(rows, np.full(len(rows), day), 0.0, slower)
        table = self._model.likelihood(channel, 0.0, slower)[day]
        ratings = self._seen.ratings[rows, day, DIARY_CHANNELS.index(channel)]
        return np.asarray(table.take(ratings, axis=0))

    def _branch(self, added: Added, rows: Indices, days: Indices, onset: Indices) -> FloatArray:
        """Return the (n, P·H) likelihood of a rise, relative to the normal course.

        The n triples of a recovery, a day and an onset stand in LAGS blocks of 1, 2, … days since.
        """
        product = self._products[added.channel][onset, rows]
        block = len(rows) // LAGS
        for since in range(1, LAGS + 1):
            later = slice((since - 1) * block, None)
            day = np.minimum(onset[later] + since, days[later])
            product[later] *= self._likelihood(added.channel, rows[later], day, added.after(since))
        sums: FloatArray = self._sum(added.channel, product)
        sums /= self._sums[added.channel][days, rows]
        return sums

    def _likelihood(
        self, channel: Channel, rows: Indices, days: Indices, rise: float
    ) -> FloatArray:
        """Return the (n, P·K) likelihood of n pairs of a recovery and a day, with a rise."""
        if channel is Channel.PHOTO_REDNESS:
            return self._photo_likelihood(rows, days, rise, 1.0)
        table = self._model.likelihood(channel, rise)
        ratings = self._seen.ratings[rows, days, DIARY_CHANNELS.index(channel)]
        flat = table.reshape(-1, table.shape[2])
        return np.asarray(flat.take(days * table.shape[1] + ratings, axis=0))

    def _photo_likelihood(
        self, rows: Indices, days: Indices, rise: float, slower: float
    ) -> FloatArray:
        level = self._model.level(Channel.PHOTO_REDNESS, slower).astype(np.float32)
        level = level.reshape(len(level), -1) + np.float32(EI_PER_POINT * rise)
        shown, mdc95 = self._seen.photo[rows, days], self._seen.photo_mdc95[rows, days]
        likelihood = np.ones((len(rows), level.shape[1]), np.float32)
        taken = np.flatnonzero(~np.isnan(shown))
        likelihood[taken] = photo_likelihood(shown[taken], level[days[taken]], mdc95[taken])
        return likelihood

    def _sum(self, channel: Channel, product: FloatArray) -> FloatArray:
        """Sum (…, P·K) over the cells of each pace, for each level of all heights: (…, P·H)."""
        cells = self._lift[channel]
        sums: FloatArray = product.reshape(-1, len(cells)) @ cells
        return sums.reshape(*product.shape[:-1], self._paces * LEVELS)


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
