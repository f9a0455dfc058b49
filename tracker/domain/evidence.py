"""Weigh what has been seen against the normal course: likelihood ratios, day by day.

For every cell of the grid (healing.py) the likelihood of all ratings and photos so far is kept as
a running product; the marginal likelihood is its mean over the prior. A rise has products of its
own from its onset on. Missing days and unanswered questions simply do not enter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course import DIARY_CHANNELS, Channel, CourseReference
from tracker.domain.diaries import MISSING, Diaries
from tracker.domain.healing import DAYS, EI_PER_POINT, HealingModel, Plan, Prior, healing_model
from tracker.domain.hypotheses import (
    CLIMBS,
    LAGS,
    RISES,
    SLOW_CHANNELS,
    SLOWER,
    Rise,
    onset_weight,
)
from tracker.domain.ratings import NOT_ANSWERED, STEP_SHARES, STEPS, photo_likelihood

FloatArray = npt.NDArray[np.float32]
Products = dict[Channel, FloatArray]

_STYLE_DAYS = 3
"""A rating style is given up for good where one of the first days contradicts it."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was entered by day, without padding: the first DAYS days of each recovery."""

    ratings: npt.NDArray[np.int8]
    """(N, D, C) 0–10, or NOT_ANSWERED."""
    photo: FloatArray
    """(N, D) EI."""
    photo_mdc95: FloatArray

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels that anything is known of."""
        has_photos = not np.isnan(self.photo).all()
        return tuple(Channel) if has_photos else DIARY_CHANNELS

    def rows(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_] | slice) -> "Seen":
        """Return some of the recoveries."""
        return Seen(self.ratings[chosen], self.photo[chosen], self.photo_mdc95[chosen])


@dataclass(frozen=True, eq=False)
class Evidence:
    """Marginal likelihoods of all that was seen by each day, (N, D), and the final products."""

    normal: npt.NDArray[np.float64]
    rises: npt.NDArray[np.float64]
    """(N, D, len(RISES))"""
    climbs: npt.NDArray[np.float64]
    """(N, D, len(CLIMBS))"""
    slow: npt.NDArray[np.float64]
    pace: npt.NDArray[np.float64]
    """(N, P) belief in each pace after the last day, unscaled."""
    height: dict[Channel, npt.NDArray[np.float64]]
    """(N, A) belief in each height after the last day, unscaled."""


def by_day(diaries: Diaries) -> Seen:
    """Put a batch's entries on their days; what lies after the last day is left out."""
    number, channels = len(diaries.day), len(DIARY_CHANNELS)
    seen = Seen(
        ratings=np.full((number, DAYS, channels), NOT_ANSWERED, np.int8),
        photo=np.full((number, DAYS), np.nan, np.float32),
        photo_mdc95=np.ones((number, DAYS), np.float32),
    )
    at = np.nonzero((diaries.day >= 0) & (diaries.day < DAYS))
    to = (at[0], diaries.day[at])
    ratings = diaries.ratings[at]
    seen.ratings[to] = np.where(ratings == MISSING, np.int8(NOT_ANSWERED), ratings)
    seen.photo[to] = diaries.photo[at]
    seen.photo_mdc95[to] = diaries.photo_mdc95[at]
    return seen


def weigh(seen: Seen, reference: CourseReference, plan: Plan, prior: Prior) -> Evidence:
    """Weigh recoveries of one plan under every rating style, mixed by the styles' shares."""
    total: Evidence | None = None
    for step, share in zip(STEPS, STEP_SHARES, strict=True):
        rows = np.flatnonzero(_fits_style(seen, step))
        if not len(rows):
            continue
        model = healing_model(reference, plan, step)
        part = _weigh_style(seen.rows(rows), model, prior.rows(rows))
        if total is None:
            total = _scaled(part, share)
        else:
            _add(total, part, share, rows)
    if total is None:
        raise ValueError("There is nothing to weigh.")
    return total


def log_ratio(
    alternatives: npt.NDArray[np.float64], normal: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the logarithm of a likelihood ratio, very low where nothing speaks for it."""
    floor = 1e-12
    ratio: npt.NDArray[np.float64] = np.log(alternatives / np.maximum(normal, 1e-300) + floor)
    return ratio


def _fits_style(seen: Seen, step: int) -> npt.NDArray[np.bool_]:
    first = seen.ratings[:, :_STYLE_DAYS]
    fits: npt.NDArray[np.bool_] = ((first % step == 0) | (first == NOT_ANSWERED)).all(axis=(1, 2))
    return fits


def _scaled(part: Evidence, share: float) -> Evidence:
    return Evidence(
        normal=share * part.normal,
        rises=share * part.rises,
        climbs=share * part.climbs,
        slow=share * part.slow,
        pace=share * part.pace,
        height={channel: share * rows for channel, rows in part.height.items()},
    )


def _add(total: Evidence, part: Evidence, share: float, rows: npt.NDArray[np.intp]) -> None:
    scaled = _scaled(part, share)
    for name in ("normal", "rises", "climbs", "slow", "pace"):
        getattr(total, name)[rows] += getattr(scaled, name)
    for channel, values in scaled.height.items():
        total.height[channel][rows] += values


def _weigh_style(seen: Seen, model: HealingModel, prior: Prior) -> Evidence:
    grid = _Grid(seen, model, prior)
    number = len(seen.ratings)
    evidence = Evidence(
        normal=np.empty((number, DAYS)),
        rises=np.zeros((number, DAYS, len(RISES))),
        climbs=np.zeros((number, DAYS, len(CLIMBS))),
        slow=np.empty((number, DAYS)),
        pace=np.empty(prior.pace.shape),
        height={},
    )
    for day in range(DAYS):
        grid.advance(day)
        evidence.normal[:, day] = grid.normal_likelihood()
        evidence.slow[:, day] = grid.slow_likelihood()
        evidence.rises[:, day] = grid.rise_likelihoods(RISES)
        evidence.climbs[:, day] = grid.rise_likelihoods(CLIMBS)
    evidence.pace[:] = grid.pace_belief()
    evidence.height.update(grid.height_beliefs())
    return evidence


class _Grid:
    """The running products of one batch and one rating style."""

    def __init__(self, seen: Seen, model: HealingModel, prior: Prior) -> None:
        self._seen, self._model, self._prior = seen, model, prior
        self._channels = seen.channels
        paces = prior.pace.shape[1]
        self._normal: Products = {
            channel: np.tile(prior.cells(channel), (1, paces)) for channel in self._channels
        }
        self._slow = {
            (channel, slower): self._normal[channel].copy()
            for channel in self._channels
            if channel in SLOW_CHANNELS
            for slower in SLOWER
        }
        self._rising: dict[tuple[Channel, float, int], FloatArray] = {}
        self._normal_sums: Products = {}
        self._joint: npt.NDArray[np.float64] = prior.pace.astype(np.float64)

    def advance(self, day: int) -> None:
        """Take in what was seen on one day."""
        self._advance_rises(day)
        for (channel, slower), product in self._slow.items():
            self._see_slow(product, channel, day, slower)
        for channel, product in self._normal.items():
            self._see(product, product, channel, day)
        self._normal_sums = {
            channel: self._sum(product) for channel, product in self._normal.items()
        }
        self._joint = self._prior.pace.astype(np.float64)
        for sums in self._normal_sums.values():
            self._joint = self._joint * sums

    def normal_likelihood(self) -> npt.NDArray[np.float64]:
        """Return the (N,) marginal likelihood of the normal course."""
        return np.asarray(self._joint.sum(axis=1))

    def slow_likelihood(self) -> npt.NDArray[np.float64]:
        """Return the (N,) marginal likelihood of redness that heals slower than everything else."""
        total = np.zeros(len(self._joint))
        for slower in SLOWER:
            ratio = self._joint
            for channel in SLOW_CHANNELS.intersection(self._channels):
                sums = self._sum(self._slow[channel, slower])
                ratio = ratio * (sums / self._normal_sums[channel])
            total += ratio.sum(axis=1) / len(SLOWER)
        return total

    def rise_likelihoods(self, rises: Sequence[Rise]) -> npt.NDArray[np.float64]:
        """Return the (N, rises) marginal likelihoods, mixed over onsets by their shares."""
        total = np.zeros((len(self._joint), len(rises)))
        shares = sum(rise.share for rise in rises)
        ratios = {
            key: self._sum(product) / self._normal_sums[key[0]]
            for key, product in self._rising.items()
        }
        for onset in {onset for _, _, onset in self._rising}:
            for index, rise in enumerate(rises):
                joint = self._joint
                for channel, slope in _slopes(rise, self._channels):
                    joint = joint * ratios[channel, slope, onset]
                total[:, index] += joint.sum(axis=1) * (rise.share / shares * onset_weight(onset))
        return total

    def pace_belief(self) -> npt.NDArray[np.float64]:
        """Return (N, P) what is believed of the pace by now, unscaled."""
        return self._joint

    def height_beliefs(self) -> dict[Channel, npt.NDArray[np.float64]]:
        """Return (N, A) what is believed of each channel's height by now, unscaled."""
        beliefs = {}
        for channel, heights in self._prior.height.items():
            if channel not in self._normal:
                beliefs[channel] = heights * self.normal_likelihood()[:, None]
                continue
            others = self._joint / np.maximum(self._normal_sums[channel], 1e-300)
            cells = self._normal[channel].reshape(*others.shape, -1, heights.shape[1])
            beliefs[channel] = np.einsum("np,npsa->na", others, cells)
        return beliefs

    def _advance_rises(self, day: int) -> None:
        for key in [key for key in self._rising if day - key[2] > LAGS]:
            del self._rising[key]
        if day >= 2:
            for channel, slope in _all_slopes(self._channels):
                self._rising[channel, slope, day - 1] = np.empty_like(self._normal[channel])
        for (channel, slope, onset), product in self._rising.items():
            before = self._normal[channel] if onset == day - 1 else product
            self._see(before, product, channel, day, slope, day - onset)

    def _see(
        self,
        before: FloatArray,
        after: FloatArray,
        channel: Channel,
        day: int,
        slope: float = 0.0,
        lag: int = 0,
    ) -> None:
        """Multiply a product by the likelihood of one channel on one day."""
        if channel is Channel.PHOTO_REDNESS:
            self._see_photo(before, after, day, self._model.level(channel)[day], slope * lag)
            return
        table = self._model.likelihood(channel, slope, lag)[day]
        np.multiply(before, table[self._ratings(channel, day)], out=after)

    def _see_slow(self, product: FloatArray, channel: Channel, day: int, slower: float) -> None:
        if channel is Channel.PHOTO_REDNESS:
            level = self._model.level(channel, slower)[day]
            self._see_photo(product, product, day, level, 0.0)
            return
        product *= self._model.slow_likelihood(channel, slower)[day][self._ratings(channel, day)]

    def _see_photo(
        self,
        before: FloatArray,
        after: FloatArray,
        day: int,
        level: npt.NDArray[np.float64],
        rise: float,
    ) -> None:
        if after is not before:
            after[:] = before
        rows = np.flatnonzero(~np.isnan(self._seen.photo[:, day]))
        if not len(rows):
            return
        expected = (level.ravel() + EI_PER_POINT * rise).astype(np.float32)
        after[rows] *= photo_likelihood(
            self._seen.photo[rows, day], expected, self._seen.photo_mdc95[rows, day]
        )

    def _ratings(self, channel: Channel, day: int) -> npt.NDArray[np.int8]:
        return self._seen.ratings[:, day, DIARY_CHANNELS.index(channel)]

    def _sum(self, product: FloatArray) -> FloatArray:
        paces = self._prior.pace.shape[1]
        cells = product.reshape(len(product) * paces, -1)
        sums: FloatArray = cells @ np.ones(cells.shape[1], np.float32)
        return sums.reshape(-1, paces)


def _slopes(rise: Rise, channels: Sequence[Channel]) -> Iterator[tuple[Channel, float]]:
    """Yield the channels that a rise climbs in; photos climb with redness."""
    yield from rise.slopes.items()
    if Channel.REDNESS in rise.slopes and Channel.PHOTO_REDNESS in channels:
        yield Channel.PHOTO_REDNESS, rise.slopes[Channel.REDNESS]


def _all_slopes(channels: Sequence[Channel]) -> set[tuple[Channel, float]]:
    return {pair for rise in (*RISES, *CLIMBS) for pair in _slopes(rise, channels)}
