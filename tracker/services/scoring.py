"""Where pixels meet records: photos are cleaned and measured, and the result becomes records."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from PIL import Image

import analysis
from analysis.errors import (
    AnalysisError,
    NoFaceFound,
    NotComparable,
    SeveralFacesFound,
    UnreadablePhoto,
)
from analysis.results import PhotoAnalysis
from tracker.domain.records import Measurement, Photo
from tracker.errors import StoreUnavailable, UnusablePhoto

BODY_SCORING_LATER = (
    "Photos of this area are kept and shown side by side. Measuring redness here needs the "
    "alignment of body photos, which a later version brings."
)
_JPEG_QUALITY = 97
_PNG_SIGNATURE = b"\x89PNG"


@dataclass(frozen=True)
class CleanPhoto:
    """A photo as it is kept: pixels only, upright, sRGB, without any metadata."""

    content: bytes
    media_type: str
    width_px: int
    height_px: int
    taken_at: datetime | None
    """What the camera's clock said; kept as a date in the diary, never in the file."""


@dataclass(frozen=True)
class Verdict:
    """What scoring a photo came to."""

    usable: bool | None
    findings: tuple[str, ...]
    analysis: PhotoAnalysis | None = None


def clean_photo(content: bytes) -> CleanPhoto:
    """Decode a photo and write its pixels anew, so that no metadata can remain.

    A PNG stays a PNG; everything else becomes a JPEG (quality 97, full colour resolution): what
    is measured later is this copy, so that measuring it again gives the same numbers.

    Raises
    ------
    UnusablePhoto
        If the content is no photo that can be opened.
    """
    with _for_users():
        photo = analysis.read_photo(content)
    picture, target = Image.fromarray(photo.pixels), io.BytesIO()
    if content.startswith(_PNG_SIGNATURE):
        picture.save(target, "PNG")
        media_type = "image/png"
    else:
        picture.save(target, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        media_type = "image/jpeg"
    return CleanPhoto(target.getvalue(), media_type, *picture.size, photo.taken_at)


def score_face(content: bytes, before: bytes | None = None) -> Verdict:
    """Measure a face photo, as a change from the "before" photo where there is one.

    Raises
    ------
    UnusablePhoto
        If the photo does not show exactly one face.
    """
    with _for_users():
        baseline = _analyse_before(before) if before is not None else None
        try:
            result = analysis.analyse_photo(analysis.read_photo(content), baseline)
        except NotComparable as error:
            return Verdict(usable=False, findings=(str(error),))
    findings = tuple(f"{finding.why} {finding.retake}" for finding in result.quality.findings)
    return Verdict(result.quality.usable, findings, result)


def score_again(content: bytes, before: bytes | None = None) -> Verdict:
    """Measure a photo that is kept already; where that fails now, the reason is the finding."""
    try:
        return score_face(content, before)
    except UnusablePhoto as error:
        return Verdict(usable=False, findings=(str(error),))


def measurements_of(verdict: Verdict, photo: Photo, before: Photo | None) -> list[Measurement]:
    """Return the records of a usable photo's values; an unusable photo has none."""
    if verdict.analysis is None or not verdict.usable:
        return []
    assert photo.id is not None
    return [
        Measurement(
            photo_id=photo.id,
            zone=value.zone,
            measure=value.measure,
            value=value.value,
            unit=value.unit,
            mdc95=value.mdc95,
            method=value.method,
            method_version=value.method_version,
            reference=verdict.analysis.reference,
            baseline_photo_id=before.id if before else None,
            provenance=dict(verdict.analysis.provenance),
        )
        for value in verdict.analysis.measurements
    ]


@lru_cache(maxsize=1)  # several follow-ups in a row share one "before" photo
def _analyse_before(content: bytes) -> PhotoAnalysis:
    return analysis.analyse_photo(analysis.read_photo(content))


@contextmanager
def _for_users() -> Iterator[None]:
    try:
        yield
    except (UnreadablePhoto, NoFaceFound, SeveralFacesFound) as error:
        raise UnusablePhoto(str(error)) from error
    except AnalysisError as error:
        raise StoreUnavailable(str(error)) from error
