"""The five statuses of a recovery day, from calm to urgent."""

from collections.abc import Iterable
from enum import StrEnum

from tracker.domain.records.flags import AdviceLevel


class Status(StrEnum):
    """How a recovery stands on one day. The order of definition is the order of urgency."""

    ON_COURSE = "on_course"
    WATCH = "watch"
    OFF_COURSE = "off_course"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 (on course) to 4 (emergency); compare ranks, never the texts."""
        return _ORDER.index(self)


_ORDER = list(Status)

LOWEST_STATUS = {
    AdviceLevel.REVIEW: Status.OFF_COURSE,
    AdviceLevel.TODAY: Status.URGENT,
    AdviceLevel.EMERGENCY: Status.EMERGENCY,
}
"""The status that a red flag's level asks for at least."""


def worst(statuses: Iterable[Status]) -> Status:
    """Return the most urgent status, `on_course` for none."""
    return max(statuses, key=lambda status: status.rank, default=Status.ON_COURSE)
