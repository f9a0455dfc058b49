"""What a member of a crew does: pictures in, records out, without the store."""

import contextlib
from dataclasses import replace
from typing import NamedTuple

from tracker.domain.records.kept import Photo
from tracker.errors import DamagedPhoto, NotFound, OutOfReach, UserError
from tracker.said import Said
from tracker.services.photos.many.lots import Lot, Standing
from tracker.services.photos.scoring import Measured, Scored, Subject, as_kept, score
from tracker.services.photos.sheets import draw_sheet

UNEXPECTED = Said("It could not be measured ({reason}).")


class Found(NamedTuple):
    """What came of a photo."""

    measured: Measured
    before: Photo | None
    """What it was compared with; None where that one's file is missing or damaged, too."""
    sheet: bytes | None
    """What a report shows of it; see `tracker.services.photos.sheets`."""


class OutOfStore(NamedTuple):
    """Why no photo can be read just now."""

    why: Said


Result = Found | Said | None
"""A sentence stands for a photo that cannot be measured, None where there is nothing to do."""


def measure_lot(lot: Lot) -> tuple[Result, ...] | OutOfStore:
    """Measure photos, against the one from before where its file is whole.

    An error that nobody expected costs one photo, and is told by its name.
    """
    try:
        before = _whole_before(lot)
        return tuple(_measure(one, lot, before) for one in lot.wanted)
    except OutOfReach as error:
        return OutOfStore(error.text)


def _whole_before(lot: Lot) -> tuple[Photo, Subject] | None:
    if lot.before is None:
        return None
    try:
        return lot.before, Subject.of(lot.before, lot.content(lot.before))
    except (NotFound, DamagedPhoto):
        return None


def _measure(one: Standing, lot: Lot, before: tuple[Photo, Subject] | None) -> Result:
    photo, (first, compared) = one.photo, before or (None, None)
    if one.kept == one.measured_from(first):  # what is missing was missing then, too
        return None
    try:
        subject = Subject.of(photo, lot.content(photo))
        scored = score(subject, photo.area, compared, one.treated, one.spots)
    except OutOfReach:
        raise
    except UserError as error:
        return error.text
    except Exception as error:
        return Said(UNEXPECTED, reason=type(error).__name__)
    measured = as_kept(scored, photo, first.id if first else None)
    if first is None or compared is None:
        return Found(measured, None, None)
    after = replace(photo, usable=measured.usable, findings=measured.findings)
    return Found(measured, first, _sheet(scored, measured, (first, after), (compared, subject)))


def _sheet(
    scored: Scored,
    measured: Measured,
    photos: tuple[Photo, Photo],
    subjects: tuple[Subject, Subject],
) -> bytes | None:
    with contextlib.suppress(Exception):  # what cannot be drawn now is tried when a report asks
        return draw_sheet(scored, photos, subjects, measured.measurements)
    return None
