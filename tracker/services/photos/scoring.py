"""Where pixels meet records: photos are cleaned and measured, and the result becomes records."""

import hashlib
import io
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from PIL import Image

import analysis
from analysis import Zone
from tracker.domain.records.kept import (
    Aspect,
    BodyArea,
    CommonSpot,
    Measurement,
    NewPhoto,
    OnSkin,
    Photo,
    PhotoFinding,
    View,
)
from tracker.domain.words.covered import say_covered
from tracker.errors import StoreUnavailable, UnusablePhoto
from tracker.said import Said

_MAKE_UP = PhotoFinding(
    "make_up",
    "You said that make-up was on the skin. It hides redness and fills fine texture, so nothing "
    "was measured.",
    "Take it off, wait until the skin has calmed down, and take the photo again.",
    frozenset(Aspect),
)
_MAKE_UP_BEFORE = PhotoFinding(
    "make_up_before",
    "You said that make-up was on the skin in the photo from before, so nothing can be compared "
    "with it.",
    "Replace the photo from before by one of bare skin, if you have one.",
    frozenset(Aspect),
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
    findings: tuple[PhotoFinding, ...] = ()
    """What only the original file could tell; kept as findings of the photo."""


@dataclass(frozen=True)
class Scored:
    """What scoring a photo came to."""

    findings: tuple[PhotoFinding, ...]
    result: analysis.PhotoAnalysis
    measured: tuple[analysis.ZoneMeasurement, ...]
    measured_from: str
    """What it rests on; see `tell_measuring`."""

    @property
    def view(self) -> View:
        """The side of the face that the photo shows."""
        return View[self.result.pose.name] if self.result.pose else View.FRONT

    @property
    def usable(self) -> bool | None:
        """Whether redness could be measured; None if nothing speaks against it but no value."""
        if any(Aspect.REDNESS in finding.refuses for finding in self.findings):
            return False
        return True if self.measured else None


def clean_photo(content: bytes, area: BodyArea | None = None) -> CleanPhoto:
    """Decode a photo and write its pixels anew, so that no metadata can remain.

    A photo of the face is put upright by it.

    A PNG stays a PNG; everything else becomes a JPEG (quality 97, full colour resolution): what
    is measured later is this copy, so that measuring it again gives the same numbers.

    Raises
    ------
    UnusablePhoto
        If the content is no photo that can be opened.
    """
    with _for_users():
        photo = analysis.read_photo(content)
        photo = analysis.put_upright(photo) if area is BodyArea.FACE else photo
    picture, target = Image.fromarray(photo.pixels), io.BytesIO()
    if content.startswith(_PNG_SIGNATURE):
        picture.save(target, "PNG")
        media_type = "image/png"
    else:
        picture.save(target, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        media_type = "image/jpeg"
    found = tuple(map(for_records, photo.capture.findings))
    return CleanPhoto(target.getvalue(), media_type, *picture.size, photo.taken_at, found)


@dataclass(frozen=True)
class Measured:
    """What measuring a photo came to, as it is kept: without any pixel."""

    usable: bool | None
    findings: tuple[PhotoFinding, ...]
    measurements: tuple[Measurement, ...]
    measured_from: str


class Known(Protocol):
    """A photo, whether its content is at hand or not."""

    @property
    def digest(self) -> str:
        """The sha256 of its cleaned copy, in hexadecimal."""

    @property
    def on_skin(self) -> OnSkin | None:
        """The person's answer; None where it was not asked."""

    @property
    def same_person(self) -> bool:
        """Whether the person confirmed that it shows them."""


@dataclass(frozen=True)
class Subject:
    """A photo's cleaned copy, and what is known of it besides."""

    content: bytes
    on_skin: OnSkin | None = None
    """The person's answer; None where it was not asked."""
    same_person: bool = False
    """Whether the person confirmed that it shows them."""
    noted: frozenset[str] = frozenset()
    """Codes of its findings; of these the analysis keeps what only the original file could tell."""

    _alone: dict[frozenset[Zone], analysis.PhotoAnalysis] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def digest(self) -> str:
        """The sha256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    def measured_alone(self, treated: frozenset[Zone]) -> analysis.PhotoAnalysis:
        """Return its own analysis, made once for all photos that are compared with it."""
        if treated not in self._alone:
            self._alone[treated] = analysis.analyse_photo(
                _read(self), treated=treated, on_skin=_said(self)
            )
        return self._alone[treated]

    @classmethod
    def of(cls, photo: NewPhoto, content: bytes) -> "Subject":
        """Return what is measured of a record and the content of its file."""
        noted = frozenset(finding.code for finding in photo.findings)
        return cls(content, photo.on_skin, photo.same_person, noted)


def score(
    photo: Subject,
    area: BodyArea,
    before: Subject | None = None,
    treated: frozenset[Zone] = frozenset(),
    spots: Sequence[CommonSpot] = (),
) -> Scored:
    """Measure a photo, as a change from the "before" photo where there is one.

    Parameters
    ----------
    treated : frozenset of Zone
        Zones that were needled: none of them can serve as untreated reference.
    spots : sequence of CommonSpot
        Spots that the person marked in both photos; they lead the alignment.
    """
    result = analyse(photo, area, before, treated, spots)
    findings = tuple(map(for_records, result.quality.findings))
    told = tell_measuring(photo, area, before, treated, spots)
    if photo.on_skin is OnSkin.MAKE_UP:
        return Scored((_MAKE_UP, *findings), result, (), told)
    if before is not None and before.on_skin is OnSkin.MAKE_UP:
        return Scored((_MAKE_UP_BEFORE, *findings), result, (), told)
    return Scored(findings, result, result.measurements, told)


def tell_measuring(
    photo: Known,
    area: BodyArea,
    before: Known | None = None,
    treated: Collection[Zone] = (),
    spots: Sequence[CommonSpot] = (),
) -> str:
    """Return what tells measuring a photo from measuring it otherwise, as 64 hexadecimal digits.

    The methods with their versions, both photos, what was said of them, what was needled, and the
    marked spots: where one of these changes, the photo is to be measured again.
    """
    first = None if before is None else (before.digest, before.on_skin)
    parts = (
        sorted(analysis.METHODS),
        (area.name, photo.digest, photo.on_skin, photo.same_person),
        first,
        sorted(zone.name for zone in treated),
        [
            (one.row_px, one.column_px, one.baseline_row_px, one.baseline_column_px)
            for one in (spots if before is not None else ())
        ],
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def analyse(
    subject: Subject,
    area: BodyArea,
    before: Subject | None = None,
    treated: frozenset[Zone] = frozenset(),
    spots: Sequence[CommonSpot] = (),
) -> analysis.PhotoAnalysis:
    """Lay a photo over the one from before, as `score` does, and return all there is to it."""
    marks = [
        (
            (spot.baseline_row_px, spot.baseline_column_px),
            (spot.row_px, spot.column_px),
        )
        for spot in spots
    ]
    with _for_users():
        photo = _read(subject)
        if area is not BodyArea.FACE:
            baseline = _read(before) if before is not None else None
            return analysis.analyse_body_photo(photo, baseline, marks, zone=Zone[area.name])
        first = before.measured_alone(treated) if before is not None else None
        return analysis.analyse_photo(
            photo,
            first,
            treated=treated,
            marks=marks,
            on_skin=_said(subject),
            same_person=subject.same_person,
        )


def check_one_face(scored: Scored) -> None:
    """Raise UnusablePhoto if the photo does not show exactly one face."""
    for finding in scored.findings:
        if finding.code in _NOT_ONE_FACE:
            raise _unusable(finding)


def check_file(clean: CleanPhoto) -> None:
    """Raise UnusablePhoto if the original file tells that not everything can be measured."""
    for finding in clean.findings:
        if finding.refuses:
            raise _unusable(finding)


def _unusable(finding: PhotoFinding) -> UnusablePhoto:
    return UnusablePhoto("{why} {retake}", why=Said(finding.why), retake=Said(finding.retake))


def as_kept(scored: Scored, photo: Photo, before_id: int | None) -> Measured:
    """Return what scoring a photo came to, without its pixels."""
    values = tuple(measurements_of(scored, photo, before_id))
    return Measured(scored.usable, scored.findings, values, scored.measured_from)


def measurements_of(scored: Scored, photo: Photo, before_id: int | None) -> list[Measurement]:
    """Return the records of what was measured; a photo that could not be measured has none."""
    return [
        Measurement(
            photo_id=photo.id,
            zone=value.zone,
            measure=value.measure.value,
            value=value.value,
            unit=value.unit.value,
            mdc95=value.mdc95,
            too_high=value.too_high,
            method=value.method,
            method_version=value.method_version,
            reference=scored.result.reference,
            baseline_photo_id=before_id,
            provenance=dict(scored.result.provenance),
        )
        for value in scored.measured
    ]


def _read(subject: Subject) -> analysis.Photo:
    return analysis.read_photo(subject.content, subject.noted)


def for_records(finding: analysis.QualityFinding) -> PhotoFinding:
    """Return a finding as it is kept, its zones named as on the screens."""
    refuses = frozenset(Aspect(aspect.value) for aspect in finding.refuses)
    return PhotoFinding(finding.code, _why(finding), finding.retake, refuses)


def _why(finding: analysis.QualityFinding) -> str:
    return say_covered(finding.zones) if finding.zones else finding.why


def _said(subject: Subject) -> analysis.OnSkin | None:
    told = None if subject.on_skin is OnSkin.MAKE_UP else subject.on_skin  # not measured at all
    return analysis.OnSkin(told.value) if told else None


@contextmanager
def _for_users() -> Iterator[None]:
    try:
        yield
    except analysis.UnreadablePhoto as error:
        raise UnusablePhoto(str(error)) from error
    except analysis.AnalysisError as error:
        raise StoreUnavailable(str(error)) from error
