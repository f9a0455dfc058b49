"""Two photos of one place laid over each other, for looking at them, and how sure that is."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

import analysis
from analysis import AnalysisError, Face, Points, classify_tone, compare_sides, find_face
from analysis import SideDifference as SideChange
from tracker.domain.records.kept import BodyArea, CommonSpot, Photo
from tracker.domain.words.measure_names import TONES
from tracker.errors import UnusablePhoto
from tracker.services.photos.redness_map import draw_redness_map
from tracker.services.photos.rescoring import load_subject
from tracker.services.photos.scoring import Subject, analyse
from tracker.store.repository import Store

__all__ = [
    "Alignment",
    "Comparison",
    "PhotoPair",
    "SideChange",
    "describe_tone",
    "lay_over",
    "load_comparison",
]

Pixels = NDArray[np.uint8]
Window = tuple[slice, slice]

_MESH = slice(0, 468)
_MARGIN = {"above": 0.35, "below": 0.45, "beside": 0.3}
"""Room around the face mesh, as a share of its own height and width; below lies the neck."""
_HEIGHT_PX = 900
_EMPTY = (128, 128, 128)
_SAMPLES = 2000


@dataclass(frozen=True)
class PhotoPair:
    """Two pictures (M, N, 3), sRGB. Aligned ones have the same size and lie over each other."""

    before: Pixels
    after: Pixels
    is_aligned: bool


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
    alignment: Alignment | None
    """None where the photos could not be laid over each other."""
    redness_map: Pixels | None
    """Where the skin became redder, on `pair.before`; None where redness was not compared."""
    sides: tuple[SideChange, ...] = ()
    """How much redder each zone of the left became than that of the right."""


def describe_tone(angle_deg: float) -> str:
    """Return the class of an individual typology angle in words."""
    return TONES[classify_tone(angle_deg)]


def _pixels_of(subject: Subject, area: BodyArea) -> NDArray[np.uint8]:
    photo = analysis.read_photo(subject.content)
    return (analysis.put_upright(photo) if area is BodyArea.FACE else photo).pixels


def load_comparison(store: Store, before: Photo, after: Photo) -> Comparison:
    """Lay two photos of one area over each other.

    Raises
    ------
    UnusablePhoto
        If a face photo no longer shows exactly one face.
    """
    with store.reading() as records:
        treated = records.get_procedure(after.procedure_id).treated_zones
        spots = records.list_spots(after.id, before.id)
    subjects = load_subject(store, before), load_subject(store, after)
    first, second = (_pixels_of(subject, after.area) for subject in subjects)
    result = analyse(subjects[1], after.area, subjects[0], treated, spots)
    alignment = _alignment_of(result, spots)
    if after.area is not BodyArea.FACE:
        return Comparison(_lay_body(first, second, result), alignment, None)
    try:
        face, other = _faces(result, first, second)
    except AnalysisError as error:
        raise UnusablePhoto(str(error)) from error
    pair = lay_over(first, second, face, other)
    if after.usable is False:
        return Comparison(pair, alignment, None)
    points = _points_within(face, _window(face, *first.shape[:2]), pair.before)
    return Comparison(
        pair,
        alignment,
        draw_redness_map(result, pair.before, points),
        tuple(compare_sides(result)),
    )


def lay_over(before: Pixels, after: Pixels, face: Face, other: Face) -> PhotoPair:
    """Move, turn and scale a follow-up photo onto the one from before, and crop both alike.

    The picture is not bent: a person shall see the photo as it was taken. What is measured is
    registered texel by texel instead, see `analysis.align.registration`.

    Parameters
    ----------
    face, other : Face
        The face in `before` and in `after`. A mirror image is turned back.
    """
    points = other.points[_MESH, :2].copy()
    if other.mirrored:
        after = np.ascontiguousarray(after[:, ::-1])
        points[:, 1] = after.shape[1] - 1 - points[:, 1]
    moved = _moved(after, points, face.points[_MESH, :2], before.shape)
    window = _window(face, *before.shape[:2])
    return PhotoPair(_resized(before[window]), _resized(moved[window]), is_aligned=True)


def _alignment_of(
    result: analysis.PhotoAnalysis, spots: tuple[CommonSpot, ...]
) -> Alignment | None:
    registration = result.registration
    if registration is None:
        return None
    return Alignment(registration.accepted_share, registration.expected_error_mm, len(spots))


def _faces(result: analysis.PhotoAnalysis, before: Pixels, after: Pixels) -> tuple[Face, Face]:
    if isinstance(result.registration, analysis.Registration):
        return result.registration.baseline.face, result.registration.follow_up.face
    return find_face(before), find_face(after)


def _lay_body(before: Pixels, after: Pixels, result: analysis.PhotoAnalysis) -> PhotoPair:
    registration = result.registration
    if not isinstance(registration, analysis.BodyRegistration):
        return PhotoPair(_resized(before), _resized(after), is_aligned=False)
    rows, columns = np.nonzero(registration.compared)
    some = slice(None, None, max(1, len(rows) // _SAMPLES))
    pixels = np.column_stack([rows, columns])[some].astype(np.float64)
    points: Points = (pixels + 0.5) / registration.baseline.scale - 0.5
    moved = _moved(after, registration.map_points(points), points, before.shape)
    return PhotoPair(_resized(before), _resized(moved), is_aligned=True)


def _moved(after: Pixels, source: Points, target: Points, shape: tuple[int, ...]) -> Pixels:
    """Shift, turn and scale a picture so that most of its points (N, 2) come to lie on others."""
    from_points, to_points = (
        np.ascontiguousarray(points[:, ::-1], np.float32) for points in (source, target)
    )
    # Least median of squares: a smile must not tilt the whole face.
    matrix, _ = cv2.estimateAffinePartial2D(from_points, to_points, method=cv2.LMEDS)
    moved = cv2.warpAffine(
        after, np.asarray(matrix), shape[1::-1], flags=cv2.INTER_AREA, borderValue=_EMPTY
    )
    return np.asarray(moved, np.uint8)


def _window(face: Face, height: int, width: int) -> Window:
    top, left = face.points[_MESH, :2].min(axis=0)
    bottom, right = face.points[_MESH, :2].max(axis=0)
    beside = _MARGIN["beside"] * (right - left)
    rows = (top - _MARGIN["above"] * (bottom - top), bottom + _MARGIN["below"] * (bottom - top))
    first_row, last_row = np.clip(rows, 0, height).astype(int)
    first_column, last_column = np.clip((left - beside, right + beside), 0, width).astype(int)
    return slice(first_row, last_row), slice(first_column, last_column)


def _points_within(face: Face, window: Window, picture: Pixels) -> Points:
    """Return the mesh points (468, 2) of a face in a window of its photo that was resized."""
    scale = picture.shape[0] / (window[0].stop - window[0].start)
    corner = np.array([window[0].start, window[1].start])
    return np.asarray((face.points[_MESH, :2] - corner + 0.5) * scale - 0.5)


def _resized(pixels: Pixels) -> Pixels:
    scale = _HEIGHT_PX / pixels.shape[0]
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
