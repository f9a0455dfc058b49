"""What a person's earlier recoveries say about the next one."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.evidence import Evidence, log_ratio
from tracker.domain.course.healing import Prior, common_prior, persistence
from tracker.domain.course.reference import Channel

DoubleArray = npt.NDArray[np.float64]

_OPEN_SHARE = 0.05
"""Share of the common prior that always stays: this recovery may still be another one."""
_SLOW_ODDS = 0.01
"""Prior odds that somebody's redness always heals slower than the rest (assumed)."""
_KNOWN_FROM = 2
"""Earlier normal recoveries from which on a habit counts as this person's normal."""


@dataclass(frozen=True, eq=False)
class Memory:
    """What one person's earlier recoveries have said."""

    messages: DoubleArray
    """Log likelihood of the person's own pace, then of the own height in each channel."""
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

    def prior(self, persons: Sequence[str | None]) -> Prior:
        """Return what is believed before the next recovery of each person."""
        prior = common_prior(len(persons))
        rows, memories = self._known(persons)
        if not memories:
            return prior
        messages = np.stack([memory.messages for memory in memories])
        first = len(self._pace_kernel)
        prior.pace[rows] = _next(messages[:, :first], prior.pace[rows], self._pace_kernel)
        for channel, kernel in self._height_kernels.items():
            last = first + len(kernel)
            heights = prior.height[channel]
            heights[rows] = _next(messages[:, first:last], heights[rows], kernel)
            first = last
        return prior

    def slow_share(self, persons: Sequence[str | None]) -> DoubleArray:
        """Return how sure it is that slow redness is each person's normal, 0–1."""
        share = np.zeros(len(persons))
        rows, memories = self._known(persons)
        log_odds = np.array([memory.slow_log_odds for memory in memories])
        share[rows] = 1 / (1 + np.exp(-np.clip(log_odds, -50, 50)))
        return np.where(self.is_known(persons), share, 0.0)

    def is_known(self, persons: Sequence[str | None]) -> npt.NDArray[np.bool_]:
        """Return (N,) whether enough normal recoveries are remembered to speak of a habit."""
        known = np.zeros(len(persons), np.bool_)
        rows, memories = self._known(persons)
        known[rows] = [memory.recoveries >= _KNOWN_FROM for memory in memories]
        return known

    def learn(self, persons: Sequence[str | None], prior: Prior, evidence: Evidence) -> None:
        """Remember the recoveries of the persons that are named."""
        messages = [_message(evidence.pace, prior.pace, self._pace_kernel)]
        messages += [
            _message(evidence.height[channel], prior.height[channel], kernel)
            for channel, kernel in self._height_kernels.items()
        ]
        slow = log_ratio(evidence.slow[:, -1], evidence.normal[:, -1])
        for person, message, odds in zip(
            persons, np.concatenate(messages, axis=1), slow, strict=True
        ):
            if person is not None:
                self._remember(person, message, float(odds))

    def _known(self, persons: Sequence[str | None]) -> tuple[npt.NDArray[np.intp], list[Memory]]:
        known = [
            (row, self._memories[person])
            for row, person in enumerate(persons)
            if person is not None and person in self._memories
        ]
        return np.array([row for row, _ in known], np.intp), [memory for _, memory in known]

    def _remember(self, person: str, message: DoubleArray, slow: float) -> None:
        before = self._memories.pop(person, None)
        if before is None:
            memory = Memory(message, float(np.log(_SLOW_ODDS)) + slow, 1)
        else:
            memory = Memory(
                before.messages + message, before.slow_log_odds + slow, before.recoveries + 1
            )
        self._memories[person] = memory
        while len(self._memories) > self._limit:
            self._memories.popitem(last=False)


def _message(
    belief: DoubleArray, prior: npt.NDArray[np.float32], kernel: npt.NDArray[np.float32]
) -> DoubleArray:
    """Return the log likelihood of a recovery for each own cell of the person, at most 0."""
    likelihood = (belief / prior) @ kernel.T
    highest = np.maximum(likelihood.max(axis=1, keepdims=True), 1e-300)
    return np.asarray(np.log(np.maximum(likelihood / highest, 1e-30)))


def _next(
    messages: DoubleArray, common: npt.NDArray[np.float32], kernel: npt.NDArray[np.float32]
) -> DoubleArray:
    """Return what is believed of the next recovery's cells."""
    own = common * np.exp(messages - messages.max(axis=1, keepdims=True))
    expected = (own / own.sum(axis=1, keepdims=True)) @ kernel
    return np.asarray((1 - _OPEN_SHARE) * expected + _OPEN_SHARE * common)
