"""A session's photos, and what may be added to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from tracker import clock
from tracker.domain.records.days import is_possible_by
from tracker.domain.records.kept import BodyArea, NewPhoto, Photo, PhotoRole, Procedure, View
from tracker.errors import InvalidEntry, Overtaken, UnusablePhoto
from tracker.store.repository import Records

AnyPhoto = TypeVar("AnyPhoto", bound=NewPhoto)


@dataclass(frozen=True)
class Album:
    """A session and the photos that it has already."""

    procedure: Procedure
    photos: tuple[Photo, ...]

    def before(self, area: BodyArea, view: View = View.FRONT) -> Photo | None:
        """Return the "before" photo that a photo is compared with."""
        return find_before(self.photos, area, view)

    def with_content(self, photo: NewPhoto) -> Photo | None:
        """Return the photo of the album that has the same content as another."""
        return next((other for other in self.photos if other.digest == photo.digest), None)

    def without(self, photo: Photo | None) -> tuple[Photo, ...]:
        """Return the photos as if one were not among them."""
        return tuple(other for other in self.photos if other != photo)


def find_before(
    photos: Iterable[AnyPhoto], area: BodyArea, view: View = View.FRONT
) -> AnyPhoto | None:
    """Return the "before" photo of an area and side; without one of that side, any of the area."""
    found = [p for p in photos if p.role is PhotoRole.BEFORE and p.area is area]
    return min(found, key=lambda photo: photo.view is not view, default=None)


def load_album(records: Records, procedure_id: int) -> Album:
    """Return a session with its photos."""
    return Album(records.get_procedure(procedure_id), records.list_photos(procedure_id))


def is_on_wrong_side(photo: NewPhoto, procedure: Procedure) -> bool:
    """Tell whether a "before" photo is dated after the session's day, or a follow-up before it."""
    if photo.role is PhotoRole.BEFORE:
        return photo.diary_day > procedure.diary_day
    return photo.role is PhotoRole.FOLLOW_UP and photo.diary_day < procedure.diary_day


def check_date(photo: NewPhoto, procedure: Procedure) -> None:
    """Raise InvalidEntry if the photo's date cannot be."""
    if not is_possible_by(photo.taken_at, clock.now()):
        raise InvalidEntry("This photo's date lies in the future. Please correct the date.")
    if not is_on_wrong_side(photo, procedure):
        return
    if photo.role is PhotoRole.BEFORE:
        raise InvalidEntry(
            "A “before” photo is taken before the session, this one is dated after it. "
            "Please correct the date or add it as a photo of that day."
        )
    raise InvalidEntry(
        "This photo is dated before the session. "
        "Please correct the date or add it as the “before” photo."
    )


def check_new(photo: NewPhoto, album: Album) -> None:
    """Raise UnusablePhoto if the photo is there already."""
    if album.with_content(photo) is not None:
        raise UnusablePhoto("This very photo has already been added to this session.")


def check_unchanged(records: Records, album: Album) -> None:
    """Raise Overtaken if photos were added or deleted since the album was loaded."""
    if load_album(records, album.procedure.id) != album:
        raise Overtaken(
            "Another window has changed the photos of this session meanwhile. "
            "Please add this photo again."
        )


def find_replaced(photo: NewPhoto, album: Album, *, replace_before: bool) -> Photo | None:
    """Return the "before" photo of the same area and side that a new one takes the place of.

    Raises
    ------
    InvalidEntry
        If there is one, but nobody asked for it to be replaced.
    """
    earlier = album.before(photo.area, photo.view)
    if earlier is None or earlier.view is not photo.view:
        return None
    if not replace_before:
        raise InvalidEntry(
            "This session already has a “before” photo of this area. "
            "Please confirm that the new one shall replace it."
        )
    return earlier
