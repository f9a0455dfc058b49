"""Triangles to pixels: a z-buffer in NumPy."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Triangles = NDArray[np.int64]
Single = NDArray[np.float32]

# Chosen: for memory, time, and the rounding of single precision.
_SAMPLES_AT_ONCE = 1_000_000
_INSIDE = -1e-4
_EDGE_ON = 1e-9
_GROWTH = 1.4
"""Triangles are handled in groups of like size; each group's square is so much wider."""


@dataclass(frozen=True)
class Fragments:
    """What each pixel shows."""

    triangle: Triangles
    """(M, N) index of the nearest triangle, -1 where there is none."""
    weights: Single
    """(K, 3) weights of its corners for the covered pixels, corrected for perspective."""
    depth: Single
    """(M, N) distance to the camera, infinite where there is nothing."""

    @property
    def covered(self) -> NDArray[np.bool_]:
        """(M, N) pixels that show anything."""
        return self.triangle >= 0

    def interpolate(self, values: Points, triangles: Triangles) -> Single:
        """Spread values (V, C) of the vertices over the covered pixels, as (K, C)."""
        corners = triangles[self.triangle[self.covered]]
        single = values.astype(np.float32)
        spread = self.weights[:, 0, None] * single[corners[:, 0]]
        for k in (1, 2):
            spread += self.weights[:, k, None] * single[corners[:, k]]
        return np.asarray(spread)


def rasterise(points: Points, triangles: Triangles, shape: tuple[int, int]) -> Fragments:
    """Find the nearest triangle behind every pixel.

    Parameters
    ----------
    points : (V, 3) float ndarray
        Column and row in pixels, and distance to the camera (positive).
    triangles : (T, 3) int ndarray
    shape : (int, int)
        Rows and columns of the picture.

    Returns
    -------
    fragments : Fragments
    """
    depth = np.full(shape[0] * shape[1], np.inf, np.float32)
    winner = np.full(depth.size, -1, np.int64)
    corners = points[triangles]
    for chosen, low, size in _groups(corners, shape):
        index, pixel, distance = _inside(corners[chosen], low, size, shape)
        np.minimum.at(depth, pixel, distance)
        nearest = depth[pixel] == distance
        winner[pixel[nearest]] = chosen[index[nearest]]
    return Fragments(
        triangle=winner.reshape(shape),
        weights=_weights(corners, winner, shape[1]),
        depth=depth.reshape(shape),
    )


def _groups(corners: Points, shape: tuple[int, int]) -> Iterator[tuple[Triangles, Triangles, int]]:
    """Yield triangles of like size: their indices, first pixels (column, row), side of square."""
    first, second, third = np.moveaxis(corners[..., :2], 1, 0)
    # Reducing an axis of three is slow in NumPy, so the three are compared by name.
    low = np.ceil(np.minimum(np.minimum(first, second), third)).astype(int).clip(0)
    high = np.floor(np.maximum(np.maximum(first, second), third)).astype(int)
    high = high.clip(max=[shape[1] - 1, shape[0] - 1])
    sides = (high - low + 1).clip(0)
    extent = np.where(sides.T[0] * sides.T[1] > 0, np.maximum(sides.T[0], sides.T[1]), 0)
    smaller, size = 0, 2
    while smaller < extent.max(initial=0):
        chosen = np.flatnonzero((extent > smaller) & (extent <= size))
        step = max(1, _SAMPLES_AT_ONCE // size**2)
        for start in range(0, len(chosen), step):
            part = chosen[start : start + step]
            yield part, low[part], size
        smaller, size = size, int(np.ceil(size * _GROWTH))


def _inside(
    corners: Points, low: Triangles, size: int, shape: tuple[int, int]
) -> tuple[Triangles, Triangles, Single]:
    """Pixels inside triangles: which triangle, flat index of the pixel, distance there."""
    near = corners.copy()
    near[..., :2] -= low[:, None]  # near zero, where single precision is fine
    planes = _planes(near).astype(np.float32)
    steps = np.arange(size, dtype=np.float32)
    weights = (
        planes[:, :, 0, None, None] * steps
        + planes[:, :, 1, None, None] * steps[:, None]
        + planes[:, :, 2, None, None]
    )
    least = np.minimum(np.minimum(weights[:, 0], weights[:, 1]), weights[:, 2])
    index, row, column = np.nonzero(least > _INSIDE)
    nearness = (weights[index, :, row, column] / corners[index, :, 2]).sum(axis=1)
    row, column = row + low[index, 1], column + low[index, 0]
    kept = (row < shape[0]) & (column < shape[1])
    flat = row * shape[1] + column
    return index[kept], flat[kept], (1 / nearness[kept]).astype(np.float32)


def _planes(corners: Points) -> Points:
    """Coefficients (T, 3, 3) of column, row and 1 that give the three corners' weights."""
    x, y = corners[..., 0], corners[..., 1]
    x1, y1, x2, y2 = (np.roll(v, -k, axis=1) for k in (1, 2) for v in (x, y))
    planes = np.stack([y1 - y2, x2 - x1, x1 * y2 - x2 * y1], axis=-1)
    double_area = planes[..., 2].sum(axis=1)
    edge_on = np.abs(double_area) < _EDGE_ON
    planes[edge_on] = [0, 0, -1]  # no pixel is inside
    return np.asarray(planes / np.where(edge_on, 1, double_area)[:, None, None])


def _weights(corners: Points, winner: Triangles, columns: int) -> Single:
    pixels = np.flatnonzero(winner >= 0)
    shown, position = np.unique(winner[pixels], return_inverse=True)
    near = corners[shown]
    origin = near[:, 0, :2].copy()
    near[..., :2] -= origin[:, None]
    planes = _planes(near)[position]
    row, column = np.divmod(pixels, columns)
    place = np.column_stack([column, row]) - origin[position]
    weights = planes[..., 0] * place[:, :1] + planes[..., 1] * place[:, 1:] + planes[..., 2]
    weights /= near[position, :, 2]
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)
