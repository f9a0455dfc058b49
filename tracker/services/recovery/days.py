"""What verdicts and screens read of each day of a recovery, out of entries and photos."""

from collections.abc import Mapping, Sequence

from analysis import Zone
from tracker.domain.course.own_error import OwnErrors
from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.circumstances import NOTHING_ELSE
from tracker.domain.records.kept import BodyArea, DiaryEntry, Photo, Procedure, View
from tracker.domain.records.shown import Change
from tracker.services.photos.counting import worst_of

DELTA_EI = "delta_erythema_index"
Changes = Mapping[int, Mapping[Zone, Change]]
"""Redness change by day and zone."""


def days_of(
    entries: Mapping[int, DiaryEntry],
    changes: Changes,
    plan: RecoveryPlan,
    own: OwnErrors | None = None,
) -> tuple[RecoveryDay, ...]:
    """Return the days that have an entry or a measured photo, with own errors if they are given."""
    if own is not None:
        changes = _with(own, changes)
    return tuple(_day_of(one, entries, changes, plan) for one in sorted({*entries, *changes}))


def surer_days(
    entries: Mapping[int, DiaryEntry], changes: Changes, plan: RecoveryPlan, own: OwnErrors
) -> tuple[RecoveryDay, ...]:
    """Return the same days with own errors where they are smaller; none where none of them is."""
    surer = own.narrowing
    if not any(zone in surer.zones for zones in changes.values() for zone in zones):
        return ()
    return days_of(entries, changes, plan, surer)


def changes_by_day(
    procedure: Procedure,
    photos: Sequence[Photo],
    values: Mapping[int, Sequence[Change]],
) -> dict[int, dict[Zone, Change]]:
    """Redness change by day and zone, of several photos of one side the worst.

    A side of a face adds the zones that no photo from the front shows, never the whole face.
    """
    worst: dict[tuple[int, BodyArea, View], dict[Zone, Change]] = {}
    for photo in photos:
        found = {m.zone: m for m in values.get(photo.id, ()) if m.measure == DELTA_EI}
        if photo.view is not View.FRONT:
            found.pop(Zone.FACE, None)
        day = (photo.diary_day - procedure.diary_day).days
        so_far = worst.setdefault((day, photo.area, photo.view), {})
        for zone, change in found.items():
            so_far[zone] = worst_of(so_far.get(zone, change), change)
    changes: dict[int, dict[Zone, Change]] = {}
    for day, area, view in sorted(filter(worst.get, worst), key=lambda key: key[2] is View.FRONT):
        changes.setdefault(day, {}).update(worst[day, area, view])
    return changes


def _with(own: OwnErrors, changes: Changes) -> Changes:
    return {
        day: {zone: own.stated(change) for zone, change in zones.items()}
        for day, zones in changes.items()
    }


def _day_of(
    day: int,
    entries: Mapping[int, DiaryEntry],
    changes: Changes,
    plan: RecoveryPlan,
) -> RecoveryDay:
    entry, zones = entries.get(day), dict(changes.get(day, {}))
    said = entry.circumstances if entry else NOTHING_ELSE
    face = zones.pop(Zone.FACE, None)
    treated = [change for zone, change in zones.items() if zone in plan.treated_zones]
    reddest = max(treated, key=lambda change: change.value, default=None)
    return RecoveryDay(
        day=day,
        ratings=entry.ratings if entry else {},
        red_flags=entry.red_flags if entry else frozenset(),
        photo_delta_ei=face.value if face else None,
        photo_mdc95=face.mdc95 if face else None,
        photo_too_high=face.too_high if face else None,
        zone_delta_ei={zone: change.value for zone, change in zones.items()},
        zone_mdc95=_stated({zone: change.mdc95 for zone, change in zones.items()}),
        zone_too_high=_stated({zone: change.too_high for zone, change in zones.items()}),
        reddest_zone_delta_ei=reddest.value if reddest else None,
        reddest_zone_mdc95=reddest.mdc95 if reddest else None,
        reddest_zone_too_high=reddest.too_high if reddest else None,
        special=said.special,
        answers=said.answers,
        outcome=said.outcome,
        since_outcome=said.since_outcome,
    )


def _stated(errors: Mapping[Zone, float | None]) -> dict[Zone, float]:
    return {zone: error for zone, error in errors.items() if error is not None}
