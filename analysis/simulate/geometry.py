"""Smooth surfaces from few points: Loop subdivision, normals, and what sees the light."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.simulate.raster import Points, Triangles, rasterise

_DEPTH_MAP_SIZE = 256
_DEPTH_BIAS_CM = 0.3


def subdivide(
    triangles: Triangles, count: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Triangles]:
    """Split every triangle in four.

    Parameters
    ----------
    triangles : (T, 3) int ndarray
    count : int
        Number of vertices.

    Returns
    -------
    smooth, linear : (V', V) sparse matrices
        Take vertex values to the finer mesh, rounded by Loop's rule (Loop 1987) or left straight.
    finer : (4 T, 3) int ndarray
    """
    edges, where, uses = _edges(triangles)
    opposite = _opposite_corners(triangles, where, len(edges), count)
    midpoints = where.reshape(3, -1).T + count
    finer = np.concatenate(
        [
            np.column_stack([triangles[:, 0], midpoints[:, 0], midpoints[:, 2]]),
            np.column_stack([triangles[:, 1], midpoints[:, 1], midpoints[:, 0]]),
            np.column_stack([triangles[:, 2], midpoints[:, 2], midpoints[:, 1]]),
            midpoints,
        ]
    )
    straight = _edge_rows(edges, np.full(len(edges), 0.5), count)
    inner = uses == 2
    rounded = _edge_rows(edges, np.where(inner, 3 / 8, 1 / 2), count)
    rounded = rounded + (sparse.diags(np.where(inner, 1 / 8, 0)) @ opposite).tocsr()
    identity = sparse.identity(count, format="csr")
    smooth = sparse.vstack([_relaxed(edges, inner, count), rounded]).tocsr()
    return smooth, sparse.vstack([identity, straight]).tocsr(), finer


def _edges(triangles: Triangles) -> tuple[Triangles, Triangles, Triangles]:
    every = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    edges, where, uses = np.unique(
        np.sort(every, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    return edges, where.ravel(), uses


def _opposite_corners(
    triangles: Triangles, where: Triangles, edges: int, count: int
) -> sparse.csr_matrix:
    corners = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    ones = np.ones(len(corners))
    return sparse.csr_matrix((ones, (where, corners)), (edges, count))


def _edge_rows(edges: Triangles, weight: Points, count: int) -> sparse.csr_matrix:
    rows = np.tile(np.arange(len(edges)), 2)
    values = np.tile(weight, 2)
    return sparse.csr_matrix((values, (rows, edges.T.ravel())), (len(edges), count))


def _relaxed(edges: Triangles, inner: NDArray[np.bool_], count: int) -> sparse.csr_matrix:
    """Loop's rule for the old vertices: inside and on the border."""
    border = np.zeros(count, bool)
    border[edges[~inner].ravel()] = True
    along = edges[~inner]
    links = _adjacency(edges[inner | ~border[edges].all(axis=1)], count)
    degree = np.maximum(np.asarray(_adjacency(edges, count).sum(axis=1)).ravel(), 1)
    beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / degree) / 4) ** 2) / degree
    beta = np.where(border, 0, beta)
    own = np.where(border, 3 / 4, 1 - degree * beta)
    return (sparse.diags(own) + sparse.diags(beta) @ links + _adjacency(along, count) / 8).tocsr()


def _adjacency(edges: Triangles, count: int) -> sparse.csr_matrix:
    both = np.concatenate([edges, edges[:, ::-1]])
    return sparse.csr_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), (count, count))


def vertex_normals(vertices: Points, triangles: Triangles) -> Points:
    """Return outward unit normals (V, 3), averaged over the triangles around each vertex."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.maximum(length, 1e-12))


def sphere_directions(count: int) -> Points:
    """Return unit vectors (count, 3) spread evenly over the sphere (Fibonacci lattice)."""
    index = np.arange(count) + 0.5
    z = 1 - 2 * index / count
    angle = np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - z**2)
    return np.column_stack([ring * np.cos(angle), ring * np.sin(angle), z])


def light_transfer(
    vertices: Points, normals: Points, occluder: Points, triangles: Triangles, directions: Points
) -> NDArray[np.float32]:
    """Return how much light each vertex takes from each direction.

    Parameters
    ----------
    vertices, normals : (V, 3) float ndarray
    occluder, triangles : (U, 3) float ndarray, (T, 3) int ndarray
        The mesh that casts shadows, in cm.
    directions : (D, 3) float ndarray
        Unit vectors towards the light.

    Returns
    -------
    transfer : (V, D) float32 ndarray
        Cosine where the light arrives, 0 in shadow; softened, as skin spreads light sideways.
    """
    wrap = 0.15
    cosine = np.clip((normals @ directions.T + wrap) / (1 + wrap), 0, None)
    columns = [
        cosine[:, k] * _sees(vertices, occluder, triangles, direction)
        for k, direction in enumerate(directions)
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _sees(
    vertices: Points, occluder: Points, triangles: Triangles, direction: Points
) -> NDArray[np.bool_]:
    frame = _frame(direction)
    low = (occluder @ frame.T).min(axis=0)
    scale = (_DEPTH_MAP_SIZE - 1) / np.ptp(occluder @ frame.T, axis=0)[:2].max()

    def seen_from_light(points: Points) -> Points:
        turned = (points @ frame.T - low) * [scale, scale, 1]
        return np.column_stack([turned[:, :2], 1000 - turned[:, 2]])

    depth = rasterise(
        seen_from_light(occluder), triangles, (_DEPTH_MAP_SIZE, _DEPTH_MAP_SIZE)
    ).depth
    place = seen_from_light(vertices)
    column, row = np.clip(np.rint(place[:, :2]), 0, _DEPTH_MAP_SIZE - 1).astype(int).T
    return np.asarray(place[:, 2] < depth[row, column] + _DEPTH_BIAS_CM)


def _frame(direction: Points) -> Points:
    """Rotation whose third row is the direction."""
    helper = np.array([0.0, 1.0, 0.0]) if abs(direction[1]) < 0.9 else np.array([1.0, 0.0, 0.0])
    right = np.cross(helper, direction)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(direction, right), direction])
