from dataclasses import replace

import numpy as np
import pytest

from analysis.simulate.camera import Camera, develop
from analysis.simulate.state import Shot

SHAPE = (500, 400)
STILL = Shot(noise=0.0, blur_px=0.01)


@pytest.mark.parametrize("turned", [{}, {"yaw_deg": 20}, {"pitch_deg": -10, "roll_deg": 15}])
def test_a_turn_is_a_rotation_and_the_camera_stays_at_its_distance(turned: dict[str, int]) -> None:
    camera = Camera(Shot(**turned), SHAPE)
    assert camera.turn @ camera.turn.T == pytest.approx(np.eye(3))
    assert np.linalg.det(camera.turn) == pytest.approx(1)
    assert np.linalg.norm(camera.place) == pytest.approx(Shot().distance_cm)


def test_each_turn_goes_the_way_that_it_says() -> None:
    nose, left = np.array([[0.0, 0.0, 8.0], [8.0, 0.0, 0.0]])
    straight = Camera(Shot(), SHAPE).project(nose)
    yawed = Camera(Shot(yaw_deg=10), SHAPE).project(nose)
    assert yawed[0] > straight[0]  # the person's left is on the picture's right
    assert Camera(Shot(pitch_deg=10), SHAPE).project(nose)[1] < straight[1]
    upright, leaning = (Camera(Shot(roll_deg=r), SHAPE).project(left) for r in (0, 10))
    assert leaning[1] > upright[1]


def test_twice_as_far_is_half_as_large() -> None:
    near, far = (Camera(Shot(distance_cm=d), SHAPE) for d in (50, 100))
    ends = np.array([[-3.0, 0.0, 0.0], [3.0, 0.0, 0.0]])
    widths = [float(np.ptp(camera.project(ends)[:, 0])) for camera in (near, far)]
    assert widths[0] == pytest.approx(2 * widths[1])


def test_light_is_coded_as_srgb_and_the_gains_are_the_cameras() -> None:
    grey = np.full((8, 8, 3), 0.2140, np.float32)
    assert np.unique(develop(grey, STILL)).tolist() == [127]
    warm = develop(grey, replace(STILL, gain_red=1.2))
    assert warm[..., 0].min() > warm[..., 1].max()
    brighter = develop(grey, replace(STILL, exposure_ev=1.0))
    assert np.unique(brighter) == np.unique(develop(2 * grey, STILL))


def test_noise_is_that_of_its_seed() -> None:
    grey = np.full((8, 8, 3), 0.2, np.float32)
    first, again, other = (develop(grey, Shot(seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
