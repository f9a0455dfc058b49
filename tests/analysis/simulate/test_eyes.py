import numpy as np

from analysis.simulate import Person
from analysis.simulate.eyes import shade
from analysis.simulate.shape.parts import EYE_RADIUS

AHEAD = np.array([0.0, 0.0, 1.0])
ASIDE = np.array([1.0, 0.0, 0.0])


def looked_at(person: Person, angles_deg: list[float], window: np.ndarray = ASIDE) -> np.ndarray:
    """The colour of the left eyeball, so far above its middle, for a camera straight ahead."""
    angles = np.radians(angles_deg)
    up = np.stack([np.zeros(len(angles)), np.sin(angles), np.cos(angles)], axis=-1)
    places = person.body.eyes[1] + EYE_RADIUS * up
    camera = person.body.eyes[1] + 60 * AHEAD
    return shade(person.body, places, np.ones(len(angles)), camera, window)


def test_pupil_iris_and_white_follow_each_other(person: Person) -> None:
    pupil, iris, white = looked_at(person, [0.0, 20.0, 40.0]).mean(axis=1)
    assert pupil < iris < white


def test_a_window_behind_the_camera_shines_in_the_eye(person: Person) -> None:
    lit, unlit = (looked_at(person, [0.0], window).mean() for window in (AHEAD, ASIDE))
    assert lit > unlit + 0.3
