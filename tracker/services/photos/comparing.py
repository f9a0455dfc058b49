"""Two photos of one place laid over each other, for looking at them, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

import analysis
from analysis import AnalysisError, Face, Points, classify_tone, compare_sides, find_face
from analysis import SideDifference as SideChange
from tracker.domain.records.kept import BodyArea, CommonSpot, Measurement, Photo, Zone
from tracker.domain.words.measure_names import TONES
from tracker.errors import UnusablePhoto
from tracker.services.photos.placing import (
    Box,
    PhotoPair,
    Pixels,
    Placement,
    place_body,
    place_face,
    points_within,
)
from tracker.services.photos.reading import load_subject
from tracker.services.photos.redness_map import draw_redness_map, zone_boxes
from tracker.services.photos.scoring import Scored, Subject, measurements_of, score
from tracker.store.repository import Store

__all__ = [
    "Alignment",
    "Comparison",
    "PhotoPair",
    "SideChange",
    "compare",
    "describe_tone",
    "lay_over",
    "load_comparison",
    "load_whole_pair",
]


@dataclass(frozen=True)
class Alignment:
    """How sure it is that the same skin lies at the same place."""

    accepted_share: float
    """Share 0–1 of the compared skin whose own pattern confirms its place."""
    expected_error_mm: float | None
    """Typical distance by which skin is misplaced; None where there is no scale."""
    marked: int
    """Number of spots that the person marked."""


@dataclass(frozen=True)
class Comparison:
    """What there is to see of two photos."""

    pair: PhotoPair
    """As high as it is shown."""
    alignment: Alignment | None
    """None where the photos could not be laid over each other."""
    redness_map: Pixels | None
    """Where the skin became redder, on `pair.before`; None where redness was not compared."""
    sides: tuple[SideChange, ...] = ()
    """How much redder each zone of the left became than that of the right."""
    placement: Placement | None = None
    """None where the photos stand side by side as they are."""
    gains: Points | None = None
    """(3,) what brings the later photo to the exposure of the earlier one, as
    `analysis.exposure_gains`; None where that is not known well enough."""
    measurements: tuple[Measurement, ...] = ()
    """What was measured on the later photo against the earlier one."""
    zones: Mapping[Zone, Box] = field(default_factory=dict)
    """Where each zone of a face lies in both pictures."""

    @property
    def matched(self) -> Pixels:
        """The later photo at the exposure of the earlier one; as it is where that is not known."""
        return with_exposure(self.pair.after, self.gains)


def describe_tone(angle_deg: float) -> str:
    """Return the class of an individual typology angle in words."""
    return TONES[classify_tone(angle_deg)]


def load_comparison(
    store: Store, before: Photo, after: Photo, first: Subject | None = None
) -> Comparison:
    """Lay two photos of one area over each other, of one session or of two, and measure them.

    Parameters
    ----------
    first : Subject, optional
        That of `before`, where several photos are compared with it.

    Raises
    ------
    UnusablePhoto
        If a face photo no longer shows exactly one face.
    """
    with store.reading() as records:
        sessions = [records.get_procedure(one.procedure_id) for one in (before, after)]
        spots = records.list_spots(after.id, before.id)
    # What was needled in either session may be healing in either photo.
    treated = frozenset().union(*(session.treated_zones for session in sessions))
    subjects = first or load_subject(store, before), load_subject(store, after)
    scored = score(subjects[1], after.area, subjects[0], treated, spots)
    return compare(scored, (before, after), subjects, spots)


def load_whole_pair(
    store: Store, before: Photo, after: Photo, placement: Placement | None
) -> PhotoPair:
    """Return two photos as a comparison lays them over each other, in all their pixels."""
    first, second = (_pixels_of(load_subject(store, one), after.area) for one in (before, after))
    return placement.place(first, second) if placement else PhotoPair(first, second, False)


def with_exposure(pixels: Pixels, gains: Points | None) -> Pixels:
    """Return a later photo at the exposure of an earlier one; as it is without gains."""
    return pixels if gains is None else analysis.with_gains(pixels, gains)


def lay_over(before: Pixels, after: Pixels, face: Face, other: Face) -> PhotoPair:
    """Move, turn and scale a follow-up photo onto the one from before, and crop both alike.

    The picture is not bent: a person shall see the photo as it was taken. What is measured is
    registered texel by texel instead, see `analysis.align.registration`.

    Parameters
    ----------
    face, other : Face
        The face in `before` and in `after`. A mirror image is turned back.
    """
    placement = place_face(face, other, before.shape, after.shape[1])
    return placement.place(before, after).shown


def _pixels_of(subject: Subject, area: BodyArea) -> NDArray[np.uint8]:
    photo = analysis.read_photo(subject.content)
    return (analysis.put_upright(photo) if area is BodyArea.FACE else photo).pixels


def compare(
    scored: Scored,
    photos: tuple[Photo, Photo],
    subjects: tuple[Subject, Subject],
    spots: Sequence[CommonSpot] = (),
) -> Comparison:
    """Return what there is to see of two photos of which the later one was just measured.

    Raises
    ------
    UnusablePhoto
        As `load_comparison`.
    """
    (before, after), result = photos, scored.result
    first, second = (_pixels_of(subject, after.area) for subject in subjects)
    alignment = _alignment_of(scored, spots)
    measured = tuple(measurements_of(scored, after, before.id))
    if after.area is not BodyArea.FACE:
        placement = _placement_of_body(result, first)
        pair = placement.place(first, second) if placement else PhotoPair(first, second, False)
        return Comparison(pair.shown, alignment, None, placement=placement, measurements=measured)
    is_usable = bool(scored.usable) and after.usable is not False
    of_faces = _compare_faces(result, first, second, alignment, is_usable)
    return replace(of_faces, measurements=measured) if is_usable else of_faces


def _compare_faces(
    result: analysis.PhotoAnalysis,
    first: Pixels,
    second: Pixels,
    alignment: Alignment | None,
    is_usable: bool,
) -> Comparison:
    faces = _faces(result, first, second)
    placement = place_face(*faces, first.shape, second.shape[1])
    pair = placement.place(first, second).shown
    zones = zone_boxes(faces[0], placement.window)
    if not is_usable:
        return Comparison(pair, alignment, None, placement=placement, zones=zones)
    points = points_within(faces[0], placement.window, pair.before.shape[0])
    return Comparison(
        pair,
        alignment,
        draw_redness_map(result, pair.before, points),
        tuple(compare_sides(result)),
        placement,
        analysis.exposure_gains(result),
        zones=zones,
    )


def _placement_of_body(result: analysis.PhotoAnalysis, before: Pixels) -> Placement | None:
    registration = result.registration
    if not isinstance(registration, analysis.BodyRegistration):
        return None
    return place_body(registration, before.shape)


def _alignment_of(scored: Scored, spots: Sequence[CommonSpot]) -> Alignment | None:
    registration = scored.result.registration
    if registration is None:
        return None
    return Alignment(registration.accepted_share, registration.expected_error_mm, len(spots))


def _faces(result: analysis.PhotoAnalysis, before: Pixels, after: Pixels) -> tuple[Face, Face]:
    if isinstance(result.registration, analysis.Registration):
        return result.registration.baseline.face, result.registration.follow_up.face
    try:
        return find_face(before), find_face(after)
    except AnalysisError as error:
        raise UnusablePhoto(str(error)) from error
