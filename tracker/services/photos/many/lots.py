"""Which photos are to be measured, as the store knows it, and what a crew gets of them.

A photo is up to date where what it was measured from, as it is kept with it, is what it would be
measured from now. Nothing else says what is done.
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from tracker.domain.records.kept import CommonSpot, Photo, Zone
from tracker.errors import NotFound, UserError
from tracker.said import Said
from tracker.services.photos.album import load_album
from tracker.services.photos.reading import read_photo
from tracker.services.photos.scoring import tell_measuring
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
class Wanted:
    """A photo to be measured."""

    standing: Standing
    awaited: str
    """What it will have been measured from."""
    content: bytes | None = None
    """None where there is nothing to measure."""
    trouble: Said | None = None
    """Why it cannot be measured."""


@dataclass(frozen=True)
class Lot:
    """What a crew gets: photos with their content, and the one from before if they have one."""

    procedure_id: int
    wanted: tuple[Wanted, ...]
    gone: tuple[int, ...] = ()
    """Ids of photos that were planned, and deleted since."""
    moved: tuple[int, ...] = ()
    """Ids of those that are compared with another photo by now."""
    before: Photo | None = None
    before_content: bytes | None = None


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


def plan(store: Store) -> list[Planned]:
    """Return all photos that are not up to date; a transaction for each person."""
    with store.reading() as records:
        people = records.list_people()
    return [lot for person in people for lot in _plan_person(store, person.id)]


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


def fill(store: Store, planned: Planned) -> Lot:
    """Read what a crew needs."""
    with store.reading() as records:
        found = standings(records, planned.procedure_id)
    present = [found[one] for one in planned.photo_ids if one in found]
    gone = tuple(one for one in planned.photo_ids if one not in found)
    shared = present[0].before if present else None
    content = _content_if_whole(store, shared)
    before = None if content is None else shared
    wanted = tuple(_want(store, one, before) for one in present if one.before == shared)
    moved = tuple(one.photo.id for one in present if one.before != shared)
    return Lot(planned.procedure_id, wanted, gone, moved, before, content)


def _content_if_whole(store: Store, photo: Photo | None) -> bytes | None:
    with contextlib.suppress(UserError):
        return read_photo(store, photo) if photo else None
    return None


def _want(store: Store, standing: Standing, before: Photo | None) -> Wanted:
    awaited = standing.measured_from(before)
    if standing.kept == awaited:  # the photo from before is missing, and was then, too
        return Wanted(standing, awaited)
    try:
        return Wanted(standing, awaited, read_photo(store, standing.photo))
    except UserError as error:
        return Wanted(standing, awaited, trouble=error.text)
