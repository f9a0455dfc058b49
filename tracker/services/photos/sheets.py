"""What a report shows of a photo: the one from before, itself, and the map of redness.

Drawn where both were just measured, and kept, so that a report need not measure anew. A sheet says
which values it was drawn with: with others stored it is drawn again, and it goes with either photo.
"""

import contextlib
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from tracker.domain.records.kept import Measurement, Photo, Zone
from tracker.errors import UnusablePhoto, UserError
from tracker.services.photos.comparing import Comparison, compare, load_comparison
from tracker.services.photos.placing import Box, Pixels
from tracker.services.photos.progress import PhotoOutcome
from tracker.services.photos.reading import Befores, load_subject
from tracker.services.photos.scoring import Scored, Subject
from tracker.store.repository import Store

_QUALITY = 90
"""Chosen: a sheet of a face takes 150 to 400 kB; a report shows less than half of its rows."""


@dataclass(frozen=True)
class Sheet:
    """Pictures of one height, side by side."""

    pictures: tuple[Pixels, ...]
    """Before, after and, where redness was compared, its map; none where neither could be laid
    over the other."""
    zones: Mapping[Zone, Box]
    """Where each zone of a face lies in all of them."""


def sheet_of(store: Store, before: Photo, after: Photo, befores: Befores) -> Sheet:
    """Return the sheet of two photos, drawn and kept where it is not there yet.

    Raises
    ------
    NotFound, StoreUnavailable
        If it is not there, and one of the photos is gone or cannot be read.
    """
    with store.reading() as records:
        values = records.list_measurements(after.id)
    kept = store.photos.find_pair(before.digest, after.digest)
    sheet = _read(kept, _drawn_with(after, values)) if kept else None
    if sheet is not None:
        return sheet
    try:
        comparison = load_comparison(store, before, after, befores.subject(before))
    except UnusablePhoto:
        comparison = None
    return _keep(store, before, after, values, comparison)


def keep_sheet(store: Store, outcome: PhotoOutcome, scored: Scored, before: Photo | None) -> None:
    """Draw what was just measured; what cannot be drawn now is tried when a report asks."""
    if before is None:
        return
    after = outcome.photo
    with contextlib.suppress(UserError):
        subjects = load_subject(store, before), load_subject(store, after)
        content = draw_sheet(scored, (before, after), subjects, outcome.measurements)
        store.photos.keep_pair(before.digest, after.digest, content)


def draw_sheet(
    scored: Scored,
    photos: tuple[Photo, Photo],
    subjects: tuple[Subject, Subject],
    values: Sequence[Measurement],
) -> bytes:
    """Draw what was just measured, as it is kept for the pair.

    Parameters
    ----------
    photos, subjects : pair
        Of the photo from before and of the later one, as it is kept with these values.

    Raises
    ------
    UnusablePhoto
        If a face photo no longer shows exactly one face.
    """
    comparison = compare(scored, photos, subjects)
    return _written(_drawn(comparison), _drawn_with(photos[1], values))


def _keep(
    store: Store,
    before: Photo,
    after: Photo,
    values: Sequence[Measurement],
    comparison: Comparison | None,
) -> Sheet:
    sheet = _drawn(comparison)
    content = _written(sheet, _drawn_with(after, values))
    store.photos.keep_pair(before.digest, after.digest, content)
    return sheet


def _drawn(comparison: Comparison | None) -> Sheet:
    if comparison is None:
        return Sheet((), {})
    pair, redness = comparison.pair, comparison.redness_map
    pictures = (pair.before, pair.after) if redness is None else (pair.before, pair.after, redness)
    return Sheet(pictures, comparison.zones)


def _drawn_with(after: Photo, values: Sequence[Measurement]) -> str:
    """Return what tells these stored values from others."""
    told = [
        (one.zone.name, one.measure, one.value, one.mdc95, one.method_version) for one in values
    ]
    return hashlib.sha256(repr((after.usable, sorted(told, key=repr))).encode()).hexdigest()


def _written(sheet: Sheet, drawn_with: str) -> bytes:
    """Write a sheet as one JPEG that tells in its comment what it holds."""
    rows = max((one.shape[0] for one in sheet.pictures), default=1)
    columns = [one.shape[1] for one in sheet.pictures]
    paper = np.full((rows, max(sum(columns), 1), 3), 255, np.uint8)
    left = 0
    for one in sheet.pictures:
        paper[: one.shape[0], left : left + one.shape[1]] = one
        left += one.shape[1]
    told = {
        "drawn_with": drawn_with,
        "sizes": [one.shape[:2] for one in sheet.pictures],
        "zones": {zone.name: box for zone, box in sheet.zones.items()},
    }
    target = io.BytesIO()
    Image.fromarray(paper).save(target, "JPEG", quality=_QUALITY, comment=json.dumps(told))
    return target.getvalue()


def _read(content: bytes, drawn_with: str) -> Sheet | None:
    """Return a sheet that was written; None where it was drawn with other values."""
    with Image.open(io.BytesIO(content)) as picture:
        told: dict[str, Any] = json.loads(picture.info["comment"])
        if told["drawn_with"] != drawn_with:
            return None
        paper = np.asarray(picture.convert("RGB"))
    pictures, left = [], 0
    for rows, columns in told["sizes"]:
        pictures.append(paper[:rows, left : left + columns])
        left += columns
    zones = {Zone[name]: tuple(box) for name, box in told["zones"].items()}
    return Sheet(tuple(pictures), zones)
