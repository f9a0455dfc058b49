import numpy as np
import pytest

from analysis.simulate.shape.geometry import arc, smoothstep, unit, vertex_normals

CORNERS = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
TETRAHEDRON = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]])


def test_normals_of_a_closed_body_look_outwards() -> None:
    normals = vertex_normals(CORNERS, TETRAHEDRON)
    outward = CORNERS - CORNERS.mean(axis=0)
    assert np.linalg.norm(normals, axis=1) == pytest.approx(1)
    assert ((normals * outward).sum(axis=1) > 0).all()


def test_an_arc_goes_evenly_along_the_great_circle() -> None:
    x, y = np.eye(3)[:2]
    assert arc(x, y, 0.0) == pytest.approx(x)
    assert arc(x, y, 1.0) == pytest.approx(y)
    assert arc(x, y, 0.5) == pytest.approx(unit(x + y))
    assert arc(x, y, 1 / 3) == pytest.approx([np.cos(np.pi / 6), np.sin(np.pi / 6), 0])


def test_a_smooth_step_is_flat_at_both_ends() -> None:
    values = smoothstep(1.0, 3.0, np.array([0.0, 1.0, 2.0, 3.0, 4.0]))
    assert values == pytest.approx([0, 0, 0.5, 1, 1])
    assert smoothstep(1.0, 3.0, np.array([1.01, 2.99])) == pytest.approx([0, 1], abs=1e-3)
