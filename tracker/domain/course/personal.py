"""What a person's earlier recoveries say about the next one."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.belief import Start, common_start
from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.expectation import Followed, expected_at_first
from tracker.domain.course.healing import Prior, common_prior, heights_of
from tracker.domain.course.manners import Manners
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, CourseReference

Persons = Sequence[str | None]

# Chosen: on simulated recoveries (tests/benchmark/drift.py, 500 a row, 2026-11), or assumed.
_OPEN_SHARE = 0.05
"""Share of the common prior that always stays: this recovery may still be another one."""
_PACE_SHARE = 0.5
"""Share of what a recovery says of pace that holds for the next one, too (assumed)."""
_LEAST_PACE = -5.0
_KNOWN_FROM = 2
"""Earlier normal recoveries from which on a habit counts as this person's normal."""
_HABIT_SD = 2.05
"""Exceeded in 2 of 100 recoveries."""
_ORDINARY_FROM_DAY = 9
_ORDINARY_ENTRIES = 2
_MOST_ORDINARY = 4
_ORDINARY = [
    DIARY_CHANNELS.index(channel) for channel in DIARY_CHANNELS if channel is not Channel.PAIN
]
"""Pain on an ordinary day is never taken for granted."""


@dataclass(frozen=True, eq=False)
class Memory:
    """What one person's earlier recoveries have said; arrays by channel."""

    pace: FloatArray
    """(P, C) log likelihood of each pace."""
    pull: FloatArray
    certainty: FloatArray
    """(C,) normal message about the person's own height: mean times certainty, and certainty."""
    ordinary: FloatArray
    """(C,) lowest rating long after sessions; not-a-number before there is one."""
    manners: Manners
    """Of one person."""
    recoveries: int


class Memories:
    """The memories of the persons seen last; others are forgotten, so that memory is bounded."""

    def __init__(self, reference: CourseReference, limit: int = 20_000) -> None:
        self._reference, self._limit = reference, limit
        self._memories: OrderedDict[str, Memory] = OrderedDict()
        self.left_open: dict[str, tuple[int, int]] = {}
        """What urgent advice is open, of the few for whom any is; never forgotten."""

    def start(self, diaries: Diaries, persons: Persons) -> Start:
        """Return what is believed before the first entry of each person's recovery."""
        start = common_start(diaries, self._reference)
        rows, memories = self._known(persons)
        if not memories:
            return start
        start.pace[..., rows] += np.stack([one.pace for one in memories], axis=-1)
        pull, certainty = (
            np.stack([getattr(one, name) for one in memories], axis=-1)
            for name in ("pull", "certainty")
        )
        share = self._reference.spread.within_person_share
        own = start.certainty[:, rows] / (1 - share)
        start.height[:, rows] = (own * start.height[:, rows] + pull) / (own + certainty)
        start.certainty[:, rows] = 1 / (share / start.certainty[:, rows] + 1 / (own + certainty))
        start.ordinary[:-1, rows] = _ordinary(diaries.believed_ordinary[rows].T, memories)
        manners = {name: values.copy() for name, values in vars(start.manners).items()}
        for name, values in manners.items():
            values[..., rows] = np.concatenate(
                [getattr(one.manners, name) for one in memories], axis=-1
            )
        return replace(start, manners=Manners(**manners))

    def is_known(self, persons: Persons) -> npt.NDArray[np.bool_]:
        """Return (N,) whether enough normal recoveries are remembered to speak of a habit."""
        known = np.zeros(len(persons), np.bool_)
        rows, memories = self._known(persons)
        known[rows] = [memory.recoveries >= _KNOWN_FROM for memory in memories]
        return known

    def habit(self, diaries: Diaries, start: Start, persons: Persons) -> FloatArray:
        """Return (N, E) redness that is still usual for each person; -1 if nothing is known."""
        habit = np.full(diaries.day.shape, -1, np.float32)
        known = np.flatnonzero(self.is_known(persons))
        if len(known):
            rows = diaries.rows(known)
            expected = expected_at_first(rows, self._reference, start.rows(known))
            habit[known] = np.floor(expected.mean[:, 0] + _HABIT_SD * expected.sd[:, 0]).T
        return habit

    def prior(self, persons: Persons) -> Prior:
        """Return what the grid of a chart believes before the next recovery of each person."""
        priors = [self._prior(self._memories.get(person or "")) for person in persons]
        return Prior(
            np.concatenate([prior.pace for prior in priors]),
            {
                channel: np.concatenate([prior.height[channel] for prior in priors])
                for channel in Channel
            },
        )

    def learn(self, persons: Persons, diaries: Diaries, start: Start, followed: Followed) -> None:
        """Remember the recoveries of the persons that are named."""
        named = np.array([row for row, who in enumerate(persons) if who is not None], np.intp)
        if not len(named):
            return
        said = _said(diaries.rows(named), start.rows(named), followed.end.rows(named),
                     self._reference.spread.within_person_share)  # fmt: skip
        for place, row in enumerate(named.tolist()):
            self._remember(str(persons[row]), said[place])

    def _prior(self, memory: Memory | None) -> Prior:
        prior = common_prior(1)
        if memory is None:
            return prior
        pace = memory.pace.sum(axis=1)
        pace = prior.pace * np.exp(pace - pace.max())
        messages = zip(Channel, memory.pull.tolist(), memory.certainty.tolist(), strict=True)
        height = {
            channel: _tilted(prior.height[channel], heights_of(channel, self._reference), *message)
            for channel, *message in messages
        }
        return Prior(_opened(pace, prior.pace), height)

    def _known(self, persons: Persons) -> tuple[Indices, list[Memory]]:
        known = [
            (row, self._memories[person])
            for row, person in enumerate(persons)
            if person is not None and person in self._memories
        ]
        return np.array([row for row, _ in known], np.intp), [memory for _, memory in known]

    def _remember(self, person: str, said: Memory) -> None:
        before = self._memories.pop(person, None)
        self._memories[person] = said if before is None else _together(before, said)
        while len(self._memories) > self._limit:
            self._memories.popitem(last=False)


def _said(diaries: Diaries, start: Start, end: Start, share: float) -> list[Memory]:
    """Return what N recoveries say by themselves of the persons."""
    pace = end.pace - start.pace
    pace = np.maximum(_PACE_SHARE * (pace - pace.max(axis=0)), _LEAST_PACE)
    gain = np.maximum(end.certainty - start.certainty, 1e-3)
    height = (end.height * end.certainty - start.height * start.certainty) / gain
    certainty = 1 / (share / start.certainty + 1 / gain)
    pull = certainty * height
    ordinary = _long_after(diaries)
    manners = end.manners.next_recovery()
    return [
        Memory(
            pace[..., row],
            pull[:, row],
            certainty[:, row],
            ordinary[:, row],
            manners.rows(slice(row, row + 1)),
            1,
        )
        for row in range(len(diaries.day))
    ]


def _together(before: Memory, later: Memory) -> Memory:
    return Memory(
        np.maximum(before.pace + later.pace, 2 * _LEAST_PACE),
        before.pull + later.pull,
        before.certainty + later.certainty,
        np.fmin(before.ordinary, later.ordinary),
        later.manners,
        before.recoveries + 1,
    )


def _long_after(diaries: Diaries) -> FloatArray:
    """Return (C, N) the lowest rating long after a session, nan where there are too few."""
    ratings = diaries.ratings.transpose(2, 0, 1)
    late = (diaries.day >= _ORDINARY_FROM_DAY) & (ratings != MISSING)
    lowest = np.where(late, ratings, np.int8(_MOST_ORDINARY)).min(axis=2, initial=_MOST_ORDINARY)
    learned = np.full(lowest.shape, np.nan, np.float32)
    enough = late.sum(axis=2) >= _ORDINARY_ENTRIES
    learned[_ORDINARY] = np.where(enough, lowest, np.nan)[_ORDINARY]
    return learned


def _ordinary(told: npt.NDArray[np.int8], memories: Sequence[Memory]) -> FloatArray:
    """Return (C, N) ordinary levels: as told, or else as learned, or else 0."""
    learned = np.stack([memory.ordinary for memory in memories], axis=-1)
    return np.where(told != MISSING, told, np.nan_to_num(learned)).astype(np.float32)


def _tilted(
    common: FloatArray, heights: npt.NDArray[np.float64], pull: float, certainty: float
) -> FloatArray:
    """Return (1, A) weights of heights after a normal message about them."""
    logs = pull * heights - certainty * heights**2 / 2
    return _opened(common * np.exp(logs - logs.max()), common)


def _opened(weights: FloatArray, common: FloatArray) -> FloatArray:
    expected = weights / weights.sum(axis=1, keepdims=True)
    return np.asarray((1 - _OPEN_SHARE) * expected + _OPEN_SHARE * common, np.float32)
