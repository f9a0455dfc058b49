"""Two photos of one face laid over each other, for looking at them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

import analysis
from analysis.errors import AnalysisError
from analysis.face import Face, find_face
from tracker.domain.records import BodyArea, Photo
from tracker.errors import UnusablePhoto
from tracker.services.photos import read_photo
from tracker.store.repository import Store

Pixels = NDArray[np.uint8]

_MESH = slice(0, 468)
_MARGIN = {"above": 0.35, "below": 0.45, "beside": 0.3}
"""Room around the face mesh, as a share of its own height and width; below lies the neck."""
_HEIGHT_PX = 900
_EMPTY = (128, 128, 128)


@dataclass(frozen=True)
class PhotoPair:
    """Two pictures (M, N, 3), sRGB. Aligned ones have the same size and lie over each other."""

    before: Pixels
    after: Pixels
    is_aligned: bool


def load_pair(store: Store, before: Photo, after: Photo) -> PhotoPair:
    """Read two photos of one area; faces are aligned, other areas stay as they are.

    Raises
    ------
    UnusablePhoto
        If a face photo no longer shows exactly one face.
    """
    try:
        first, second = (
            analysis.read_photo(read_photo(store, photo)).pixels for photo in (before, after)
        )
        if before.area is not BodyArea.FACE:
            return PhotoPair(_resized(first), _resized(second), is_aligned=False)
        return align(first, second)
    except AnalysisError as error:
        raise UnusablePhoto(str(error)) from error


def align(before: Pixels, after: Pixels) -> PhotoPair:
    """Move, turn and scale a follow-up photo onto the one from before, and crop both alike.

    The picture is not bent: a person shall see the photo as it was taken. What is measured is
    registered texel by texel instead, see `analysis.registration`.
    """
    face = find_face(before)
    shift = _similarity(find_face(after), face)
    height, width = before.shape[:2]
    moved = cv2.warpAffine(after, shift, (width, height), flags=cv2.INTER_AREA, borderValue=_EMPTY)
    window = _window(face, height, width)
    return PhotoPair(
        _resized(before[window]), _resized(np.asarray(moved, np.uint8)[window]), is_aligned=True
    )


def _similarity(source: Face, target: Face) -> NDArray[np.float64]:
    """Find the shift, turn and scale (2, 3) in x, y that lay most of one mesh onto another."""
    from_points, to_points = (
        np.ascontiguousarray(face.points[_MESH, 1::-1], np.float32) for face in (source, target)
    )
    # Least median of squares: a smile must not tilt the whole face.
    matrix, _ = cv2.estimateAffinePartial2D(from_points, to_points, method=cv2.LMEDS)
    return np.asarray(matrix, np.float64)


def _window(face: Face, height: int, width: int) -> tuple[slice, slice]:
    top, left = face.points[_MESH, :2].min(axis=0)
    bottom, right = face.points[_MESH, :2].max(axis=0)
    beside = _MARGIN["beside"] * (right - left)
    rows = (top - _MARGIN["above"] * (bottom - top), bottom + _MARGIN["below"] * (bottom - top))
    first_row, last_row = np.clip(rows, 0, height).astype(int)
    first_column, last_column = np.clip((left - beside, right + beside), 0, width).astype(int)
    return slice(first_row, last_row), slice(first_column, last_column)


def _resized(pixels: Pixels) -> Pixels:
    scale = _HEIGHT_PX / pixels.shape[0]
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
