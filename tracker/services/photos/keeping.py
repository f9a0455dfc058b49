"""The way in of a photo, read, judge, write, each once and in this order; and the way out.

`Arrival` is what was read, `Judged` what is to be written. Measuring takes a second and is done
without holding the store; everything is then written in one transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.records.days import diary_day, utc_offset_min
from tracker.domain.records.kept import (
    BodyArea,
    NewPhoto,
    OnSkin,
    Photo,
    PhotoRole,
    Procedure,
    id_of,
)
from tracker.errors import UnusablePhoto, UserError
from tracker.services.photos.album import (
    Album,
    check_date,
    check_new,
    check_unchanged,
    find_replaced,
    load_album,
)
from tracker.services.photos.progress import PhotoOutcome, Progress
from tracker.services.photos.reading import Befores, if_whole
from tracker.services.photos.rescoring import (
    Compared,
    rescore_photo,
    save,
    score_follow_ups,
)
from tracker.services.photos.scoring import (
    CleanPhoto,
    Scored,
    Subject,
    check_one_face,
    clean_photo,
    score,
)
from tracker.services.photos.sheets import keep_sheet
from tracker.services.photos.thumbnails import make_thumbnail
from tracker.services.photos.untreated.pairs import check_untreated, is_retest
from tracker.store.photos import digest_of
from tracker.store.repository import Store


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file that a person hands in."""

    name: str = ""
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
class Arrival:
    """What was read: a photo without metadata, and the session that it shall belong to."""

    photo: NewPhoto
    content: bytes
    album: Album


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What is to be written, all of it or nothing."""

    album: Album
    """As it was when it was read; what was judged holds only for it."""
    photo: NewPhoto
    """With the side of the face that it shows."""
    content: bytes
    scored: Scored
    before: Photo | None = None
    """The photo from before that a follow-up was compared with."""
    replaced: Photo | None = None
    """The photo from before whose place a new one takes."""
    others: tuple[Compared, ...] = ()
    """The follow-ups that a new photo from before lets be measured again."""


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
) -> PhotoOutcome:
    """Add one photo; see `Upload` for what is told of it, and `keep_photo` for what happens."""
    upload = Upload(
        content=content,
        role=role,
        area=area,
        taken_at=taken_at,
        replace_before=replace_before,
        on_skin=on_skin,
    )
    return keep_photo(store, procedure_id, upload, Befores(store))


def add_photos(store: Store, procedure_id: int, uploads: Sequence[Upload]) -> Iterator[Progress]:
    """Add several photos, "before" photos first; a bad file never stops the rest."""
    ordered = sorted(uploads, key=lambda upload: upload.role is not PhotoRole.BEFORE)
    befores = Befores(store)
    for done, upload in enumerate(ordered, start=1):
        try:
            outcome = keep_photo(store, procedure_id, upload, befores)
            yield Progress(done, len(ordered), upload.name, outcome)
        except UserError as error:
            yield Progress(done, len(ordered), upload.name, error=error.text)


def keep_photo(store: Store, procedure_id: int, upload: Upload, befores: Befores) -> PhotoOutcome:
    """Check, clean, measure and keep a photo. A "before" photo re-scores the follow-ups.

    A photo that is there already, but whose file is missing or damaged, is put back.

    Parameters
    ----------
    befores : Befores
        Shared by the photos that are added together.

    Raises
    ------
    InvalidEntry
        If the date cannot be, or a "before" photo would be replaced without being asked to.
    UnusablePhoto
        If it is no photo, has no date, is there already, or is a face photo without exactly one
        face. Nothing is changed then.
    """
    arrival = _read(store, procedure_id, upload)
    kept = arrival.album.with_content(arrival.photo)
    if kept is not None and not store.photos.is_whole(kept.digest):
        return _put_back(store, kept, arrival.content)
    check_new(arrival.photo, arrival.album)
    if upload.role is PhotoRole.BEFORE:
        judged = _judge_before(store, arrival, replace_before=upload.replace_before)
    else:
        judged = _judge_follow_up(store, arrival, befores)
    return _write(store, judged)


def delete_photo(store: Store, photo_id: int) -> None:
    """Delete a photo for good; without its "before" photo a follow-up keeps no change."""
    with store.reading() as records:
        photo = records.get_photo(photo_id)
        album = load_album(records, photo.procedure_id)
    others = score_follow_ups(store, album, album.without(photo))
    with store.writing(person_id=photo.person_id) as records:
        records.delete_photo(photo_id)
        saved = [save(records, one.photo, one.scored, id_of(one.before)) for one in others]
    _draw(store, others, saved)


def _read(store: Store, procedure_id: int, upload: Upload) -> Arrival:
    clean = clean_photo(upload.content, upload.area)
    with store.reading() as records:
        album = load_album(records, procedure_id)
        sessions = records.list_procedures(album.procedure.person_id)
        ends_hour = records.get_person(album.procedure.person_id).day_ends_hour
    photo = photo_of(upload, clean, album.procedure, ends_hour)
    if is_retest(photo):
        check_untreated(photo, album.procedure, sessions)
    return Arrival(photo, clean.content, album)


def photo_of(upload: Upload, clean: CleanPhoto, procedure: Procedure, ends_hour: int) -> NewPhoto:
    """Return the record of a photo that is handed in for a session.

    Raises
    ------
    UnusablePhoto
        If it has no date.
    InvalidEntry
        If its date cannot be.
    """
    taken_at = upload.taken_at or clean.taken_at
    if taken_at is None:
        raise UnusablePhoto("This file does not say when it was taken. Please enter the date.")
    photo = NewPhoto(
        person_id=procedure.person_id,
        procedure_id=procedure.id,
        role=upload.role,
        area=upload.area,
        taken_at=taken_at,
        utc_offset_min=utc_offset_min(taken_at),
        diary_day=diary_day(taken_at, ends_hour),
        digest=digest_of(clean.content),
        media_type=clean.media_type,
        width_px=clean.width_px,
        height_px=clean.height_px,
        findings=clean.findings,
        on_skin=upload.on_skin,
    )
    check_date(photo, procedure)
    return photo


def _judge_follow_up(store: Store, arrival: Arrival, befores: Befores) -> Judged:
    def against(before: Photo | None) -> Scored:
        first = befores.subject(before) if before else None
        return score(subject, photo.area, first, album.procedure.treated_zones)

    photo, album = arrival.photo, arrival.album
    subject = Subject.of(photo, arrival.content)
    before = if_whole(store, album.before(photo.area))
    scored = against(before)
    check_one_face(scored)
    like = if_whole(store, album.before(photo.area, scored.view))
    if like != before:  # which side it shows is known only now
        scored = against(like)
    return Judged(
        album=album,
        photo=replace(photo, view=scored.view),
        content=arrival.content,
        scored=scored,
        before=like,
    )


def _judge_before(store: Store, arrival: Arrival, *, replace_before: bool) -> Judged:
    photo, album = arrival.photo, arrival.album
    subject = Subject.of(photo, arrival.content)
    scored = score(subject, photo.area, None, album.procedure.treated_zones)
    check_one_face(scored)
    photo = replace(photo, view=scored.view)
    replaced = find_replaced(photo, album, replace_before=replace_before)
    changed = [*album.without(replaced), photo]
    return Judged(
        album=album,
        photo=photo,
        content=arrival.content,
        scored=scored,
        replaced=replaced,
        others=score_follow_ups(store, album, changed, subject),
    )


def _write(store: Store, judged: Judged) -> PhotoOutcome:
    with store.writing(person_id=judged.photo.person_id) as records:
        check_unchanged(records, judged.album)
        if judged.replaced is not None:
            records.delete_photo(judged.replaced.id)
        kept = records.add_photo(judged.photo, judged.content)
        records.drop_choice(kept.id)  # it was made without this one, which may be redder
        outcome = save(records, kept, judged.scored, id_of(judged.before))
        others = [
            replace(one, before=kept) if one.before is judged.photo else one
            for one in judged.others
        ]
        saved = [save(records, one.photo, one.scored, id_of(one.before)) for one in others]
    make_thumbnail(store, outcome.photo, judged.content)
    keep_sheet(store, outcome, judged.scored, judged.before)
    _draw(store, others, saved)
    return outcome


def _draw(store: Store, measured: Iterable[Compared], saved: Iterable[PhotoOutcome]) -> None:
    for one, outcome in zip(measured, saved, strict=True):
        if isinstance(one.before, Photo):
            keep_sheet(store, outcome, one.scored, one.before)


def _put_back(store: Store, photo: Photo, content: bytes) -> PhotoOutcome:
    with store.writing(person_id=photo.person_id) as records:
        records.put_back(content)
        others = records.list_photos(photo.procedure_id)
    for other in (one for one in others if one.id != photo.id):
        with suppress(UserError):  # one whose own file is missing stays as it is
            rescore_photo(store, other)
    return rescore_photo(store, photo)
