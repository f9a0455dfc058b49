"""Which photos are to be measured, as the store knows it, and what a crew gets of them.

A photo is up to date where what it was measured from, as it is kept with it, is what it would be
measured from now. Nothing else says what is done.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from tracker.config import Settings
from tracker.domain.records.kept import CommonSpot, Photo, Zone
from tracker.errors import NotFound, UserError
from tracker.services.photos.album import load_album
from tracker.services.photos.reading import read_photo
from tracker.services.photos.scoring import tell_measuring
from tracker.store.lock.photo_key import open_photos
from tracker.store.photos import PhotoFiles
from tracker.store.repository import Records, Store

_MOST_PHOTOS = 8
"""Photos of a session that are measured in a row, since they share the photo from before. Chosen:
measuring that one is then a small part of it, and a process that dies repeats little."""


class Standing(NamedTuple):
    """How it stands with a photo."""

    photo: Photo
    before: Photo | None
    treated: frozenset[Zone]
    spots: Sequence[CommonSpot]
    kept: str | None
    """What it was measured from; None where that was not kept yet."""

    def measured_from(self, before: Photo | None) -> str:
        """Return what it would be measured from now, against a photo from before or alone."""
        return tell_measuring(self.photo, self.photo.area, before, self.treated, self.spots)

    @property
    def wanted(self) -> str:
        """What it would be measured from now, if all files are whole."""
        return self.measured_from(self.before)


class Planned(NamedTuple):
    """Photos of one session, by id, that are compared with one photo from before."""

    procedure_id: int
    photo_ids: tuple[int, ...]


@dataclass(frozen=True)
class Lot:
    """What a crew gets: photos, and the one from before if they have one."""

    procedure_id: int
    wanted: tuple[Standing, ...]
    gone: tuple[int, ...] = ()
    """Ids of photos that were planned, and deleted since."""
    moved: tuple[int, ...] = ()
    """Ids of those that are compared with another photo by now."""
    before: Photo | None = None
    shelf: Settings | None = None
    """Where whoever measures reads the files; None where they come along."""
    sent: Mapping[str, bytes | UserError] = field(default_factory=dict)
    """Files that come along, by digest, or why they cannot be read."""

    def content(self, photo: Photo) -> bytes:
        """Return the content of a photo's file; it raises as `PhotoFiles.read`."""
        if self.shelf is not None:
            return _opened(self.shelf).read(photo.digest)
        sent = self.sent[photo.digest]
        if isinstance(sent, UserError):
            raise sent
        return sent


@lru_cache(maxsize=1)
def _opened(shelf: Settings) -> PhotoFiles:
    return open_photos(shelf, None, read_only=True)


def standings(records: Records, procedure_id: int) -> dict[int, Standing]:
    """Return how it stands with each photo of a session; none where the session is gone."""
    try:
        album = load_album(records, procedure_id)
    except NotFound:
        return {}
    kept, spots = records.find_measured_from(procedure_id), records.list_all_spots(procedure_id)
    treated, found = album.procedure.treated_zones, dict[int, Standing]()
    for photo in album.photos:
        before = album.before(photo.area, photo.view) if photo.is_compared else None
        marked = spots.get((photo.id, before.id), ()) if before else ()
        found[photo.id] = Standing(photo, before, treated, marked, kept[photo.id])
    return found


def plan(store: Store, person_id: int | None = None) -> list[Planned]:
    """Return all photos that are not up to date, or one person's; a transaction for each person."""
    with store.reading() as records:
        people = [one.id for one in records.list_people()]
    chosen = people if person_id is None else [person_id]
    return [lot for one in chosen for lot in _plan_person(store, one)]


def _plan_person(store: Store, person_id: int) -> list[Planned]:
    with store.reading() as records:
        return [
            lot
            for procedure in records.list_procedures(person_id)
            for lot in _plan_session(procedure.id, standings(records, procedure.id).values())
        ]


def _plan_session(procedure_id: int, found: Iterable[Standing]) -> Iterator[Planned]:
    stale = sorted((one for one in found if one.kept != one.wanted), key=_before_id)
    for _, alike in groupby(stale, key=_before_id):
        photo_ids = tuple(one.photo.id for one in alike)
        for first in range(0, len(photo_ids), _MOST_PHOTOS):
            yield Planned(procedure_id, photo_ids[first : first + _MOST_PHOTOS])


def _before_id(one: Standing) -> int:
    return one.before.id if one.before else 0


def fill(store: Store, planned: Planned, *, is_here: bool = True) -> Lot:
    """Gather what a crew needs.

    Parameters
    ----------
    is_here : bool
        Whether it reads the files of this machine. Keys go to no other one, and that of a locked
        diary to no other process: then the files are sent.
    """
    with store.reading() as records:
        found = standings(records, planned.procedure_id)
    present = [found[one] for one in planned.photo_ids if one in found]
    gone = tuple(one for one in planned.photo_ids if one not in found)
    before = present[0].before if present else None
    wanted = tuple(one for one in present if one.before == before)
    moved = tuple(one.photo.id for one in present if one.before != before)
    lot = Lot(planned.procedure_id, wanted, gone, moved, before)
    if is_here and store.photos.open_by_settings:
        return replace(lot, shelf=store.settings)
    photos = [one.photo for one in wanted] + ([before] if before else [])
    return replace(lot, sent={one.digest: _read(store, one) for one in photos})


def _read(store: Store, photo: Photo) -> bytes | UserError:
    try:
        return read_photo(store, photo)
    except UserError as error:
        return error
