"""How urgent a client is, as it is kept: in the order of the list."""

from enum import IntEnum

from tracker.domain.records.status import Status


class Urgency(IntEnum):
    """What is kept of how urgent a client is; the lowest number comes first."""

    UNJUDGED = 0
    """Nothing was judged yet, so that anything may be."""
    EMERGENCY = 1
    URGENT = 2
    OFF_COURSE = 3
    WATCH = 4
    CALM = 5

    @classmethod
    def of(cls, status: Status) -> "Urgency":
        """Return the urgency of a status."""
        return cls(cls.CALM - status.rank)

    @property
    def is_flag(self) -> bool:
        """Whether somebody has to be seen; it can be answered, never put off."""
        return self in {Urgency.EMERGENCY, Urgency.URGENT}

    @property
    def is_concern(self) -> bool:
        """Whether it was judged to be more than the usual course."""
        return Urgency.UNJUDGED < self < Urgency.CALM
