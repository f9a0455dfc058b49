"""Like with like: rendered heads from the front, half round and in profile."""

import numpy as np
import pytest

from analysis import Measure, Photo, PhotoAnalysis, Pose, Zone, analyse_photo
from analysis.anatomy import FACIAL_ZONES
from analysis.face.detect import find_face
from analysis.face.pose import pose_of
from analysis.simulate import Person, Shot, SkinState, generate_person, render_face
from tests.marks import by_hand

SHAPE = (700, 560)
SMALL = (500, 400)
"""Enough to tell a side; drawing a face takes most of the time."""
RED = SkinState(blood_fraction=dict.fromkeys(FACIAL_ZONES, 0.03))


@pytest.fixture(scope="module")
def person() -> Person:
    return generate_person(seed=3)


def photograph(
    person: Person,
    yaw_deg: float,
    state: SkinState | None = None,
    shape: tuple[int, int] = SHAPE,
) -> Photo:
    shot = Shot(yaw_deg=yaw_deg, distance_cm=50, seed=int(yaw_deg) + 100)
    return Photo(render_face(person, state or SkinState(), shot, shape), digest=str(yaw_deg))


@pytest.fixture(scope="module")
def right(person: Person) -> PhotoAnalysis:
    return analyse_photo(photograph(person, 38))


@pytest.mark.parametrize(
    ("yaw_deg", "pose"),
    [
        by_hand(0, Pose.FRONT),
        (12, Pose.FRONT),
        by_hand(38, Pose.RIGHT_THREE_QUARTER),
        (-38, Pose.LEFT_THREE_QUARTER),
        (63, Pose.RIGHT_PROFILE),
        by_hand(-63, Pose.LEFT_PROFILE),
    ],
)
def test_the_side_shown_is_named(person: Person, yaw_deg: float, pose: Pose) -> None:
    assert pose_of(find_face(photograph(person, yaw_deg, shape=SMALL).pixels).points) is pose


def test_the_same_side_is_compared_and_the_hidden_one_is_not(
    person: Person, right: PhotoAnalysis
) -> None:
    analysis = analyse_photo(photograph(person, 42, RED), right)
    assert right.pose is analysis.pose is Pose.RIGHT_THREE_QUARTER
    assert analysis.quality.usable
    change = analysis.value(Zone.CHEEK_RIGHT, Measure.DELTA_ERYTHEMA_INDEX)
    assert change is not None
    assert change > 3
    measured = {m.zone for m in analysis.measurements}
    assert Zone.UNDER_EYE_LEFT not in measured
    assert Zone.JAWLINE_LEFT not in measured


@pytest.mark.parametrize(
    ("yaw_deg", "shown"),
    [by_hand(0, "from the front"), (-38, "left cheek"), by_hand(-63, "left profile")],
)
def test_another_side_is_not_compared_and_the_right_one_asked_for(
    person: Person, right: PhotoAnalysis, yaw_deg: float, shown: str
) -> None:
    analysis = analyse_photo(photograph(person, yaw_deg, RED, SMALL), right)
    finding = next(f for f in analysis.quality.findings if f.code == "view_differs")
    assert shown in finding.why
    assert "right cheek" in finding.retake
    assert not analysis.quality.usable
    assert analysis.measurements == ()


def test_a_mirrored_side_view_is_put_back(person: Person, right: PhotoAnalysis) -> None:
    pixels = np.ascontiguousarray(photograph(person, 42).pixels[:, ::-1])
    analysis = analyse_photo(Photo(pixels, digest="mirrored"), right)
    assert "mirrored" in {finding.code for finding in analysis.quality.findings}
    assert analysis.pose is Pose.RIGHT_THREE_QUARTER
    assert analysis.value(Zone.CHEEK_RIGHT, Measure.DELTA_ERYTHEMA_INDEX) is not None


@pytest.mark.benchmark  # by hand: many faces are drawn
def test_the_size_of_a_face_does_not_shrink_as_it_turns(person: Person) -> None:
    sizes = [
        find_face(photograph(person, yaw_deg, shape=SMALL).pixels).interocular_px
        for yaw_deg in (0, 25, 50)
    ]
    assert max(sizes) / min(sizes) < 1.2
