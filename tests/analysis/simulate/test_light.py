import numpy as np
import pytest

from analysis.simulate.light import LIGHT_DIRECTIONS, light_from, light_transfer, window_direction
from analysis.simulate.state import Shot


def test_directions_are_of_length_one_and_leave_no_side_out() -> None:
    assert np.linalg.norm(LIGHT_DIRECTIONS, axis=1) == pytest.approx(1)
    assert LIGHT_DIRECTIONS.mean(axis=0) == pytest.approx(0, abs=0.05)


def test_the_window_is_where_the_shot_says() -> None:
    assert window_direction(Shot(light_azimuth_deg=0, light_elevation_deg=0)) == pytest.approx(
        [0, 0, 1]
    )
    assert window_direction(Shot(light_azimuth_deg=90, light_elevation_deg=0)) == pytest.approx(
        [1, 0, 0], abs=1e-12
    )
    assert window_direction(Shot(light_elevation_deg=90)) == pytest.approx([0, 1, 0], abs=1e-12)


@pytest.mark.parametrize("ambient", [0.0, 0.35, 2.0])
def test_a_surface_that_faces_the_camera_is_lit_with_one(ambient: float) -> None:
    window, room = light_from(Shot(ambient=ambient), np.eye(3))
    facing = np.clip(LIGHT_DIRECTIONS[:, 2], 0, None)
    assert facing @ (window + room) == pytest.approx(1)
    assert facing @ room == pytest.approx(ambient / (1 + ambient))


def test_what_stands_before_a_wall_shades_it() -> None:
    square = np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
    faces = np.array([[0, 1, 2], [0, 2, 3]])
    behind = 0.4 * square - [0, 0, 3]
    vertices = np.concatenate([2 * square, behind])
    normals = np.tile([0.0, 0.0, 1.0], (8, 1))
    triangles = np.concatenate([faces, faces + 4])
    open_air = light_transfer(vertices, normals, triangles, faces + 4)
    shaded = light_transfer(vertices, normals, triangles, triangles)
    ahead = int(np.argmax(LIGHT_DIRECTIONS[:, 2]))
    assert open_air[4:, ahead].min() > 0.8
    assert shaded[4:, ahead].max() < 0.2
    assert shaded[:4, ahead].min() > 0.8
