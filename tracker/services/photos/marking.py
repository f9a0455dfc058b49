"""Common spots that a person marks in two photos where the alignment needs a hand."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from tracker.domain.records.kept import CommonSpot, Photo
from tracker.errors import InvalidEntry
from tracker.services.photos.progress import PhotoOutcome
from tracker.services.photos.reading import read_photo
from tracker.services.photos.rescoring import rescore_photo
from tracker.store.repository import Store

MIN_SPOTS, MAX_SPOTS = 2, 4
_LONGEST_SIDE_PX = 1400


@dataclass(frozen=True)
class PicturesToMark:
    """Two whole photos, small enough for a screen, as addresses that hold the JPEG itself."""

    before: str
    after: str


@dataclass(frozen=True)
class Mark:
    """A spot in a photo and in the one from before, as shares 0–1 of each one's height and width.

    Shares fit the photo in whatever size it is looked at.
    """

    before: tuple[float, float]
    after: tuple[float, float]


def pictures_to_mark(store: Store, before: Photo, after: Photo) -> PicturesToMark:
    """Return two photos to mark spots in."""
    return PicturesToMark(*(_small(read_photo(store, photo)) for photo in (before, after)))


def list_marks(store: Store, photo: Photo, before: Photo) -> tuple[Mark, ...]:
    """Return the spots that were marked in a photo and the one from before."""
    with store.reading() as records:
        spots = records.list_spots(photo.id, before.id)
    return tuple(
        Mark(
            _shares(before, spot.baseline_row_px, spot.baseline_column_px),
            _shares(photo, spot.row_px, spot.column_px),
        )
        for spot in spots
    )


def keep_marks(store: Store, photo: Photo, before: Photo, marks: Sequence[Mark]) -> PhotoOutcome:
    """Keep marks in place of the earlier ones and measure the photo again, led by them.

    Raises
    ------
    InvalidEntry
        If there are fewer than two or more than four.
    """
    if not MIN_SPOTS <= len(marks) <= MAX_SPOTS:
        raise InvalidEntry("Please mark two to four spots, each in both photos.")
    return _keep(store, photo, before, [_spot(photo, before, mark) for mark in marks])


def remove_marks(store: Store, photo: Photo, before: Photo) -> PhotoOutcome:
    """Forget the marks of a photo and measure it again without them."""
    return _keep(store, photo, before, [])


def _small(content: bytes) -> str:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode()}"


def _keep(store: Store, photo: Photo, before: Photo, spots: Sequence[CommonSpot]) -> PhotoOutcome:
    with store.writing(person_id=photo.person_id) as records:
        records.save_spots(photo.id, before.id, spots)
    return rescore_photo(store, photo)


def _spot(photo: Photo, before: Photo, mark: Mark) -> CommonSpot:
    baseline_row, baseline_column = _pixels(before, mark.before)
    row, column = _pixels(photo, mark.after)
    return CommonSpot(
        photo_id=photo.id,
        baseline_photo_id=before.id,
        row_px=row,
        column_px=column,
        baseline_row_px=baseline_row,
        baseline_column_px=baseline_column,
    )


# The first pixel's centre is 0; its upper edge is share 0.


def _pixels(photo: Photo, shares: tuple[float, float]) -> tuple[float, float]:
    return shares[0] * photo.height_px - 0.5, shares[1] * photo.width_px - 0.5


def _shares(photo: Photo, row_px: float, column_px: float) -> tuple[float, float]:
    return (row_px + 0.5) / photo.height_px, (column_px + 0.5) / photo.width_px
