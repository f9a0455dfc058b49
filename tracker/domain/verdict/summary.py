"""One recovery in a line: how red it became, when that was over, and its worst status."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.records.scales import SETTLED, Symptom
from tracker.domain.records.status import Status, worst
from tracker.domain.verdict.assess import Assessment


@dataclass(frozen=True)
class RecoverySummary:
    """The course of one recovery."""

    peak_redness: int | None
    """0–10; None where redness was never rated."""
    day_settled: int | None
    """First day from which on every rating of redness is at most `SETTLED`; None if not yet."""
    worst_status: Status | None
    """None without any entry."""


def summarise(days: Sequence[RecoveryDay], assessments: Sequence[Assessment]) -> RecoverySummary:
    """Summarise a recovery from its days and what was said on each of them."""
    redness = {
        day.day: day.ratings[Symptom.REDNESS] for day in days if Symptom.REDNESS in day.ratings
    }
    return RecoverySummary(
        peak_redness=max(redness.values(), default=None),
        day_settled=_day_settled(redness),
        worst_status=worst(a.status for a in assessments) if assessments else None,
    )


def _day_settled(redness: dict[int, int]) -> int | None:
    settled = None
    for day in sorted(redness, reverse=True):
        if redness[day] > SETTLED:
            break
        settled = day
    return settled
