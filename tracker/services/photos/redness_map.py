"""The map of redness change, drawn on the photo from before.

Steps instead of a smooth scale, so that a colour can be found in the legend; blue against orange
and red, which stay apart for every kind of colour blindness (ColorBrewer RdBu).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator

import analysis
from analysis import (
    FACIAL_ZONES,
    NORMAL_95,
    SD_PER_MAD,
    Face,
    Measure,
    Points,
    Zone,
    canonical_mesh,
    zone_masks,
)
from tracker.domain.words.changes import CLEAR_EI, JUST_VISIBLE_EI, STRONG_EI
from tracker.services.photos.placing import Box, Window, points_within

Pixels = NDArray[np.uint8]
Map = NDArray[np.float32]
_EVERY_PX = 4
"""The mesh is read at every fourth pixel: it is smooth in between."""
_PAPER, _OUTLINE, _HATCH, _BLANK = 0.35, (60, 60, 60), (150, 150, 150), (222, 222, 222)
"""How much of the photo shines through the colours; colours of outlines and of blank places."""
_HATCH_PX = 9
_ROOM = 0.15
"""Room around a zone, as a share of its own height and width. Chosen: its surroundings show."""
_NEIGHBOURHOOD, _LEAST_SHARE = 111, 0.1
"""Side in texels (30 mm), and the least share of it that has to be known."""


@dataclass(frozen=True)
class Step:
    """One step of the scale."""

    above_ei: float
    """Where it begins; it ends where the next one begins."""
    colour: tuple[int, int, int]


SCALE = (
    Step(-np.inf, (5, 113, 176)),
    Step(-CLEAR_EI, (146, 197, 222)),
    Step(-JUST_VISIBLE_EI, (247, 247, 247)),
    Step(JUST_VISIBLE_EI, (253, 204, 138)),
    Step(CLEAR_EI, (227, 74, 51)),
    Step(STRONG_EI, (127, 0, 0)),
)
WITHIN_ERROR = SCALE[2].colour
"""What lies within its own error looks like no change: nothing else can be said of it."""


def draw_redness_map(
    result: analysis.PhotoAnalysis, photo: Pixels, points: Points
) -> Pixels | None:
    """Draw where the skin became redder or less red.

    Parameters
    ----------
    result : PhotoAnalysis
        Of a follow-up photo.
    photo : (M, N, 3) uint8 ndarray
        The photo from before or a part of it, sRGB, in any size.
    points : (468, 2) float ndarray
        Row, column of the face mesh in `photo`.

    Returns
    -------
    picture : (M, N, 3) uint8 ndarray or None
        Zones outlined, hatched where nothing can be said. None where redness was not compared.
    """
    change = analysis.redness_change_map(result)
    if change is None:
        return None
    rows, columns = _texels_of(points, photo.shape[:2])
    zones = zone_masks()
    change = np.where(np.abs(change) < _error_map(result, change), 0, change)
    placed = cv2.remap(change, columns, rows, cv2.INTER_NEAREST, borderValue=np.nan)
    face = _on_photo(zones[Zone.FACE], rows, columns)
    picture = _coloured(photo, np.asarray(placed, np.float32), face)
    _outline(picture, [_on_photo(zones[zone], rows, columns) for zone in FACIAL_ZONES])
    return picture


def zone_boxes(face: Face, window: Window) -> Mapping[Zone, Box]:
    """Return where each zone of a face lies in a window of its photo, with some room around it."""
    height, width = (side.stop - side.start for side in window)
    rows, columns = _texels_of(points_within(face, window, height), (height, width))
    masks = zone_masks()
    found = {zone: np.argwhere(_on_photo(masks[zone], rows, columns)) for zone in FACIAL_ZONES}
    size = np.array([height, width])
    return {zone: _box(places, size) for zone, places in found.items() if len(places)}


def _box(places: NDArray[np.intp], size: NDArray[np.intp]) -> Box:
    low, high = places.min(axis=0), places.max(axis=0) + 1
    room = _ROOM * (high - low)
    (top, left), (bottom, right) = (low - room) / size, (high + room) / size
    return max(top, 0.0), max(left, 0.0), min(bottom, 1.0), min(right, 1.0)


def _texels_of(points: Points, shape: tuple[int, ...]) -> tuple[Map, Map]:
    """Return the row and the column of the texel at each pixel of a photo, -1 off the face."""
    to_texels = LinearNDInterpolator(points, canonical_mesh().texture)
    rows, columns = (np.arange(0, side + _EVERY_PX, _EVERY_PX) for side in shape)
    grid = to_texels(*np.meshgrid(rows, columns, indexing="ij")).astype(np.float32)
    height, width = shape
    between = np.array([[1 / _EVERY_PX, 0, 0], [0, 1 / _EVERY_PX, 0]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    texels = cv2.warpAffine(grid, between, (width, height), None, how, cv2.BORDER_REPLICATE)
    row, column = (np.nan_to_num(part, nan=-1.0) for part in cv2.split(texels))
    return np.asarray(row, np.float32), np.asarray(column, np.float32)


def _error_map(result: analysis.PhotoAnalysis, change: Map) -> Map:
    """Return the smallest change that can be told on each texel.

    That of the zone around it, by how far single places scatter, and what the expression does
    there: on two photos of unchanged skin, folds and gloss leave patches that no zone shows.
    Redness that may hide makes no place redder, so only places that paled are held against it.
    """
    changes = [one for one in result.measurements if one.measure is Measure.DELTA_ERYTHEMA_INDEX]
    either_way = {one.zone: one.mdc95 for one in changes if one.mdc95 is not None}
    too_high = {one.zone: one.too_high for one in changes if one.too_high is not None}
    least = np.where(change > 0, _spread(either_way | too_high), _spread(either_way))
    scatter = np.float32(NORMAL_95 * _scatter(change))
    return np.asarray(np.hypot(np.hypot(least, scatter), analysis.expression_error(result)))


def _spread(errors: Mapping[Zone, float]) -> Map:
    """Return the error of the zone around each texel, or the whole face's; infinite without any."""
    masks = zone_masks()
    whole = errors.get(Zone.FACE, np.inf)
    least = np.full(masks[Zone.FACE].shape, whole, np.float32)
    for zone in FACIAL_ZONES:
        least[masks[zone]] = errors.get(zone, whole)
    return least


def _scatter(change: Map) -> float:
    """Return the robust standard deviation of single texels around their neighbourhood's change.

    The neighbourhood is a cheek wide, so that redness of a whole zone is no scatter.
    """
    known = np.isfinite(change)
    share, total = (
        cv2.blur(part.astype(np.float32), (_NEIGHBOURHOOD, _NEIGHBOURHOOD))
        for part in (known, np.nan_to_num(change))
    )
    apart = np.abs(change - total / np.maximum(share, _LEAST_SHARE))[known]
    return float(SD_PER_MAD * np.median(apart)) if apart.size else 0.0


def _on_photo(mask: NDArray[np.bool_], rows: Map, columns: Map) -> NDArray[np.uint8]:
    return np.asarray(cv2.remap(mask.astype(np.uint8), columns, rows, cv2.INTER_NEAREST), np.uint8)


def _coloured(photo: Pixels, change: Map, face: NDArray[np.uint8]) -> Pixels:
    grey = np.repeat(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=-1)
    known = np.isfinite(change)
    step = np.digitize(np.nan_to_num(change), [step.above_ei for step in SCALE[1:]])
    colours = np.array([step.colour for step in SCALE], np.float32)[step]
    colours[~known] = _hatched(change.shape)[~known]
    mixed = _PAPER * grey + (1 - _PAPER) * colours
    return np.asarray(np.where(face[..., None] > 0, mixed, grey), np.uint8)


def _hatched(shape: tuple[int, ...]) -> Map:
    diagonal = np.add(*np.indices(shape)) % _HATCH_PX < 2
    return np.where(diagonal[..., None], _HATCH, _BLANK).astype(np.float32)


def _outline(picture: Pixels, masks: Iterable[NDArray[np.uint8]]) -> None:
    for mask in masks:
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(picture, outlines, -1, _OUTLINE, 2, cv2.LINE_AA)
