"""Loop subdivision: a smooth surface from a coarse mesh (C. Loop, 1987)."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.simulate.shape.raster import Points, Triangles


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


def neighbourhood(triangles: Triangles, count: int) -> sparse.csr_matrix:
    """Return the (V, V) matrix that takes the mean of a vertex and those around it."""
    edges, _, _ = _edges(triangles)
    links = _adjacency(edges, count) + sparse.identity(count)
    return (sparse.diags(1 / np.asarray(links.sum(axis=1)).ravel()) @ links).tocsr()
