"""Photos that are kept, measured again against the photo from before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis import METHODS, Zone
from tracker.domain.records.kept import NewPhoto, Photo, id_of
from tracker.services.photos.album import Album, find_before, load_album
from tracker.services.photos.progress import PhotoOutcome
from tracker.services.photos.reading import Befores, if_whole, load_subject
from tracker.services.photos.scoring import Measured, Scored, Subject, as_kept, score
from tracker.services.photos.sheets import keep_sheet
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class Compared:
    """A kept photo, what measuring it came to, and the photo from before that it was held to."""

    photo: Photo
    scored: Scored
    before: Photo | NewPhoto | None
    """A `NewPhoto` where that one is about to be kept."""


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
    before = if_whole(store, album.before(photo.area, photo.view)) if photo.is_compared else None
    treated = album.procedure.treated_zones
    compared = _compare(store, photo, before, treated, befores or Befores(store))
    with store.writing(person_id=photo.person_id) as records:
        outcome = save(records, photo, compared.scored, id_of(before))
    keep_sheet(store, outcome, compared.scored, before)
    return outcome


def confirm_person(store: Store, photo: Photo) -> PhotoOutcome:
    """Measure a photo again that the person says shows them, however changed the skin looks."""
    return rescore_photo(store, replace(photo, same_person=True))


def score_follow_ups(
    store: Store, album: Album, changed: Sequence[Photo | NewPhoto], fresh: Subject | None = None
) -> tuple[Compared, ...]:
    """Measure again the follow-ups that have another "before" photo among changed photos.

    Parameters
    ----------
    fresh : Subject, optional
        The content of the `NewPhoto` among them.
    """
    treated, befores, found = album.procedure.treated_zones, Befores(store), []
    for photo in (photo for photo in album.photos if photo.is_compared):
        before = find_before(changed, photo.area, photo.view)
        if before == album.before(photo.area, photo.view) or if_whole(store, photo) is None:
            continue
        if before is None or isinstance(before, Photo):
            found.append(_compare(store, photo, if_whole(store, before), treated, befores))
        else:
            scored = score(load_subject(store, photo), photo.area, fresh, treated)
            found.append(Compared(photo, scored, before))
    return tuple(found)


def save(records: Records, photo: Photo, scored: Scored, before_id: int | None) -> PhotoOutcome:
    """Keep what measuring a kept photo came to, in place of what was kept of it."""
    return save_measured(records, photo, as_kept(scored, photo, before_id))


def save_measured(records: Records, photo: Photo, measured: Measured) -> PhotoOutcome:
    """Do as `save`; values of earlier methods are kept beside the new ones."""
    kept = records.save_analysis(
        replace(photo, usable=measured.usable, findings=measured.findings),
        measured.measurements,
        measured.measured_from,
        METHODS,
    )
    return PhotoOutcome(kept, measured.measurements)


def _compare(
    store: Store,
    photo: Photo,
    before: Photo | None,
    treated: frozenset[Zone],
    befores: Befores,
) -> Compared:
    subject = load_subject(store, photo)
    if before is None:
        return Compared(photo, score(subject, photo.area, None, treated), None)
    with store.reading() as records:
        spots = records.list_spots(photo.id, before.id)
    first = befores.subject(before)
    return Compared(photo, score(subject, photo.area, first, treated, spots), before)
