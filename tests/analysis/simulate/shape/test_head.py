import numpy as np
import pytest

from analysis.face.mesh import canonical_mesh
from analysis.simulate.shape.head import (
    EYE_LEFT,
    EYE_RIGHT,
    build_head,
    eye_centres,
    shape_face,
)
from analysis.simulate.shape.parts import EYE_RADIUS


def gap(face: np.ndarray, eye: tuple[int, ...]) -> float:
    return float(np.ptp(face[list(eye), 1]))


def test_without_variation_everybody_has_the_canonical_face_awake() -> None:
    faces = [shape_face(np.random.default_rng(seed), 0.0) for seed in (1, 2)]
    canonical = canonical_mesh().vertices
    assert np.array_equal(*faces)
    assert np.linalg.norm(faces[0] - canonical, axis=1).max() < 0.3
    for eye in (EYE_RIGHT, EYE_LEFT):
        assert gap(faces[0], eye) > gap(canonical, eye) + 0.1


def test_people_differ_by_millimetres() -> None:
    first, second = (shape_face(np.random.default_rng(seed), 1.0) for seed in (1, 2))
    assert 0.02 < np.linalg.norm(first - second, axis=1).mean() < 0.8


def test_eyeballs_lie_behind_the_lids_on_both_sides() -> None:
    face = shape_face(np.random.default_rng(1), 0.0)
    right, left = eye_centres(face)
    assert right[0] < 0 < left[0]
    assert right[[1, 2]] == pytest.approx(left[[1, 2]], abs=0.1)
    assert right[2] + EYE_RADIUS < face[list(EYE_RIGHT), 2].max() + 0.5


def test_a_head_is_one_piece_whose_eyes_are_open() -> None:
    face = shape_face(np.random.default_rng(1), 0.0)
    head = build_head(face)
    assert np.array_equal(head.vertices[: len(face)], face)
    assert head.triangles.max() == len(head.vertices) - 1
    assert not np.isin(head.triangles, EYE_RIGHT).all(axis=1).any()
