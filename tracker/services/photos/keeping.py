"""Photos of a recovery: add, list, replace, delete, measure again."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from analysis import Zone
from tracker.domain.records.days import diary_day, utc_offset_min
from tracker.domain.records.kept import (
    BodyArea,
    Measurement,
    NewPhoto,
    OnSkin,
    Photo,
    PhotoRole,
    Procedure,
)
from tracker.errors import UnusablePhoto, UserError
from tracker.services.photos.album import (
    Album,
    AnyPhoto,
    check_date,
    check_new,
    check_unchanged,
    find_before,
    find_replaced,
    load_album,
)
from tracker.services.photos.scoring import (
    CleanPhoto,
    Subject,
    Verdict,
    check_one_face,
    clean_photo,
    measurements_of,
    score,
)
from tracker.services.photos.thumbnails import make_thumbnail
from tracker.store.photos import digest_of
from tracker.store.repository import Records, Store


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file that a person hands in."""

    name: str
    content: bytes
    role: PhotoRole = PhotoRole.FOLLOW_UP
    area: BodyArea = BodyArea.FACE
    taken_at: datetime | None = None
    """None: as the camera's clock in the file says."""
    replace_before: bool = False
    """Whether a new "before" photo may take the place of the one that is there."""
    on_skin: OnSkin | None = None
    """The person's answer; None where it was not asked."""


@dataclass(frozen=True)
class PhotoOutcome:
    """A photo that was kept, and what was measured on it."""

    photo: Photo
    """`photo.findings` says in words what limits it, or why it was not measured."""
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class Progress:
    """One step of a batch: either an outcome or the sentence that says why there is none."""

    done: int
    total: int
    name: str
    outcome: PhotoOutcome | None = None
    error: str | None = None


class Befores:
    """The "before" photo that several follow-ups in a row share, read and measured once.

    Made for one call and gone with it: no face stays in memory for the next one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: tuple[Photo, Subject] | None = None

    def subject(self, photo: Photo) -> Subject:
        """Return what is measured of a "before" photo that is kept."""
        if self._last is None or self._last[0] != photo:
            self._last = photo, load_subject(self._store, photo)
        return self._last[1]


def add_photo(
    store: Store,
    content: bytes,
    *,
    procedure_id: int,
    role: PhotoRole,
    area: BodyArea = BodyArea.FACE,
    taken_at: datetime | None = None,
    replace_before: bool = False,
    on_skin: OnSkin | None = None,
    befores: Befores | None = None,
) -> PhotoOutcome:
    """Check, clean, measure and keep a photo. A "before" photo re-scores the follow-ups.

    A photo that is there already, but whose file is missing or damaged, is put back.

    Parameters
    ----------
    taken_at : datetime, optional
        When it was taken; without it, what the camera's clock in the file says.
    replace_before : bool
        Whether a new "before" photo may take the place of the one that is there.
    befores : Befores, optional
        Shared by the photos that are added together.

    Raises
    ------
    InvalidEntry
        If the date cannot be, or a "before" photo would be replaced without being asked to.
    UnusablePhoto
        If it is no photo, has no date, is there already, or is a face photo without exactly one
        face. Nothing is changed then.
    """
    clean = clean_photo(content, area)
    with store.reading() as records:
        album = load_album(records, procedure_id)
        ends_hour = records.get_person(album.procedure.person_id).day_ends_hour
    photo = _record_of(clean, album.procedure, role, area, taken_at or clean.taken_at, ends_hour)
    photo = replace(photo, on_skin=on_skin)
    check_date(photo, album.procedure)
    if (kept := album.with_content(photo)) is not None and not store.photos.is_whole(kept.digest):
        return _put_back(store, kept, clean.content)
    check_new(photo, album)
    # Measuring takes a second and is done first; everything is then written in one transaction.
    if role is PhotoRole.BEFORE:
        added = _add_before(store, photo, clean.content, album, replace_before=replace_before)
    else:
        added = _add_follow_up(store, photo, clean.content, album, befores or Befores(store))
    make_thumbnail(store, added.photo, clean.content)
    return added


def add_photos(store: Store, procedure_id: int, uploads: Sequence[Upload]) -> Iterator[Progress]:
    """Add several photos, "before" photos first; a bad file never stops the rest."""
    ordered = sorted(uploads, key=lambda upload: upload.role is not PhotoRole.BEFORE)
    befores = Befores(store)
    for done, upload in enumerate(ordered, start=1):
        try:
            outcome = add_photo(
                store,
                upload.content,
                procedure_id=procedure_id,
                role=upload.role,
                area=upload.area,
                taken_at=upload.taken_at,
                replace_before=upload.replace_before,
                on_skin=upload.on_skin,
                befores=befores,
            )
            yield Progress(done, len(ordered), upload.name, outcome)
        except UserError as error:
            yield Progress(done, len(ordered), upload.name, error=error.text)


def _put_back(store: Store, photo: Photo, content: bytes) -> PhotoOutcome:
    with store.writing() as records:
        records.put_back(content)
        others = records.list_photos(photo.procedure_id)
    for other in (one for one in others if one.id != photo.id):
        with suppress(UserError):  # one whose own file is missing stays as it is
            rescore_photo(store, other)
    return rescore_photo(store, photo)


def _if_whole(store: Store, photo: AnyPhoto | None) -> AnyPhoto | None:
    """Return a photo, None if its file is missing or damaged: then nothing is compared with it."""
    return photo if photo is not None and store.photos.is_whole(photo.digest) else None


def delete_photo(store: Store, photo_id: int) -> None:
    """Delete a photo for good; without its "before" photo a follow-up keeps no change."""
    with store.reading() as records:
        photo = records.get_photo(photo_id)
        album = load_album(records, photo.procedure_id)
    rescored = _score_follow_ups(store, album, album.without(photo))
    with store.writing() as records:
        records.delete_photo(photo_id)
        for other, verdict, before in rescored:
            _save(records, other, verdict, before)


def read_photo(store: Store, photo: Photo) -> bytes:
    """Return the bytes of a photo's file."""
    return store.photos.read(photo.digest)


def rescore(store: Store) -> Iterator[Progress]:
    """Measure every photo again, for instance after the method was improved."""
    with store.reading() as records:
        photos = [
            photo
            for person in records.list_people()
            for procedure in records.list_procedures(person.id)
            for photo in records.list_photos(procedure.id)
        ]
    befores = Befores(store)
    for done, photo in enumerate(photos, start=1):
        name = f"{photo.taken_at:%Y-%m-%d} {photo.role.value}"
        try:
            yield Progress(done, len(photos), name, rescore_photo(store, photo, befores))
        except UserError as error:
            yield Progress(done, len(photos), name, error=error.text)


def rescore_procedure(store: Store, procedure_id: int) -> None:
    """Measure the photos of one session again, for instance with other treated zones."""
    with store.reading() as records:
        photos = records.list_photos(procedure_id)
    befores = Befores(store)
    for photo in photos:
        rescore_photo(store, photo, befores)


def rescore_photo(store: Store, photo: Photo, befores: Befores | None = None) -> PhotoOutcome:
    """Measure a photo again, led by the spots that were marked in it."""
    with store.reading() as records:
        album = load_album(records, photo.procedure_id)
    is_follow_up = photo.role is PhotoRole.FOLLOW_UP
    before = _if_whole(store, album.before(photo.area, photo.view)) if is_follow_up else None
    befores = befores or Befores(store)
    verdict = _score(store, photo, before, album.procedure.treated_zones, befores)
    with store.writing() as records:
        return _save(records, photo, verdict, before)


def confirm_person(store: Store, photo: Photo) -> PhotoOutcome:
    """Measure a photo again that the person says shows them, however changed the skin looks."""
    return rescore_photo(store, replace(photo, same_person=True))


def _record_of(
    clean: CleanPhoto,
    procedure: Procedure,
    role: PhotoRole,
    area: BodyArea,
    taken_at: datetime | None,
    ends_hour: int,
) -> NewPhoto:
    if taken_at is None:
        raise UnusablePhoto("This file does not say when it was taken. Please enter the date.")
    return NewPhoto(
        person_id=procedure.person_id,
        procedure_id=procedure.id,
        role=role,
        area=area,
        taken_at=taken_at,
        utc_offset_min=utc_offset_min(taken_at),
        diary_day=diary_day(taken_at, ends_hour),
        digest=digest_of(clean.content),
        media_type=clean.media_type,
        width_px=clean.width_px,
        height_px=clean.height_px,
        findings=clean.findings,
    )


def load_subject(store: Store, photo: Photo) -> Subject:
    """Return what is measured of a photo that is kept."""
    return Subject.of(photo, read_photo(store, photo))


def _score(
    store: Store,
    photo: Photo,
    before: Photo | None,
    treated: frozenset[Zone],
    befores: Befores,
) -> Verdict:
    """Measure a photo that is kept already."""
    subject = load_subject(store, photo)
    if before is None:
        return score(subject, photo.area, None, treated)
    with store.reading() as records:
        spots = records.list_spots(photo.id, before.id)
    return score(subject, photo.area, befores.subject(before), treated, spots)


def _score_follow_ups(
    store: Store, album: Album, changed: Sequence[AnyPhoto], fresh: Subject | None = None
) -> list[tuple[Photo, Verdict, AnyPhoto | None]]:
    """Measure again the follow-ups that have another "before" photo among changed photos.

    Parameters
    ----------
    fresh : Subject, optional
        The content of the new "before" photo among them.
    """
    treated, scored, befores = album.procedure.treated_zones, [], Befores(store)
    for photo in (photo for photo in album.photos if photo.role is PhotoRole.FOLLOW_UP):
        before = find_before(changed, photo.area, photo.view)
        if before == album.before(photo.area, photo.view) or _if_whole(store, photo) is None:
            continue
        if before is None or isinstance(before, Photo):
            before = _if_whole(store, before)
            verdict = _score(store, photo, before, treated, befores)
        else:
            verdict = score(load_subject(store, photo), photo.area, fresh, treated)
        scored.append((photo, verdict, before))
    return scored


def _add_follow_up(
    store: Store, photo: NewPhoto, content: bytes, album: Album, befores: Befores
) -> PhotoOutcome:
    def against(before: Photo | None) -> Verdict:
        first = befores.subject(before) if before else None
        return score(subject, photo.area, first, album.procedure.treated_zones)

    subject = Subject.of(photo, content)
    before = _if_whole(store, album.before(photo.area))
    verdict = against(before)
    check_one_face(verdict)
    like = _if_whole(
        store, album.before(photo.area, verdict.view)
    )  # which side it shows is known only now
    if like != before:
        verdict = against(like)
    with store.writing() as records:
        check_unchanged(records, album)
        kept = records.add_photo(replace(photo, view=verdict.view), content)
        return _save(records, kept, verdict, like)


def _add_before(
    store: Store, photo: NewPhoto, content: bytes, album: Album, *, replace_before: bool
) -> PhotoOutcome:
    subject = Subject.of(photo, content)
    verdict = score(subject, photo.area, None, album.procedure.treated_zones)
    check_one_face(verdict)
    photo = replace(photo, view=verdict.view)
    previous = find_replaced(photo, album, replace_before=replace_before)
    changed = [*album.without(previous), photo]
    rescored = _score_follow_ups(store, album, changed, subject)
    with store.writing() as records:
        check_unchanged(records, album)
        if previous is not None:
            records.delete_photo(previous.id)
        outcome = _save(records, records.add_photo(photo, content), verdict, None)
        for other, other_verdict, before in rescored:
            kept = before if before is None or isinstance(before, Photo) else outcome.photo
            _save(records, other, other_verdict, kept)
    return outcome


def _save(records: Records, photo: Photo, verdict: Verdict, before: Photo | None) -> PhotoOutcome:
    judged = replace(photo, usable=verdict.usable, findings=verdict.findings)
    kept = records.save_analysis(judged, measurements_of(verdict, photo, before))
    return PhotoOutcome(kept, records.list_measurements(kept.id))
