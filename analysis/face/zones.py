"""Zones of the face as masks on the canonical skin map.

A zone is a polygon through mesh points. Right-hand zones are drawn; left-hand ones are their
mirror images, because the canonical map is symmetric. Left and right are the person's own.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM, canonical_mesh, covered

Mask = NDArray[np.bool_]
_ENOUGH_TEXELS = 6_000  # Chosen: by hand, for time: a median needs no more.
Box = tuple[slice, slice]
"""Rows and columns of a rectangle on the skin map."""

# Mesh points of each zone's outline: a right half is closed by its mirror image, a right side
# stands alone and its mirror image is the left side.
# Source: MediaPipe's face mesh. Chosen: outlines by anatomy.
_HALVES = {
    Zone.GLABELLA: (9, 107, 55, 193, 168),
    Zone.FOREHEAD: (10, 109, 67, 103, 104, 63, 105, 66, 107, 9),
    Zone.NOSE: (6, 122, 174, 198, 49, 48, 219, 218, 237, 44, 1),
    Zone.UPPER_LIP: (2, 97, 98, 165, 92, 186, 185, 40, 39, 37, 0),
    Zone.CHIN: (18, 83, 182, 194, 32, 140, 171, 175),
}
# Source and choice: as above.
_RIGHT_SIDES = {
    Zone.UNDER_EYE_RIGHT: (31, 228, 229, 230, 231, 232, 233, 128, 121, 120, 119, 118, 117, 111),
    Zone.CHEEK_RIGHT: (123, 117, 118, 119, 100, 142, 203, 206, 207, 187, 147),
    Zone.JAWLINE_RIGHT: (192, 214, 210, 211, 32, 140, 149, 150, 136, 138),
}
_LEFT_OF = {
    Zone.UNDER_EYE_RIGHT: Zone.UNDER_EYE_LEFT,
    Zone.CHEEK_RIGHT: Zone.CHEEK_LEFT,
    Zone.JAWLINE_RIGHT: Zone.JAWLINE_LEFT,
}

# What is not skin, with the margin in mm by which it is widened: lashes, brow hair, lip border.
# Source: MediaPipe's face mesh. Chosen: margins by hand.
_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
_BROW = (46, 53, 52, 65, 55, 107, 66, 105, 63, 70)
_LIPS = (61, 146, 91, 181, 84, 17, 0, 37, 39, 40, 185)
_NOSTRIL = (64, 98, 97, 2, 94, 19, 44, 237, 218, 219)
_UPPER_LID = (33, 246, 161, 160, 159, 158, 157, 173, 133, 190, 56, 28, 27, 29, 30, 247)
_NOT_SKIN = ((_EYE, 4.0), (_BROW, 2.0), (_LIPS, 1.5), (_NOSTRIL, 0.5))


@lru_cache(maxsize=1)
def zone_masks() -> dict[Zone, Mask]:
    """Return the mask of every facial zone, and of FACE: all of the face that is skin.

    Returns
    -------
    masks : dict of Zone to (S, S) bool ndarray
        On the skin map. Eyes, brows, lips and nostrils belong to no zone.
    """
    skin = skin_mask()
    masks = {zone: _fill(points) | _mirror(_fill(points)) for zone, points in _HALVES.items()}
    for zone, points in _RIGHT_SIDES.items():
        masks[zone] = _fill(points)
        masks[_LEFT_OF[zone]] = _mirror(masks[zone])
    masks[Zone.FACE] = _hull(masks.values())
    return {zone: masks[zone] & skin for zone in (*FACIAL_ZONES, Zone.FACE)}


@lru_cache(maxsize=1)
def zone_texels() -> dict[Zone, NDArray[np.int64]]:
    """Return the texels of every zone as indices into a flattened map: quicker than masks."""
    return {zone: np.flatnonzero(mask) for zone, mask in zone_masks().items()}


def texels_within(mask: Mask, least_share: float) -> dict[Zone, NDArray[np.int64]]:
    """Return each zone's texels that lie in a mask (S, S), of the zones with enough of them.

    Parameters
    ----------
    mask : (S, S) bool ndarray
    least_share : float
        Share 0–1 of its texels that a zone must keep.
    """
    inside = mask.ravel()
    kept = {zone: texels[inside[texels]] for zone, texels in zone_texels().items()}
    return {
        zone: texels
        for zone, texels in kept.items()
        if len(texels) >= least_share * len(zone_texels()[zone])
    }


def thinned(values: NDArray[Any]) -> NDArray[Any]:
    """Take evenly spread ones of many (N,): a zone's median needs no more, and neighbours agree."""
    return values[:: max(1, len(values) // _ENOUGH_TEXELS)]


@lru_cache(maxsize=1)
def skin_mask() -> Mask:
    """Return the texels that are skin on every face, (S, S) bool."""
    not_skin = np.zeros((MAP_SIZE, MAP_SIZE), bool)
    for points, margin_mm in _NOT_SKIN:
        part = _widen(_fill(points), margin_mm)
        not_skin |= part | _mirror(part)
    return covered() & ~not_skin


def eye_mask() -> Mask:
    """Return what lies between the lids of both eyes, (S, S) bool."""
    return _fill(_EYE) | _mirror(_fill(_EYE))


def upper_lid_mask() -> Mask:
    """Return the skin between lashes and brow on both sides, (S, S) bool; in no zone."""
    return _fill(_UPPER_LID) | _mirror(_fill(_UPPER_LID))


def brow_mask() -> Mask:
    """Return both brows, (S, S) bool; in no zone."""
    return _fill(_BROW) | _mirror(_fill(_BROW))


@lru_cache(maxsize=1)
def eye_boxes() -> tuple[Box, ...]:
    """Return the rectangles of the skin map around the two eyes: focus is judged there."""
    boxes = []
    for mask in (_fill(_EYE), _mirror(_fill(_EYE))):
        rows, columns = np.nonzero(_widen(mask, 3.0))
        boxes.append((slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)))
    return tuple(boxes)


@lru_cache(maxsize=32)
def square_within(zone: Zone, half_side: int) -> Box:
    """Return the square of 2 · `half_side` texels around the middle of a zone."""
    row, column = (int(at.mean()) for at in np.nonzero(zone_masks()[zone]))
    return slice(row - half_side, row + half_side), slice(column - half_side, column + half_side)


def _fill(points: tuple[int, ...]) -> Mask:
    mask = np.zeros((MAP_SIZE, MAP_SIZE), np.uint8)
    outline = canonical_mesh().texture[list(points), ::-1]
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    return mask.astype(bool)


def _hull(masks: Iterable[Mask]) -> Mask:
    """Fill the convex outline around all the masks: temples and the edge of the jaw stay out."""
    rows, columns = np.nonzero(np.any(list(masks), axis=0))
    outline = cv2.convexHull(np.column_stack([columns, rows]).astype(np.int32))
    hull = np.zeros((MAP_SIZE, MAP_SIZE), np.uint8)
    cv2.fillPoly(hull, [outline], 1)
    return hull.astype(bool)


def _mirror(mask: Mask) -> Mask:
    return mask[:, ::-1]


def _widen(mask: Mask, margin_mm: float) -> Mask:
    size = 2 * round(margin_mm * TEXELS_PER_MM) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(mask.astype(np.uint8), disc)).astype(bool)
