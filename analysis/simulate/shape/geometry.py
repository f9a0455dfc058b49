"""Small geometry that several modules share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.simulate.shape.raster import Points, Triangles

Numbers = NDArray[np.floating[Any]]


def vertex_normals(vertices: Points, triangles: Triangles) -> Points:
    """Return outward unit normals (V, 3), averaged over the triangles around each vertex."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.maximum(length, 1e-12))


def arc(start: Points, end: Points, share: Points | float) -> Points:
    """Return unit vectors that part of the way along great circles from start to end."""
    angle = np.arccos(np.clip((start * end).sum(axis=-1, keepdims=True), -1, 1))
    rest = 1 - share
    return np.asarray((np.sin(rest * angle) * start + np.sin(share * angle) * end) / np.sin(angle))


def unit(vectors: Numbers) -> Points:
    """Return vectors (..., 3) scaled to length 1."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def smoothstep(low: float, high: float, values: Numbers) -> Points:
    """Return 0 below low, 1 above high, and a soft rise in between."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
