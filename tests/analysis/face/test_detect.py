from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.face.detect import find_face
from analysis.face.points import IRIS_LEFT, IRIS_RIGHT

JITTER = 0.03  # of the interocular distance: what the mesh moves by under new pixels


def test_finds_a_real_face(astronaut: np.ndarray) -> None:
    face = find_face(astronaut)
    # Pupils placed by hand on the public-domain portrait, row and column.
    assert face.points[IRIS_RIGHT, :2] == pytest.approx([101, 203], abs=2)
    assert face.points[IRIS_LEFT, :2] == pytest.approx([103, 247], abs=2)
    assert face.presence > 0.9


def test_left_is_the_persons_own(astronaut: np.ndarray) -> None:
    points = find_face(astronaut).points
    assert points[IRIS_LEFT, 1] > points[IRIS_RIGHT, 1]


@pytest.mark.parametrize(("upper", "lower"), [(159, 145), (386, 374)])
def test_one_closed_eye_is_enough_to_hide_a_pupil(
    astronaut: np.ndarray, upper: int, lower: int
) -> None:
    face = find_face(astronaut)
    assert face.eyes_open
    closed = face.points.copy()
    closed[upper] = closed[lower] * 0.95 + closed[upper] * 0.05
    assert not replace(face, points=closed).eyes_open


def test_how_far_eyes_are_open_is_told_by_their_width(astronaut: np.ndarray) -> None:
    face = find_face(astronaut)
    half = face.points.copy()
    for upper, lower in ((159, 145), (386, 374)):
        half[upper] = (half[upper] + half[lower]) / 2
    assert replace(face, points=half).eye_gap() == pytest.approx(face.eye_gap() / 2, rel=1e-3)
    assert face.scaled(3.0).eye_gap() == pytest.approx(face.eye_gap(), rel=1e-3)
    assert face.scaled(3.0).eye_gap(6.0) == pytest.approx(face.eye_gap(2.0), rel=1e-3)


@pytest.mark.parametrize("scale", [0.75, 2.0, 4.0])
def test_size_of_the_photo_does_not_matter(astronaut: np.ndarray, scale: float) -> None:
    resized = cv2.resize(astronaut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    expected = (find_face(astronaut).points[:, :2] + 0.5) * scale - 0.5
    face = find_face(np.asarray(resized))
    off = np.linalg.norm(face.points[:, :2] - expected, axis=1) / face.interocular_px
    assert np.median(off) < JITTER


@pytest.mark.parametrize("turn_deg", [-20, 20])
def test_follows_a_tilted_head(astronaut: np.ndarray, turn_deg: float) -> None:
    matrix = cv2.getRotationMatrix2D((223, 120), turn_deg, 1.0)
    tilted = cv2.warpAffine(astronaut, matrix, (512, 512))
    upright = find_face(astronaut).points[:, 1::-1]
    expected = upright @ matrix[:, :2].T + matrix[:, 2]
    face = find_face(np.asarray(tilted))
    off = np.linalg.norm(face.points[:, 1::-1] - expected, axis=1) / face.interocular_px
    assert np.median(off) < JITTER


def test_finds_a_small_face_in_a_large_photo(astronaut: np.ndarray) -> None:
    room = np.full((1500, 1300, 3), 120, np.uint8)
    room[900:1412, 700:1212] = astronaut
    face = find_face(room)
    assert face.points[IRIS_RIGHT, :2] == pytest.approx([1001, 903], abs=4)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_photo_has_no_face(level: int) -> None:
    with pytest.raises(NoFaceFound, match="No face was found"):
        find_face(np.full((300, 200, 3), level, np.uint8))


@pytest.mark.parametrize("stack", [np.hstack, np.vstack])
def test_two_faces_are_refused(
    astronaut: np.ndarray, stack: Callable[[list[np.ndarray]], np.ndarray]
) -> None:
    with pytest.raises(SeveralFacesFound, match="More than one face"):
        find_face(stack([astronaut, astronaut]))
