"""Running products of likelihoods over the grid of one model: what charts expect of a recovery.

A product stands for each channel, recovery and cell: the prior times the likelihood of all that
was seen.
"""

from collections.abc import Sequence

import numpy as np

from tracker.domain.course.arrays import DoubleArray, FloatArray
from tracker.domain.course.healing import DAYS, HealingModel, Prior, level_weights, lift
from tracker.domain.course.outlook.by_day import Seen
from tracker.domain.course.ratings import NOT_ANSWERED, photo_below, photo_likelihood
from tracker.domain.course.reference import DIARY_CHANNELS, Channel


class Grid:
    """The products of N recoveries of one plan and rating style.

    Parameters
    ----------
    seen : Seen
        What was entered.
    model : HealingModel
        The grid of the plan and the rating style.
    prior : Prior
        What is believed of the recoveries before.
    """

    def __init__(self, seen: Seen, model: HealingModel, prior: Prior) -> None:
        self._seen, self._model = seen, model
        self._channels: Sequence[Channel] = seen.channels
        self._number, self._paces = prior.pace.shape
        self._lift = {channel: lift(channel) for channel in self._channels}
        self._cells = {channel: self._product(channel, prior) for channel in self._channels}
        self._sums = {channel: self._sum(channel) for channel in self._channels}
        self._joint: DoubleArray = (prior.pace[:, :, None] * level_weights()).astype(np.float64)
        for sums in self._sums.values():
            self._joint *= sums

    def normal(self) -> DoubleArray:
        """Return (N,) the marginal likelihood of what was seen in a normal recovery."""
        return np.asarray(self._joint.sum(axis=(1, 2)))

    def predict(self, calm_below: float) -> tuple[DoubleArray, DoubleArray]:
        """Return what follows from all that was seen, if recoveries stay normal.

        Returns
        -------
        shares : (N, C, D, 11) array
            Probability of each rating of each symptom on each day.
        calm : (N, D) array
            Probability that the true level of every symptom lies below `calm_below`.
        """
        shares = np.zeros((self._number, len(DIARY_CHANNELS), DAYS, NOT_ANSWERED))
        calm = (self._joint / self.normal()[:, None, None])[..., None]
        for index, channel in enumerate(DIARY_CHANNELS):
            table = self._model.shares(channel).reshape(DAYS, NOT_ANSWERED, self._paces, -1)
            shares[:, index] = np.einsum(
                "npk,drpk->ndr", self._belief(channel), table, optimize=True
            )
            is_calm = (self._model.level(channel) < calm_below).astype(float)
            is_below = "npk,kh,dpk->nphd", self._cells[channel], self._lift[channel], is_calm
            calm = calm * np.einsum(*is_below, optimize=True) / self._sums[channel][..., None]
        return shares, calm.sum(axis=(1, 2))

    def predict_photo(self, shown: DoubleArray, mdc95: float) -> DoubleArray:
        """Return (N, D, V) how likely a photo shows less than each of V changes in EI.

        Only where photos have been seen.
        """
        level = self._model.level(Channel.PHOTO_REDNESS)[..., None]
        below = photo_below(shown, level, mdc95)
        belief = self._belief(Channel.PHOTO_REDNESS)
        return np.asarray(np.einsum("npk,dpkv->ndv", belief, below, optimize=True))

    def _belief(self, channel: Channel) -> DoubleArray:
        """Return (N, P, K) what is believed of a channel's cells."""
        others = self._joint / self._sums[channel]
        belief = (others @ self._lift[channel].T) * self._cells[channel]
        return np.asarray(belief / belief.sum(axis=(1, 2), keepdims=True))

    def _product(self, channel: Channel, prior: Prior) -> DoubleArray:
        """Return (N, P, K) the weights of a channel's cells after all that was seen."""
        product = np.tile(prior.cells(channel), (1, self._paces))
        for day in range(self._seen.last_day + 1):
            product *= self._likelihood(channel, day)
        return product.reshape(self._number, self._paces, -1).astype(np.float64)

    def _likelihood(self, channel: Channel, day: int) -> FloatArray:
        """Return the (N, P·K) likelihood of what was seen on a day."""
        if channel is Channel.PHOTO_REDNESS:
            return self._photo_likelihood(day)
        said = self._seen.ratings[:, day, DIARY_CHANNELS.index(channel)]
        return np.asarray(self._model.likelihood(channel)[day].take(said, axis=0))

    def _photo_likelihood(self, day: int) -> FloatArray:
        level = self._model.level(Channel.PHOTO_REDNESS)[day].astype(np.float32).reshape(1, -1)
        shown, mdc95 = self._seen.photo[:, day], self._seen.photo_mdc95[:, day]
        likelihood = np.ones((self._number, level.shape[1]), np.float32)
        taken = ~np.isnan(shown)
        likelihood[taken] = photo_likelihood(shown[taken], level, mdc95[taken])
        return likelihood

    def _sum(self, channel: Channel) -> DoubleArray:
        """Sum the cells of each pace, for each level of all heights: (N, P, H)."""
        return np.asarray(self._cells[channel] @ self._lift[channel])
