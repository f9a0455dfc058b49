"""One photo laid over another: moved, turned, scaled and cut, never bent."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

import analysis
from analysis import Face, Points

Pixels: TypeAlias = NDArray[np.uint8]
Window: TypeAlias = tuple[slice, slice]
Box: TypeAlias = tuple[float, float, float, float]
"""Top, left, bottom, right of a part of a picture, as shares 0–1 of its height and width."""

_MESH = slice(0, 468)
_MARGIN = {"above": 0.35, "below": 0.45, "beside": 0.3}
"""Room around the face mesh, as a share of its own height and width; below lies the neck."""
HEIGHT_PX = 900
"""What is shown is at most so high. Chosen: a phone held upright shows no more of a page."""
_EMPTY = (128, 128, 128)
_SAMPLES = 2000


@dataclass(frozen=True)
class PhotoPair:
    """Two pictures (M, N, 3), sRGB. Aligned ones have the same size and lie over each other."""

    before: Pixels
    after: Pixels
    is_aligned: bool

    @property
    def shown(self) -> "PhotoPair":
        """The same pair as high as it is shown."""
        return replace(self, before=_resized(self.before), after=_resized(self.after))

    def close_up(self, box: Box) -> tuple["PhotoPair", Box]:
        """Cut the same part out of both, and return it with the box of what was cut."""
        rows, columns = self.before.shape[:2]
        top, bottom = _whole_pixels(box[::2], rows)
        left, right = _whole_pixels(box[1::2], columns)
        part = slice(top, bottom), slice(left, right)
        cut = replace(self, before=self.before[part], after=self.after[part]).shown
        return cut, (top / rows, left / columns, bottom / rows, right / columns)


def _whole_pixels(sides: tuple[float, ...], count: int) -> tuple[int, int]:
    """Return the first pixel and the one after the last of a side that a box touches."""
    first = min(max(int(np.floor(sides[0] * count)), 0), count - 1)
    return first, min(max(int(np.ceil(sides[1] * count)), first + 1), count)


@dataclass(frozen=True)
class Placement:
    """What brings a later photo onto an earlier one, in pixels of the upright photos."""

    matrix: NDArray[np.float64]
    """(2, 3) from column, row of the later photo to column, row of the earlier one."""
    is_mirrored: bool
    """Whether the later photo is turned back from its mirror image first."""
    window: Window
    """The part of the earlier photo that is shown."""

    def place(self, before: Pixels, after: Pixels) -> PhotoPair:
        """Return both photos over each other, each pixel of the earlier one as it was taken."""
        if self.is_mirrored:
            after = np.ascontiguousarray(after[:, ::-1])
        rows, columns = self.window
        shift = np.array([[0, 0, columns.start], [0, 0, rows.start]])
        size = columns.stop - columns.start, rows.stop - rows.start
        moved = cv2.warpAffine(
            after, self.matrix - shift, size, flags=cv2.INTER_AREA, borderValue=_EMPTY
        )
        cut = np.ascontiguousarray(before[self.window])
        return PhotoPair(cut, np.asarray(moved, np.uint8), is_aligned=True)


def cut(picture: Pixels, box: Box) -> Pixels:
    """Cut a part out of a picture."""
    rows, columns = picture.shape[:2]
    top, left, bottom, right = np.round(np.multiply(box, (rows, columns) * 2)).astype(int).tolist()
    return np.ascontiguousarray(picture[top:bottom, left:right])


def place_face(face: Face, other: Face, shape: tuple[int, ...], other_width: int) -> Placement:
    """Place a later photo so that most of its face comes to lie on the face of the earlier one.

    Parameters
    ----------
    face, other : Face
        The face in the earlier and in the later photo. A mirror image is turned back.
    shape : tuple of int
        Rows and columns of the earlier photo.
    other_width : int
        Columns of the later photo.
    """
    points = other.points[_MESH, :2].copy()
    if other.mirrored:
        points[:, 1] = other_width - 1 - points[:, 1]
    matrix = _fitted(points, face.points[_MESH, :2])
    return Placement(matrix, other.mirrored, window_of(face, shape))


def place_body(registration: analysis.BodyRegistration, shape: tuple[int, ...]) -> Placement:
    """Place a later photo of body skin by what is known of its skin; all of the earlier shows."""
    rows, columns = np.nonzero(registration.compared)
    some = slice(None, None, max(1, len(rows) // _SAMPLES))
    pixels = np.column_stack([rows, columns])[some].astype(np.float64)
    points: Points = (pixels + 0.5) / registration.baseline.scale - 0.5
    matrix = _fitted(registration.map_points(points), points)
    return Placement(matrix, False, (slice(0, shape[0]), slice(0, shape[1])))


def window_of(face: Face, shape: tuple[int, ...]) -> Window:
    """Return the part of a photo that shows a face with its neck."""
    height, width = shape[:2]
    top, left = face.points[_MESH, :2].min(axis=0)
    bottom, right = face.points[_MESH, :2].max(axis=0)
    beside = _MARGIN["beside"] * (right - left)
    rows = (top - _MARGIN["above"] * (bottom - top), bottom + _MARGIN["below"] * (bottom - top))
    first_row, last_row = np.clip(rows, 0, height).astype(int).tolist()
    first_column, last_column = np.clip((left - beside, right + beside), 0, width).astype(int)
    return slice(first_row, last_row), slice(int(first_column), int(last_column))


def points_within(face: Face, window: Window, height_px: int) -> Points:
    """Return the mesh points (468, 2) of a face in a window of its photo that was resized."""
    scale = height_px / (window[0].stop - window[0].start)
    corner = np.array([window[0].start, window[1].start])
    return np.asarray((face.points[_MESH, :2] - corner + 0.5) * scale - 0.5)


def _fitted(source: Points, target: Points) -> NDArray[np.float64]:
    """Fit what shifts, turns and scales most of some points (N, 2) onto others."""
    from_points, to_points = (
        np.ascontiguousarray(points[:, ::-1], np.float32) for points in (source, target)
    )
    # Least median of squares: a smile must not tilt the whole face.
    matrix, _ = cv2.estimateAffinePartial2D(from_points, to_points, method=cv2.LMEDS)
    return np.asarray(matrix, np.float64)


def _resized(pixels: Pixels) -> Pixels:
    scale = HEIGHT_PX / pixels.shape[0]
    if scale >= 1:
        return np.ascontiguousarray(pixels)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
