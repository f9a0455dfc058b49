"""The z-buffer: no gaps, the nearest wins, and perspective is right."""

import numpy as np

from analysis.simulate.shape.raster import rasterise

SHAPE = (20, 30)


def square(depth: float) -> np.ndarray:
    """Corners of the whole picture, turned so that both triangles share the diagonal."""
    return np.array(
        [[-1, -1, depth], [31, -1, depth], [31, 21, depth], [-1, 21, depth]], dtype=float
    )


HALVES = np.array([[0, 1, 2], [0, 2, 3]])


def test_two_halves_cover_every_pixel() -> None:
    assert rasterise(square(5.0), HALVES, SHAPE).covered.all()


def test_the_nearer_square_hides_the_other() -> None:
    points = np.concatenate([square(2.0), square(9.0)])
    fragments = rasterise(points, np.concatenate([HALVES + 4, HALVES]), SHAPE)
    assert np.isin(fragments.triangle, (2, 3)).all()
    assert np.allclose(fragments.depth, 2.0)


def test_values_spread_in_perspective() -> None:
    # A floor that runs from 1 to 3 away: half way up the picture it is 1.5 away, not 2.
    floor = np.array([[0, 0, 1], [8, 0, 1], [8, 8, 3], [0, 8, 3]], dtype=float)
    fragments = rasterise(floor, HALVES, (9, 9))
    found = np.zeros((9, 9))
    found[fragments.covered] = fragments.interpolate(floor[:, 2:], HALVES)[:, 0]
    assert np.allclose(found[4], 1.5, atol=1e-4)
    assert np.allclose(found, fragments.depth, atol=1e-4)


def test_what_lies_outside_or_edge_on_leaves_no_trace() -> None:
    points = np.array(
        [[-9, -9, 1], [-5, -9, 1], [-7, -5, 1], [5, 5, 1], [9, 9, 1], [7, 7, 1]], float
    )
    fragments = rasterise(points, np.array([[0, 1, 2], [3, 4, 5]]), SHAPE)
    assert not fragments.covered.any()
