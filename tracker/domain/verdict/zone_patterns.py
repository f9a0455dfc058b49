"""Patterns that only the zones of photos can show: one side, or beyond the treated skin.

Today's zones are compared with limits and with earlier photos only, never with each other: so
none of them makes the day milder by reddening, the paler side of a face neither.
"""

from collections.abc import Sequence
from math import hypot

from analysis import CLEAR_EI, Zone
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.patterns import Pattern

FIRST_DAY = 2
"""Chosen: on days 0 and 1 all of the skin is red."""
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
    before, today = with_photos[-2:]
    if spreads(before, plan) and spreads(today, plan):
        return Pattern.SPREADING
    if stays_one_sided(before, today, plan):
        return Pattern.ONE_SIDED
    return None


def spreads(day: RecoveryDay, plan: RecoveryPlan) -> bool:
    """Say whether an untreated zone has become clearly red, beyond its own error."""
    untreated = day.zone_delta_ei.keys() - plan.treated_zones - {Zone.FACE}
    return bool(plan.treated_zones) and any(
        day.zone_delta_ei[zone] >= max(CLEAR_EI, _too_high(day, zone)) for zone in untreated
    )


def stays_one_sided(before: RecoveryDay, today: RecoveryDay, plan: RecoveryPlan) -> bool:
    """Say whether a side that was clearly redder than the other is still as clearly red."""
    pairs = [pair for sides in _SIDES for pair in (sides, sides[::-1])]
    return any(
        _is_redder((before, red), (before, pale)) and _is_redder((today, red), (before, pale))
        for red, pale in pairs
        if {red, pale} <= plan.treated_zones
    )


def _is_redder(one: tuple[RecoveryDay, Zone], other: tuple[RecoveryDay, Zone]) -> bool:
    """Say whether a zone is redder than another, by more than both errors together."""
    if any(zone not in day.zone_delta_ei for day, zone in (one, other)):
        return False
    error = hypot(_too_high(*one), other[0].zone_mdc95.get(other[1], 0.0))
    difference = one[0].zone_delta_ei[one[1]] - other[0].zone_delta_ei[other[1]]
    return difference >= max(CLEAR_EI, error)


def _too_high(day: RecoveryDay, zone: Zone) -> float:
    return day.zone_too_high.get(zone, day.zone_mdc95.get(zone, 0.0))
