"""Judge a recovery day by day, each day only from what was known by then."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.status import Status


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What a person reads about one day. Every text is a whole, plain sentence or two."""

    day: int
    status: Status
    reason: str
    usual_today: str
    what_to_do: str
    what_would_change_it: str
    reference_version: str
    """Version of the expected course that this verdict was made with; store it with it."""


def assess_recovery(
    days: Sequence[RecoveryDay],
    plan: RecoveryPlan,
    earlier: Sequence[Recovery] = (),
) -> tuple[Assessment, ...]:
    """Judge every day of a recovery.

    Parameters
    ----------
    days : sequence of RecoveryDay
        The days that have an entry, in any order, at most one per day.
    plan : RecoveryPlan
        What was done.
    earlier : sequence of Recovery
        Earlier recoveries of the same person in time order; they shift what is usual for
        this person.

    Returns
    -------
    tuple of Assessment
        One for each day given, in the order of the days. A later entry never changes the
        verdict on an earlier day.
    """
    raise NotImplementedError
