"""The pattern decides; where it is unsure the shape does, and a smile is no other person."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.align.identity import Likeness, compare_people, shape_distance
from analysis.align.registration import Registration, register
from analysis.face.detect import Face
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView


def turned(face: Face, degrees: float, larger: float = 1.0) -> Face:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = face.points.copy()
    points[:, :2] = larger * points[:, :2] @ turn.T + 20
    points[:, 2] *= larger
    return replace(face, points=points)


def stretched(face: Face, share: float) -> Face:
    """A face longer by a share, as another person's may be."""
    points = face.points.copy()
    points[:, 0] *= 1 + share
    return replace(face, points=points)


@pytest.fixture(scope="module")
def same(view: SkinView) -> Registration:
    return register(SkinPair(view, view))


def with_share(same: Registration, share: float, face: Face | None = None) -> Registration:
    """The registration with so much of the skin accepted, and the follow-up's face another."""
    rng = np.random.default_rng(1)
    follow_up = same.follow_up if face is None else replace(same.follow_up, face=face)
    accepted = same.accepted & (rng.random(same.accepted.shape) < share / same.accepted_share)
    return replace(same, pair=SkinPair(same.baseline, follow_up), accepted=accepted)


def test_size_place_and_turn_are_no_shape(face: Face) -> None:
    assert shape_distance(face, face) == pytest.approx(0, abs=1e-6)
    assert shape_distance(face, turned(face, 25, larger=1.7)) == pytest.approx(0, abs=1e-6)


def test_the_longer_a_face_the_further_its_shape(face: Face) -> None:
    distances = [shape_distance(face, stretched(face, share)) for share in (0.02, 0.1, 0.3)]
    assert distances == sorted(distances)
    assert distances[0] < 0.045 < distances[2]


def test_a_surely_known_pattern_needs_no_shape(same: Registration, face: Face) -> None:
    assert compare_people(same) is Likeness.SAME
    assert compare_people(with_share(same, 0.5, stretched(face, 0.3))) is Likeness.SAME


def test_an_unsure_pattern_asks_and_an_unknown_one_with_another_shape_refuses(
    same: Registration, face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.align.identity.is_same_skin", lambda *_: False)
    other = stretched(face, 0.3)
    assert compare_people(with_share(same, 0.05)) is Likeness.DOUBTFUL
    assert compare_people(with_share(same, 0.2, other)) is Likeness.DOUBTFUL
    assert compare_people(with_share(same, 0.05, other)) is Likeness.OTHER
