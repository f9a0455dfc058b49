"""What speaks against a normal recovery, entry by entry, a person's recoveries in turn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.departures import KINDS, Against, Departure, Evidence
from tracker.domain.course.diaries import Diaries, band_high, by_recovery
from tracker.domain.course.earlier import ordinary_level
from tracker.domain.course.expectation import Followed, follow
from tracker.domain.course.explanations import unexplained
from tracker.domain.course.personal import Memories, Persons
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, CourseReference
from tracker.domain.course.weighing import Compared, compare, weigh
from tracker.domain.records.flags import AdviceLevel
from tracker.domain.records.status import LOWEST_STATUS

BoolArray = npt.NDArray[np.bool_]

_BATCH = 4000
"""Chosen: for memory and time; what is done for each batch costs less beside more recoveries."""
# Chosen: as a symptom that stays is off course (verdict/rules/staying.py).
_FAR, _FROM_DAY, _ENTRIES = (np.inf, 2, 3, 2, np.inf), 3, 3
_NOT_NORMAL = (
    *(Departure.INFECTION, Departure.PAIN, Departure.HERPES, Departure.SWELLING),
    *(Departure.ALLERGY, Departure.ITCHING),
)
"""A recovery with one of these is not learned from as normal."""


@dataclass(frozen=True, eq=False)
class Suspicion:
    """What speaks against a normal recovery."""

    evidence: dict[Departure, Evidence]
    """(N, E) for each kind of departure."""
    unexplained: dict[Departure, Evidence] | None
    """The same, had nothing been noted that explains a day; None where nothing was."""
    surprise: dict[Channel, FloatArray]
    """(N, E) by how many spreads a rating lies above what was expected; nan without one."""
    above: dict[Channel, FloatArray]
    """(N, E) the same in points."""
    own_redness: FloatArray
    """(N, E) redness that earlier normal recoveries make usual for this person; -1 for people with
    fewer than two of them."""
    ordinary: FloatArray
    """(N, E, C) what the skin rates on an ordinary day, as told or learned, unless it has stood
    lower since, or settled at by the entry before; 0 if unknown."""
    known: FloatArray
    """(N, C) the same as told, or learned from earlier recoveries: what this recovery did cannot
    change it."""

    @property
    def bare(self) -> dict[Departure, Evidence]:
        """The evidence, whatever may explain it."""
        return self.evidence if self.unexplained is None else self.unexplained

    def rows(self, chosen: Indices) -> "Suspicion":
        """Return what speaks against some of the recoveries."""
        return Suspicion(
            evidence=_chosen(self.evidence, chosen),
            unexplained=self.unexplained and _chosen(self.unexplained, chosen),
            surprise={one: values[chosen] for one, values in self.surprise.items()},
            above={one: values[chosen] for one, values in self.above.items()},
            own_redness=self.own_redness[chosen],
            ordinary=self.ordinary[chosen],
            known=self.known[chosen],
        )


def suspect(
    diaries: Diaries,
    reference: CourseReference,
    memories: Memories | None = None,
    persons: Persons | None = None,
) -> Suspicion:
    """Weigh every recovery of a batch, a person's recoveries one after the other.

    Parameters
    ----------
    diaries : Diaries
        N recoveries; those of one person stand in time order.
    reference : CourseReference
        The expected course.
    memories : Memories, optional
        What is known of persons from before this batch; learns from it.
    persons : sequence of str or None, optional
        Whose recovery each one is.
    """
    memories = memories or Memories(reference)
    people: Persons = persons if persons is not None else [None] * len(diaries.day)
    suspicion = _nothing(diaries)
    everybody = np.array(people, object)
    for rows in _batches(people):
        batch, whose = diaries.rows(rows), everybody[rows].tolist()
        start = memories.start(batch, whose)
        followed = follow(batch, reference, start)
        compared = compare(followed)
        evidence = weigh(batch, compared)
        _enter(suspicion, rows, followed, compared[Against.OWN])
        _put(suspicion.evidence, rows, evidence)
        if suspicion.unexplained is not None:
            _put(suspicion.unexplained, rows, _without_explanations(batch, compared, evidence))
        suspicion.known[rows] = start.ordinary[:-1].T
        suspicion.ordinary[rows] = ordinary_level(batch, suspicion.known[rows])
        suspicion.own_redness[rows] = memories.habit(batch, start, whose)
        if any(who is not None for who in whose):
            normal = _is_normal(batch, evidence) & ~_stayed_high(batch, reference)
            learners = [who if ok else None for who, ok in zip(whose, normal.tolist(), strict=True)]
            memories.learn(learners, batch, start, followed)
    return suspicion


def _nothing(diaries: Diaries) -> Suspicion:
    shape = diaries.day.shape
    return Suspicion(
        evidence=_no_evidence(shape),
        unexplained=_no_evidence(shape) if diaries.special.any() else None,
        surprise={channel: by_recovery(shape, 0, np.float32) for channel in DIARY_CHANNELS},
        above={channel: by_recovery(shape, 0, np.float32) for channel in DIARY_CHANNELS},
        own_redness=by_recovery(shape, -1, np.float32),
        ordinary=by_recovery((*shape, len(DIARY_CHANNELS)), 0, np.float32),
        known=np.zeros((shape[0], len(DIARY_CHANNELS)), np.float32),
    )


def _no_evidence(shape: tuple[int, ...]) -> dict[Departure, Evidence]:
    return {
        departure: Evidence(by_recovery(shape, 0, np.float32), by_recovery(shape, 0, np.int8))
        for departure in KINDS
    }


def _chosen(evidence: dict[Departure, Evidence], rows: Indices) -> dict[Departure, Evidence]:
    return {
        one: Evidence(found.total[rows], found.channel[rows]) for one, found in evidence.items()
    }


def _put(
    evidence: dict[Departure, Evidence],
    rows: Indices | slice,
    found: dict[Departure, Evidence],
) -> None:
    for departure, one in found.items():
        evidence[departure].total[rows] = one.total
        evidence[departure].channel[rows] = one.channel


def _without_explanations(
    diaries: Diaries, compared: Mapping[Against, Compared], evidence: dict[Departure, Evidence]
) -> dict[Departure, Evidence]:
    """Weigh those recoveries again in which anything was noted, as if nothing had been."""
    noted = np.flatnonzero(diaries.special.any(axis=1))
    if not len(noted):
        return evidence
    found = {one: Evidence(e.total.copy(), e.channel.copy()) for one, e in evidence.items()}
    some = {
        one: Compared(*(part[:, :, noted] for part in parts)) for one, parts in compared.items()
    }
    _put(found, noted, weigh(unexplained(diaries.rows(noted)), some))
    return found


def _enter(suspicion: Suspicion, rows: Indices | slice, followed: Followed, own: Compared) -> None:
    for place, channel in enumerate(DIARY_CHANNELS):
        suspicion.surprise[channel][rows] = own.surprise[:, place].T
        above = followed.entered[:, place] - followed.own.mean[:, place]
        suspicion.above[channel][rows] = above.T


def _batches(people: Sequence[str | None]) -> Iterator[Indices | slice]:
    """Yield recoveries of different people, earlier ones first; as slices, if they can be."""
    if list(people).count(None) == len(people):
        yield from (slice(at, at + _BATCH) for at in range(0, len(people), _BATCH))
        return
    turns = _turns(people)
    order = np.argsort(turns, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(turns[order])) + 1):
        for start in range(0, len(rows), _BATCH):
            yield rows[start : start + _BATCH]


def _turns(people: Sequence[str | None]) -> npt.NDArray[np.int64]:
    """Return for each recovery how many of the same person stand before it."""
    counts: dict[str, int] = {}
    turns = np.zeros(len(people), np.int64)
    for row, person in enumerate(people):
        if person is not None:
            turns[row] = counts.get(person, 0)
            counts[person] = int(turns[row]) + 1
    return turns


def _stayed_high(diaries: Diaries, reference: CourseReference) -> BoolArray:
    """Return (N,) where swelling, itching or pain was well above the usual range on many entries.

    Who had that once is not used to it: it teaches nothing of what is usual for them.
    """
    points = diaries.ratings - band_high(diaries, reference)
    far = (points >= np.array(_FAR, np.float32)) & (diaries.day >= _FROM_DAY)[:, :, None]
    return np.asarray((far.sum(axis=1) >= _ENTRIES).any(axis=1))


def _is_normal(diaries: Diaries, evidence: dict[Departure, Evidence]) -> BoolArray:
    flagged = diaries.flag_rank.max(axis=1, initial=0) >= LOWEST_STATUS[AdviceLevel.TODAY].rank
    risen = [
        (evidence[departure].total >= KINDS[departure].alarm).any(axis=1)
        for departure in _NOT_NORMAL
    ]
    return np.asarray(~flagged & ~np.any(risen, axis=0))
