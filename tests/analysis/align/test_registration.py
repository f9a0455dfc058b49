from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis import Photo, read_photo
from analysis.align.registration import MESH_ERROR_MM, Registration, register
from analysis.face.detect import find_face
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll

MOVED_TOLERANCE = 0.002  # interocular distances, 0.13 mm: median error on a turned photo
FAR_TOLERANCE = 0.06  # interocular distances: points beside the face, on a flat turned photo


@pytest.fixture(scope="module")
def matrix(before: Photo) -> np.ndarray:
    """A photo turned by 8°, made smaller by a tenth and shifted."""
    height, width = before.pixels.shape[:2]
    return np.add(
        cv2.getRotationMatrix2D((width / 2, height / 2), 8, 0.9), [[0, 0, 12], [0, 0, -9]]
    )


@pytest.fixture(scope="module")
def turned(before: Photo, view: SkinView, matrix: np.ndarray) -> Registration:
    size = before.pixels.shape[1::-1]
    pixels = np.asarray(cv2.warpAffine(before.pixels, matrix, size, flags=cv2.INTER_CUBIC))
    photo = Photo(pixels, digest="turned")
    return register(SkinPair(view, unroll(photo, find_face(pixels))))


def follow(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    return (points[:, ::-1] @ matrix[:, :2].T + matrix[:, 2])[:, ::-1]


def misses(turned: Registration, matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    off = turned.map_points(points) - follow(matrix, points)
    return np.linalg.norm(off, axis=1) / turned.follow_up.face.interocular_px


def test_points_on_skin_are_found_in_a_turned_photo(
    turned: Registration, view: SkinView, matrix: np.ndarray
) -> None:
    points = view.positions[view.plain][::500].astype(float)
    assert np.median(misses(turned, matrix, points)) < MOVED_TOLERANCE


def test_points_beside_the_face_follow_its_edge(
    turned: Registration, view: SkinView, matrix: np.ndarray
) -> None:
    rows, columns = view.face.points[:468, :2].T
    beside = np.array([[rows.mean(), columns.min() - 30], [rows.max() + 40, columns.mean()]])
    assert misses(turned, matrix, beside).max() < FAR_TOLERANCE


def test_no_points_give_no_points(turned: Registration) -> None:
    assert turned.map_points(np.empty((0, 2))).shape == (0, 2)


def test_a_photo_lies_on_itself(view: SkinView) -> None:
    same = register(SkinPair(view, view))
    points = view.positions[view.plain][::500].astype(float)
    assert np.abs(same.map_points(points) - points).max() < 0.1
    assert same.accepted_share > 0.95


def test_real_pairs_are_aligned_over_most_of_the_skin(faces: Path) -> None:
    first, second = (read_photo(faces / f"002_{name}.jpg") for name in ("neutral", "smile"))
    views = (unroll(photo, find_face(photo.pixels)) for photo in (first, second))
    registration = register(SkinPair(*views))
    assert registration.accepted_share > 0.5


def test_the_expected_error_grows_as_less_skin_is_aligned(view: SkinView) -> None:
    same = register(SkinPair(view, view))
    half = replace(same, accepted=same.accepted & (np.indices(same.accepted.shape)[0] % 2 == 0))
    none = replace(same, accepted=np.zeros_like(same.accepted))
    errors = [r.expected_error_mm for r in (same, half, none)]
    assert errors == sorted(errors)
    assert errors[0] < 0.1
    assert none.expected_error_mm == MESH_ERROR_MM
