"""What a batch of recoveries comes to, entry by entry."""

from dataclasses import dataclass

import numpy as np

from tracker.domain.course.arrays import Indices
from tracker.domain.course.diaries import IntArray, by_recovery
from tracker.domain.records.patterns import Pattern
from tracker.domain.verdict.plain_rules import NONE, WHOLE_ENTRY

_PATTERNS = tuple(Pattern)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was found on every entry of a batch, (N, E) each."""

    rank: IntArray
    """Rank of the status; 0 on padding."""
    pattern: IntArray
    """Number of the pattern, in the order of the Enum."""
    channel: IntArray
    """Number of the channel that the pattern was seen in, NONE where it is of none."""

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
    )
