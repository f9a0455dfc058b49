"""A studio photo is taken apart, and put together otherwise."""

import numpy as np

from analysis.simulate.studio import Sitter, redecorate
from tests.analysis.simulate.sitters import CHIN


def test_every_photo_has_another_wall_and_shirt(light_sitter: Sitter) -> None:
    room, other = (redecorate(light_sitter, np.random.default_rng(seed)) for seed in (1, 2))
    assert np.abs(room.linear[20, 20] - other.linear[20, 20]).max() > 0.05
    assert np.abs(room.linear[-20, 60] - other.linear[-20, 60]).max() > 0.05
    person = light_sitter.wall + light_sitter.clothes < 1e-6
    assert np.abs(room.linear - other.linear)[person].max() < 1e-6


def test_wall_clothes_and_face_are_told_apart(light_sitter: Sitter) -> None:
    wall, clothes = light_sitter.wall, light_sitter.clothes
    assert wall[20, 20] > 0.99
    assert clothes[-20, 60] > 0.99
    nose = light_sitter.face.points[4, :2].astype(int)
    assert wall[tuple(nose)] == clothes[tuple(nose)] == 0
    assert (light_sitter.texels[tuple(nose)] > 0).all()
    assert (light_sitter.texels[20, 20] == -1).all()


def test_the_nose_faces_the_camera_and_the_neck_is_no_face(light_sitter: Sitter) -> None:
    chin = light_sitter.face.points[CHIN, :2].astype(int)
    assert (light_sitter.texels[chin[0] + 30, chin[1]] == -1).all()
    nose = light_sitter.face.points[4, :2].astype(int)
    assert light_sitter.normals[tuple(nose)][2] > 0.8
