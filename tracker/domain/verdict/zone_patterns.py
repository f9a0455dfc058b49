"""Patterns that only the zones of photos can show: one side, or beyond the treated skin."""

from collections.abc import Sequence
from math import hypot

from analysis import CLEAR_EI, Zone
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.patterns import Pattern

FIRST_DAY = 2
_SIDES = (
    (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT),
    (Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT),
    (Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT),
)


def zone_pattern(days: Sequence[RecoveryDay], plan: RecoveryPlan) -> Pattern | None:
    """Return what the zones of the latest day's photos show, if the day before showed it too.

    Parameters
    ----------
    days : sequence of RecoveryDay
        All days up to the one that is judged, in order.
    plan : RecoveryPlan
        Zones can only be told apart where `treated_zones` is known.
    """
    with_photos = [day for day in days if day.zone_delta_ei and day.day >= FIRST_DAY]
    if len(with_photos) < 2 or with_photos[-1] is not days[-1]:
        return None
    latest = with_photos[-2:]
    if all(spreads(day, plan) for day in latest):
        return Pattern.SPREADING
    if all(is_one_sided(day, plan) for day in latest):
        return Pattern.ONE_SIDED
    return None


def spreads(day: RecoveryDay, plan: RecoveryPlan) -> bool:
    """Say whether an untreated zone has become clearly red, beyond its own error."""
    untreated = day.zone_delta_ei.keys() - plan.treated_zones - {Zone.FACE}
    return bool(plan.treated_zones) and any(
        day.zone_delta_ei[zone] >= max(CLEAR_EI, day.zone_mdc95.get(zone, 0.0))
        for zone in untreated
    )


def is_one_sided(day: RecoveryDay, plan: RecoveryPlan) -> bool:
    """Say whether two treated sides differ clearly, and by more than both errors together."""
    known = day.zone_delta_ei.keys() & plan.treated_zones
    return any(_differ(day, left, right) for left, right in _SIDES if {left, right} <= known)


def _differ(day: RecoveryDay, left: Zone, right: Zone) -> bool:
    error = hypot(day.zone_mdc95.get(left, 0.0), day.zone_mdc95.get(right, 0.0))
    difference = abs(day.zone_delta_ei[left] - day.zone_delta_ei[right])
    return difference >= max(CLEAR_EI, error)
