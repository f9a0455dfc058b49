"""The rendered photo: repeatable, a face to the face mesh, and true to pose and treatment."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES
from analysis.face.detect import find_face
from analysis.simulate import Person, Shot, SkinState, render_face
from analysis.simulate.camera import Camera
from analysis.simulate.pattern import paint_pattern

SHAPE = (500, 400)
RED = SkinState(blood_fraction=dict.fromkeys(FACIAL_ZONES, 0.03))


def test_the_same_arguments_give_the_same_photo(person: Person) -> None:
    shot = Shot(yaw_deg=3, seed=5)
    first, second = (render_face(person, RED, shot, (250, 200)) for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "shot",
    [Shot(), Shot(yaw_deg=8, pitch_deg=-6, roll_deg=6), Shot(yaw_deg=-8, pitch_deg=6, roll_deg=-6)],
    ids=["front", "down and left", "up and right"],
)
def test_the_face_mesh_lies_where_the_face_is(person: Person, shot: Shot) -> None:
    face = find_face(render_face(person, SkinState(), shot, SHAPE))
    true = Camera(shot, SHAPE).project(person.body.vertices[:468])[:, 1::-1]
    error = np.linalg.norm(face.points[:468, :2] - true, axis=1) / face.interocular_px
    assert np.median(error) < 0.05


@pytest.mark.benchmark
@pytest.mark.parametrize("melanin", [0.02, 0.4])
def test_faces_of_all_tones_are_found(person: Person, melanin: float) -> None:
    pattern = paint_pattern(np.random.default_rng(3), melanin)
    other = replace(person, pattern=pattern, melanin=melanin)
    assert find_face(render_face(other, SkinState(), Shot(), SHAPE)).presence > 0.9


def test_redness_stays_off_the_neck_and_the_wall(person: Person) -> None:
    before, after = (render_face(person, state, Shot(), SHAPE) for state in (SkinState(), RED))
    changed = (before != after).any(axis=-1)
    chin = find_face(before).points[152, 0]
    unit = find_face(before).interocular_px
    assert changed.mean() > 0.1
    assert not changed[int(chin + 0.2 * unit) :].any()


def test_a_nearer_camera_sees_a_larger_face(person: Person) -> None:
    near, far = (
        find_face(render_face(person, SkinState(), Shot(distance_cm=distance), SHAPE))
        for distance in (48, 62)
    )
    assert near.interocular_px / far.interocular_px == pytest.approx(62 / 48, rel=0.06)


def test_a_warm_white_balance_is_warm(person: Person) -> None:
    plain, warm = (
        render_face(person, SkinState(), Shot(gain_red=gain), (250, 200)).mean(axis=(0, 1))
        for gain in (1.0, 1.1)
    )
    assert warm[0] > plain[0] + 2
    assert warm[1:] == pytest.approx(plain[1:], abs=0.1)
