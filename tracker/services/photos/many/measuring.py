"""What a member of a crew does: pictures in, records out, without the store."""

import contextlib
from dataclasses import replace
from typing import NamedTuple

from tracker.domain.records.kept import Photo
from tracker.errors import UserError
from tracker.said import Said
from tracker.services.photos.many.lots import Lot, Wanted
from tracker.services.photos.scoring import Measured, Scored, Subject, as_kept, score
from tracker.services.photos.sheets import draw_sheet

UNEXPECTED = Said("It could not be measured ({reason}).")


class Found(NamedTuple):
    """What came of a photo."""

    measured: Measured
    sheet: bytes | None
    """What a report shows of it; see `tracker.services.photos.sheets`."""


def measure_lot(lot: Lot) -> tuple[Found | Said | None, ...]:
    """Measure photos; a sentence stands for one that cannot be, None where there is nothing to do.

    An error that nobody expected costs one photo, and is told by its name.
    """
    first = None
    if lot.before is not None and lot.before_content is not None:
        first = Subject.of(lot.before, lot.before_content)
    return tuple(_measure(one, lot, first) for one in lot.wanted)


def _measure(wanted: Wanted, lot: Lot, first: Subject | None) -> Found | Said | None:
    if wanted.content is None:
        return wanted.trouble
    photo = wanted.standing.photo
    subject = Subject.of(photo, wanted.content)
    try:
        scored = score(subject, photo.area, first, wanted.standing.treated, wanted.standing.spots)
    except UserError as error:
        return error.text
    except Exception as error:
        return Said(UNEXPECTED, reason=type(error).__name__)
    measured = as_kept(scored, photo, lot.before.id if lot.before else None)
    if lot.before is None or first is None:
        return Found(measured, None)
    after = replace(photo, usable=measured.usable, findings=measured.findings)
    return Found(measured, _sheet(scored, measured, (lot.before, after), (first, subject)))


def _sheet(
    scored: Scored,
    measured: Measured,
    photos: tuple[Photo, Photo],
    subjects: tuple[Subject, Subject],
) -> bytes | None:
    with contextlib.suppress(Exception):  # what cannot be drawn now is tried when a report asks
        return draw_sheet(scored, photos, subjects, measured.measurements)
    return None
