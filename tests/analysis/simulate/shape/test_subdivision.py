"""Loop's rules: what is flat stays flat, what has corners is rounded."""

import numpy as np
import pytest

from analysis.simulate.shape.subdivision import neighbourhood, subdivide

OCTAHEDRON = np.array(
    [[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]]
)
CORNERS = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float)


def plane(side: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:side, 0:side].reshape(2, -1).astype(float)
    index = np.arange(side * side).reshape(side, side)
    points = np.column_stack([x, y, 3 * x - y])
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    halves = (np.stack([a, b, c], axis=-1), np.stack([b, d, c], axis=-1))
    return points, np.concatenate(halves).reshape(-1, 3)


def test_every_triangle_becomes_four() -> None:
    smooth, linear, finer = subdivide(OCTAHEDRON, 6)
    assert len(finer) == 32
    assert smooth.shape == linear.shape == (6 + 12, 6)


def test_a_plane_stays_a_plane() -> None:
    points, triangles = plane(5)
    smooth, _, _ = subdivide(triangles, len(points))
    x, y, z = (smooth @ points).T
    assert z == pytest.approx(3 * x - y)


def test_linear_values_stay_at_the_corners_and_halve_on_the_edges() -> None:
    _, linear, _ = subdivide(OCTAHEDRON, 6)
    finer = linear @ CORNERS
    assert np.array_equal(finer[:6], CORNERS)
    assert np.linalg.norm(finer[6:], axis=1) == pytest.approx(np.sqrt(0.5))


def test_an_octahedron_grows_rounder() -> None:
    triangles, points = OCTAHEDRON, CORNERS
    for _ in range(3):
        smooth, _, triangles = subdivide(triangles, len(points))
        points = smooth @ points
    radius = np.linalg.norm(points, axis=1)
    assert radius.max() / radius.min() < 1.2  # an octahedron's own ratio is 1.73


def test_the_mean_of_neighbours_keeps_a_constant() -> None:
    assert neighbourhood(OCTAHEDRON, 6) @ np.ones(6) == pytest.approx(1.0)
