"""What a person's earlier recoveries say about the next one."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course import Channel
from tracker.domain.evidence import Evidence, log_ratio
from tracker.domain.healing import Prior, common_prior, persistence

FloatArray = npt.NDArray[np.float64]

_OPEN_SHARE = 0.05
"""Share of the common prior that always stays: this recovery may still be another one."""
_SLOW_ODDS = 0.01
"""Prior odds that somebody's redness always heals slower than the rest (assumed)."""
_KNOWN_FROM = 2
"""Earlier recoveries from which on a habit of slow redness counts as this person's normal."""


@dataclass(frozen=True, eq=False)
class Memory:
    """What one person's earlier recoveries have said, as likelihoods of the person's own cell."""

    pace: FloatArray
    height: dict[Channel, FloatArray]
    slow_log_odds: float
    recoveries: int


class Memories:
    """The memories of the persons seen last; others are forgotten, so that memory is bounded."""

    def __init__(self, within_person_share: float, limit: int = 20_000) -> None:
        self._limit = limit
        self._memories: OrderedDict[str, Memory] = OrderedDict()
        self._pace_kernel = persistence(within_person_share)
        self._height_kernels = {
            channel: persistence(within_person_share, channel) for channel in Channel
        }
        self._common = common_prior(1)

    def prior(self, persons: Sequence[str | None]) -> Prior:
        """Return what is believed before the next recovery of each person."""
        prior = common_prior(len(persons))
        for row, person in enumerate(persons):
            memory = self._memories.get(person) if person is not None else None
            if memory is not None:
                prior.pace[row] = self._next(memory.pace, self._common.pace, self._pace_kernel)
                for channel, rows in prior.height.items():
                    rows[row] = self._next(
                        memory.height[channel],
                        self._common.height[channel],
                        self._height_kernels[channel],
                    )
        return prior

    def slow_share(self, persons: Sequence[str | None]) -> FloatArray:
        """Return how sure it is that slow redness is each person's normal, 0–1."""
        known = [self._memories.get(person) if person is not None else None for person in persons]
        odds = np.array(
            [
                np.exp(min(memory.slow_log_odds, 20.0))
                if memory is not None and memory.recoveries >= _KNOWN_FROM
                else 0.0
                for memory in known
            ]
        )
        share: FloatArray = odds / (1 + odds)
        return share

    def learn(self, persons: Sequence[str | None], prior: Prior, evidence: Evidence) -> None:
        """Remember the recoveries of the persons that are named."""
        slow = log_ratio(evidence.slow[:, -1], evidence.normal[:, -1])
        pace = self._message(evidence.pace, prior.pace, self._pace_kernel)
        height = {
            channel: self._message(rows, prior.height[channel], self._height_kernels[channel])
            for channel, rows in evidence.height.items()
        }
        for row, person in enumerate(persons):
            if person is not None:
                self._remember(
                    person, pace[row], {c: rows[row] for c, rows in height.items()}, slow[row]
                )

    def _remember(
        self, person: str, pace: FloatArray, height: dict[Channel, FloatArray], slow: float
    ) -> None:
        before = self._memories.pop(person, None)
        if before is None:
            odds = np.log(_SLOW_ODDS) + slow
            self._memories[person] = Memory(pace, height, float(odds), 1)
        else:
            self._memories[person] = Memory(
                pace=_scaled(before.pace * pace),
                height={c: _scaled(before.height[c] * rows) for c, rows in height.items()},
                slow_log_odds=before.slow_log_odds + float(slow),
                recoveries=before.recoveries + 1,
            )
        while len(self._memories) > self._limit:
            self._memories.popitem(last=False)

    @staticmethod
    def _message(
        belief: FloatArray, prior: npt.NDArray[np.float32], kernel: npt.NDArray[np.float32]
    ) -> FloatArray:
        """Return how likely a recovery is for each own cell, scaled to a highest value of 1."""
        likelihood = belief / prior
        return _scaled(likelihood @ kernel.T)

    @staticmethod
    def _next(
        message: FloatArray, common: npt.NDArray[np.float32], kernel: npt.NDArray[np.float32]
    ) -> FloatArray:
        own = common[0] * message
        expected: FloatArray = (own / own.sum()) @ kernel
        return np.asarray((1 - _OPEN_SHARE) * expected + _OPEN_SHARE * common[0])


def _scaled(values: FloatArray) -> FloatArray:
    scaled: FloatArray = values / np.maximum(values.max(axis=-1, keepdims=True), 1e-300)
    return scaled
