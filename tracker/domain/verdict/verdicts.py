"""What a batch of recoveries comes to, entry by entry, and what it leaves open afterwards."""

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.domain.course.arrays import Indices
from tracker.domain.course.diaries import BoolArray, IntArray, by_recovery
from tracker.domain.records.patterns import Pattern
from tracker.domain.verdict.rules.plain import NONE, WHOLE_ENTRY

_PATTERNS = tuple(Pattern)
Left = tuple[int, int]
"""What one recovery leaves open: see `Opened`."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was found on every entry of a batch, (N, E) each."""

    rank: IntArray
    """Rank of the status; 0 on padding."""
    pattern: IntArray
    """Number of the pattern, in the order of the Enum."""
    channel: IntArray
    """Number of the channel that the pattern was seen in, NONE where it is of none."""
    asked: IntArray
    """Place of the most urgent sign that ratings raise and nobody answered; NONE for none."""

    def raise_to(self, pattern: Pattern, channel: IntArray) -> None:
        """Raise entries to a pattern where a channel, or WHOLE_ENTRY, stands."""
        higher = (channel != NONE) & (self.rank < pattern.status.rank)
        if higher.any():
            np.copyto(self.rank, pattern.status.rank, where=higher)
            np.copyto(self.pattern, _PATTERNS.index(pattern), where=higher)
            of_one = np.where(channel == WHOLE_ENTRY, np.int8(NONE), channel)
            np.copyto(self.channel, of_one, where=higher)

    def put(self, rows: Indices, others: "Verdicts") -> None:
        """Put the verdicts of some recoveries in their place."""
        for name, values in vars(self).items():
            values[rows] = getattr(others, name)


def calm(shape: tuple[int, ...]) -> Verdicts:
    """Return verdicts before anything is found."""
    return Verdicts(
        rank=by_recovery(shape, 0, np.int8),
        pattern=by_recovery(shape, _PATTERNS.index(Pattern.AS_EXPECTED), np.int8),
        channel=by_recovery(shape, NONE, np.int8),
        asked=by_recovery(shape, NONE, np.int8),
    )


@dataclass(frozen=True, eq=False)
class Opened:
    """What N recoveries leave open, as ranks of statuses, (N,) each; 0 for nothing."""

    advised: IntArray
    """Of signs that were answered with yes: stands until somebody has looked at it."""
    rated: IntArray
    """Of an urgent last entry: stands until then, or until no pain or swelling is left."""

    def put(self, rows: Indices, others: "Opened") -> None:
        """Put what some recoveries leave open in their place."""
        self.advised[rows], self.rated[rows] = others.advised, others.rated

    def of(self, row: int) -> Left:
        """Return what one of them leaves open."""
        return int(self.advised[row]), int(self.rated[row])

    @property
    def is_any(self) -> BoolArray:
        """(N,) whether anything is open."""
        return np.asarray((self.advised | self.rated) > 0)


def nothing_open(recoveries: int) -> Opened:
    """Return nothing, of so many recoveries."""
    return Opened(np.zeros(recoveries, np.int8), np.zeros(recoveries, np.int8))


def carried_on(
    opened: Opened, skins: Sequence[str | None], before: MutableMapping[str, Left]
) -> Iterator[tuple[Indices, Opened]]:
    """Yield the recoveries that begin with something open, and what that is.

    Parameters
    ----------
    opened : Opened
        What each recovery leaves open; whoever judges those that are yielded puts it there.
    skins : sequence of str or None
        Whose recovery of the same skin each one is, in time order; None follows nothing.
    before : mapping of Left
        What was open before this batch; holds what is after it.
    """
    open_now = opened.is_any.tolist()
    chains: dict[str, list[int]] = {
        skin: []
        for row, skin in enumerate(skins)
        if skin is not None and (open_now[row] or skin in before)
    }
    if not chains:
        return
    for row, skin in enumerate(skins):
        if skin in chains:
            chains[skin].append(row)
    for step in range(max(map(len, chains.values()))):
        begin = {
            chain[step]: opened.of(chain[step - 1]) if step else before.get(skin, (0, 0))
            for skin, chain in chains.items()
            if step < len(chain)
        }
        rows = [row for row, left in begin.items() if any(left)]
        if rows:
            advised, rated = np.array([begin[row] for row in rows], np.int8).T
            yield np.array(rows, np.intp), Opened(advised, rated)
    for skin, chain in chains.items():
        before.pop(skin, None)
        if any(left := opened.of(chain[-1])):
            before[skin] = left
