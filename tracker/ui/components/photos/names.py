"""What photos are called: by day, by time where a day has several, by side and area."""

from collections.abc import Iterable, Mapping

from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, View
from tracker.domain.words.labels import BODY_AREAS, PHOTO_ROLES, VIEWS
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.language import _


def name_photos(overview: RecoveryOverview) -> Mapping[int, str]:
    """Name the photos of a recovery by their ids, no two alike: Day 3, 08:15: left side."""
    shown = [_what_it_shows(photo) for photo in overview.photos]
    names = {
        photo.id: _name(overview, photo, has_time=shown.count(what) > 1)
        for photo, what in zip(overview.photos, shown, strict=True)
    }
    return words.distinct(names)


def name_all_photos(recoveries: Iterable[RecoveryOverview], here: int | None) -> Mapping[int, str]:
    """Name the photos of several recoveries; those of another one than `here` with their date."""
    names: dict[int, str] = {}
    for overview in recoveries:
        own = name_photos(overview)
        for photo in overview.photos:
            name, day = own[photo.id], words.say_short_date(photo.taken_at)
            is_here = overview.procedure.id == here
            names[photo.id] = name if is_here else f"{day} ({name})"
    return words.distinct(names)


def _what_it_shows(photo: Photo) -> tuple[object, ...]:
    return photo.role, photo.diary_day, photo.area, photo.view


def _name(overview: RecoveryOverview, photo: Photo, *, has_time: bool) -> str:
    name = _("Day {day}").format(day=overview.day_of(photo.diary_day))
    if photo.role is PhotoRole.BEFORE:
        name = _(PHOTO_ROLES[photo.role])
    if has_time:
        name = f"{name}, {photo.taken_at:%H:%M}"
    parts = [_(BODY_AREAS[photo.area])] if photo.area is not BodyArea.FACE else []
    parts += [_(VIEWS[photo.view])] if photo.view is not View.FRONT else []
    return _("{photo}: {area}").format(photo=name, area=", ".join(parts)) if parts else name
