"""Patterns over several sessions: started too early, or slower each time (over-treatment)."""

from collections.abc import Sequence

from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.guidance.pauses import interval_after
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import SETTLED, Symptom

# Chosen: as devices step.
SAME_NEEDLES_MM = 0.25
"""Sessions whose needles differ by more are not compared."""


def repeat_pattern(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, earlier: Sequence[Recovery]
) -> Pattern | None:
    """Return what the sessions before this one say about the latest day.

    Parameters
    ----------
    days : sequence of RecoveryDay
        All days up to the one that is judged, in order.
    plan : RecoveryPlan
    earlier : sequence of Recovery
        Earlier recoveries of the same person, in time order.
    """
    if gets_slower(days, plan, earlier):
        return Pattern.SLOWER_EACH_TIME
    if earlier and is_too_early(plan, earlier[-1].plan):
        return Pattern.TOO_EARLY
    return None


def is_too_early(plan: RecoveryPlan, last: RecoveryPlan) -> bool:
    """Say whether the pause since the last session was shorter than its needles ask for."""
    pause = interval_after(last.device, last.needle_length_mm).minimum_days
    return plan.days_since_previous is not None and plan.days_since_previous < pause


def gets_slower(
    days: Sequence[RecoveryDay], plan: RecoveryPlan, earlier: Sequence[Recovery]
) -> bool:
    """Say whether redness lasts clearly longer than last time, as it did the time before."""
    alike = [
        other
        for other in earlier
        if abs(other.plan.needle_length_mm - plan.needle_length_mm) <= SAME_NEEDLES_MM
    ]
    settled = [settled_on(other.days) for other in alike[-2:]]
    if len(settled) < 2 or settled[0] is None or settled[1] is None:
        return False
    is_red = days[-1].ratings.get(Symptom.REDNESS, 0) > SETTLED
    return settled[1] > settled[0] and is_red and days[-1].day > settled[1] + 1


def settled_on(days: Sequence[RecoveryDay]) -> int | None:
    """Return the first rated day from which on redness stayed almost clear; None for never."""
    rated = sorted(
        (day.day, day.ratings[Symptom.REDNESS]) for day in days if Symptom.REDNESS in day.ratings
    )
    settled = None
    for day, redness in rated:
        if redness > SETTLED:
            settled = None
        elif settled is None:
            settled = day
    return settled
