"""Texture over the months: photos from before successive sessions, compared with each other.

Days 0–7 after a session mean flaking and swelling, not collagen, so a photo that was taken inside
a recovery is never used.
"""

from dataclasses import dataclass
from itertools import pairwise

from tracker.domain.course.reference import LAST_DAY
from tracker.domain.records.kept import (
    Aspect,
    BodyArea,
    Measurement,
    Photo,
    Procedure,
    View,
)
from tracker.services.photos.reading import load_subject
from tracker.services.photos.scoring import measurements_of, score
from tracker.store.repository import Store

_REDNESS = frozenset({"erythema_index", "delta_erythema_index", "reddened_share"})


@dataclass(frozen=True)
class RestedPhoto:
    """A photo from before a session, taken when no recovery was under way."""

    procedure: Procedure
    photo: Photo


@dataclass(frozen=True)
class LongTermChange:
    """What became of the skin's texture between two photos from before a session."""

    measurements: tuple[Measurement, ...]
    """Texture alone: over months, redness says more of the day than of the treatment."""
    reasons: tuple[str, ...]
    """Why texture could not be compared, in sentences; empty where it could."""


def list_rested_photos(store: Store, person_id: int) -> tuple[RestedPhoto, ...]:
    """Return a person's photos of the face from before sessions, in time order.

    Left out is what was taken up to day 14 of another recovery, the last day on which flaking and
    swelling are expected to change anything, and what cannot be used.
    """
    with store.reading() as records:
        procedures = {one.id: one for one in records.list_procedures(person_id)}
        photos = records.list_photos_before(person_id)
    return tuple(
        RestedPhoto(procedures[photo.procedure_id], photo)
        for photo in photos
        if photo.area is BodyArea.FACE
        and photo.view is View.FRONT
        and photo.usable is not False
        and not any(_is_inside(photo, other) for other in procedures.values())
    )


def list_steps(photos: tuple[RestedPhoto, ...]) -> list[tuple[RestedPhoto, RestedPhoto]]:
    """Return the pairs to compare: each photo with the one before it, the last with the first."""
    steps = list(pairwise(photos))
    return steps if len(photos) < 3 else [*steps, (photos[0], photos[-1])]


def compare_texture(store: Store, earlier: Photo, later: Photo) -> LongTermChange:
    """Measure how texture changed between two photos from before a session."""
    first, second = (load_subject(store, photo) for photo in (earlier, later))
    scored = score(second, BodyArea.FACE, first)
    found = measurements_of(scored, later, earlier.id)
    return LongTermChange(
        tuple(
            value for value in found if value.mdc95 is not None and value.measure not in _REDNESS
        ),
        tuple(finding.why for finding in scored.findings if Aspect.TEXTURE in finding.refuses),
    )


def _is_inside(photo: Photo, procedure: Procedure) -> bool:
    day = (photo.diary_day - procedure.diary_day).days
    return photo.taken_at > procedure.started_at and day <= LAST_DAY
