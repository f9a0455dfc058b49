"""Where pixels meet records: photos are cleaned and measured, and the result becomes records."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from PIL import Image

import analysis
from analysis.anatomy import Zone
from tracker.domain.records import Aspect, Measurement, Photo, PhotoFinding
from tracker.errors import StoreUnavailable, UnusablePhoto

BODY_SCORING_LATER = PhotoFinding(
    "body_scoring_later",
    "Photos of this area are kept and shown side by side. Measuring redness here needs the "
    "alignment of body photos, which a later version brings.",
)
_JPEG_QUALITY = 97
_NOT_ONE_FACE = {"no_face", "several_faces"}
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
    findings: tuple[PhotoFinding, ...]
    result: analysis.PhotoAnalysis | None = None


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


def score_face(
    content: bytes, before: bytes | None = None, treated: frozenset[Zone] = frozenset()
) -> Verdict:
    """Measure a face photo, as a change from the "before" photo where there is one.

    Parameters
    ----------
    content, before : bytes
        Cleaned copies.
    treated : frozenset of Zone
        Zones that were needled: none of them can serve as untreated reference.
    """
    with _for_users():
        baseline = _analyse_before(before, treated) if before is not None else None
        result = analysis.analyse_photo(analysis.read_photo(content), baseline, treated=treated)
    return Verdict(result.quality.usable, tuple(map(_for_records, result.quality.findings)), result)


def check_one_face(verdict: Verdict) -> None:
    """Raise UnusablePhoto if the photo does not show exactly one face."""
    if verdict.result is not None:
        for finding in verdict.result.quality.findings:
            if finding.code in _NOT_ONE_FACE:
                raise UnusablePhoto(f"{finding.why} {finding.retake}")


def measurements_of(verdict: Verdict, photo: Photo, before: Photo | None) -> list[Measurement]:
    """Return the records of what was measured; a photo that could not be measured has none."""
    if verdict.result is None:
        return []
    assert photo.id is not None
    return [
        Measurement(
            photo_id=photo.id,
            zone=value.zone,
            measure=value.measure.value,
            value=value.value,
            unit=value.unit.value,
            mdc95=value.mdc95,
            method=value.method,
            method_version=value.method_version,
            reference=verdict.result.reference,
            baseline_photo_id=before.id if before else None,
            provenance=dict(verdict.result.provenance),
        )
        for value in verdict.result.measurements
    ]


def _for_records(finding: analysis.QualityFinding) -> PhotoFinding:
    refuses = frozenset(Aspect(aspect.value) for aspect in finding.refuses)
    return PhotoFinding(finding.code, finding.why, finding.retake, refuses)


@lru_cache(maxsize=1)  # several follow-ups in a row share one "before" photo
def _analyse_before(content: bytes, treated: frozenset[Zone]) -> analysis.PhotoAnalysis:
    return analysis.analyse_photo(analysis.read_photo(content), treated=treated)


@contextmanager
def _for_users() -> Iterator[None]:
    try:
        yield
    except analysis.UnreadablePhoto as error:
        raise UnusablePhoto(str(error)) from error
    except analysis.AnalysisError as error:
        raise StoreUnavailable(str(error)) from error
