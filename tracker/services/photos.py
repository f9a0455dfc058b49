"""Photos of a recovery: add, list, replace, delete, measure again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.domain.records import BodyArea, Measurement, Photo, PhotoRole, Procedure
from tracker.errors import InvalidEntry, UnusablePhoto, UserError
from tracker.services.scoring import (
    BODY_SCORING_LATER,
    CleanPhoto,
    Verdict,
    clean_photo,
    measurements_of,
    score_again,
    score_face,
)
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


def add_photo(
    store: Store,
    content: bytes,
    *,
    procedure_id: int,
    role: PhotoRole,
    area: BodyArea = BodyArea.FACE,
    taken_at: datetime | None = None,
    replace_before: bool = False,
) -> PhotoOutcome:
    """Check, clean, measure and keep a photo. A "before" photo re-scores the follow-ups.

    Parameters
    ----------
    taken_at : datetime, optional
        When it was taken; without it, what the camera's clock in the file says.
    replace_before : bool
        Whether a new "before" photo may take the place of the one that is there.

    Raises
    ------
    InvalidEntry
        If the date cannot be, or a "before" photo would be replaced without being asked to.
    UnusablePhoto
        If it is no photo, has no date, is there already, or is a face photo without exactly one
        face. Nothing is changed then.
    """
    clean = clean_photo(content)
    with store.reading() as records:
        procedure = records.get_procedure(procedure_id)
        present = records.list_photos(procedure_id)
    photo = _record_of(clean, procedure, role, area, taken_at or clean.taken_at)
    _check_date(photo, procedure)
    _check_new(photo, present)
    previous = _before_of(present, area) if role is PhotoRole.BEFORE else None
    if previous and not replace_before:
        raise InvalidEntry(
            "This session already has a “before” photo of this area. "
            "Please confirm that the new one shall replace it."
        )
    return _score_and_keep(store, photo, clean.content, present, previous)


def add_photos(store: Store, procedure_id: int, uploads: Sequence[Upload]) -> Iterator[Progress]:
    """Add several photos, "before" photos first; a bad file never stops the rest."""
    ordered = sorted(uploads, key=lambda upload: upload.role is not PhotoRole.BEFORE)
    for done, upload in enumerate(ordered, start=1):
        try:
            outcome = add_photo(
                store,
                upload.content,
                procedure_id=procedure_id,
                role=upload.role,
                area=upload.area,
                taken_at=upload.taken_at,
            )
            yield Progress(done, len(ordered), upload.name, outcome)
        except UserError as error:
            yield Progress(done, len(ordered), upload.name, error=str(error))


def delete_photo(store: Store, photo_id: int) -> None:
    """Delete a photo for good; without its "before" photo a follow-up keeps no change."""
    with store.reading() as records:
        photo = records.get_photo(photo_id)
        present = records.list_photos(photo.procedure_id)
    rest = _follow_ups(present, photo.area) if photo.role is PhotoRole.BEFORE else []
    verdicts = [(other, score_again(store.photos.read(other.digest))) for other in rest]
    with store.writing() as records:
        records.delete_photo(photo_id)
        for other, verdict in verdicts:
            _save(records, other, verdict, None)


def read_photo(store: Store, photo: Photo) -> bytes:
    """Return the bytes of a photo's file."""
    return store.photos.read(photo.digest)


def rescore(store: Store) -> Iterator[Progress]:
    """Measure every face photo again, for instance after the method was improved."""
    with store.reading() as records:
        photos = [
            photo
            for person in records.list_people()
            for procedure in records.list_procedures(person.id or 0)
            for photo in records.list_photos(procedure.id or 0)
            if photo.area is BodyArea.FACE
        ]
    for done, photo in enumerate(photos, start=1):
        name = f"{photo.taken_at:%Y-%m-%d} {photo.role.value}"
        try:
            yield Progress(done, len(photos), name, _rescore_one(store, photo))
        except UserError as error:
            yield Progress(done, len(photos), name, error=str(error))


def _record_of(
    clean: CleanPhoto,
    procedure: Procedure,
    role: PhotoRole,
    area: BodyArea,
    taken_at: datetime | None,
) -> Photo:
    if taken_at is None:
        raise UnusablePhoto("This file does not say when it was taken. Please enter the date.")
    assert procedure.id is not None
    return Photo(
        person_id=procedure.person_id,
        procedure_id=procedure.id,
        role=role,
        area=area,
        taken_at=taken_at,
        digest=digest_of(clean.content),
        media_type=clean.media_type,
        width_px=clean.width_px,
        height_px=clean.height_px,
    )


def _check_date(photo: Photo, procedure: Procedure) -> None:
    day, day_of_session = photo.taken_at.date(), procedure.started_at.date()
    if photo.taken_at > datetime.now():
        raise InvalidEntry("This photo's date lies in the future. Please correct the date.")
    if photo.role is PhotoRole.BEFORE and day > day_of_session:
        raise InvalidEntry(
            "A “before” photo is taken before the session, this one is dated after it. "
            "Please correct the date or add it as a photo of that day."
        )
    if photo.role is PhotoRole.FOLLOW_UP and day < day_of_session:
        raise InvalidEntry(
            "This photo is dated before the session. "
            "Please correct the date or add it as the “before” photo."
        )


def _check_new(photo: Photo, present: Iterable[Photo]) -> None:
    if any(other.digest == photo.digest for other in present):
        raise UnusablePhoto("This very photo has already been added to this session.")


def _before_of(photos: Iterable[Photo], area: BodyArea) -> Photo | None:
    return next((p for p in photos if p.role is PhotoRole.BEFORE and p.area is area), None)


def _follow_ups(photos: Iterable[Photo], area: BodyArea) -> list[Photo]:
    if area is not BodyArea.FACE:
        return []
    return [p for p in photos if p.role is PhotoRole.FOLLOW_UP and p.area is area]


def _score_and_keep(
    store: Store,
    photo: Photo,
    content: bytes,
    present: Sequence[Photo],
    previous: Photo | None,
) -> PhotoOutcome:
    """Measure first, which takes a second; then write everything in one transaction."""
    is_before = photo.role is PhotoRole.BEFORE
    before = None if is_before else _before_of(present, photo.area)
    verdict = _score(store, photo, content, before)
    affected = _follow_ups(present, photo.area) if is_before else []
    baseline = content if verdict.usable else None
    rescored = [
        (other, score_again(store.photos.read(other.digest), baseline)) for other in affected
    ]
    with store.writing() as records:
        if previous and previous.id is not None:
            records.delete_photo(previous.id)
        outcome = _save(records, records.add_photo(photo, content), verdict, before)
        for other, other_verdict in rescored:
            _save(records, other, other_verdict, outcome.photo)
    return outcome


def _score(store: Store, photo: Photo, content: bytes, before: Photo | None) -> Verdict:
    if photo.area is not BodyArea.FACE:
        return Verdict(usable=None, findings=(BODY_SCORING_LATER,))
    return score_face(content, _baseline_of(store, before))


def _baseline_of(store: Store, before: Photo | None) -> bytes | None:
    # A "before" photo that cannot be measured itself is nothing to compare with.
    return store.photos.read(before.digest) if before and before.usable else None


def _save(records: Records, photo: Photo, verdict: Verdict, before: Photo | None) -> PhotoOutcome:
    judged = replace(photo, usable=verdict.usable, findings=verdict.findings)
    baseline = before if before and before.usable else None
    measurements = measurements_of(verdict, photo, baseline)
    kept = records.save_analysis(judged, measurements)
    assert kept.id is not None
    return PhotoOutcome(kept, records.list_measurements(kept.id))


def _rescore_one(store: Store, photo: Photo) -> PhotoOutcome:
    with store.reading() as records:
        present = records.list_photos(photo.procedure_id)
    is_before = photo.role is PhotoRole.BEFORE
    before = None if is_before else _before_of(present, photo.area)
    verdict = score_again(store.photos.read(photo.digest), _baseline_of(store, before))
    with store.writing() as records:
        return _save(records, photo, verdict, before)
