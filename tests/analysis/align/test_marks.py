"""Marks by hand: they lead, they overrule, and where they agree they change nothing."""

import numpy as np
import pytest

from analysis import Photo, PhotoAnalysis, analyse_photo
from analysis.align.marks import Marks
from analysis.align.registration import Registration, register
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView

SPOTS = (50, 280, 151, 199)  # mesh points: both cheeks, forehead, chin


@pytest.fixture(scope="module")
def plain(view: SkinView) -> Registration:
    return register(SkinPair(view, view))


def marks_at(view: SkinView, shift: tuple[float, float]) -> Marks:
    """Marks that claim the spots have moved by `shift` in the follow-up."""
    return [
        ((float(row), float(column)), (float(row) + shift[0], float(column) + shift[1]))
        for row, column in view.face.points[list(SPOTS), :2]
    ]


def test_marks_that_agree_with_the_skin_change_nothing(view: SkinView, plain: Registration) -> None:
    marked = register(SkinPair(view, view), marks_at(view, (0.0, 0.0)))
    assert np.abs(marked.flow - plain.flow)[view.visible].max() < 0.05


def test_a_hand_that_misses_a_little_does_not_move_the_skin(view: SkinView) -> None:
    near = 0.01 * view.face.interocular_px  # 0.6 mm
    marked = register(SkinPair(view, view), marks_at(view, (near, -near)))
    points = view.face.points[list(SPOTS), :2]
    assert np.abs(marked.map_points(points) - points).max() < 0.2 * near


def test_marks_overrule_the_pattern(view: SkinView) -> None:
    far = 0.08 * view.face.interocular_px  # 5 mm
    marked = register(SkinPair(view, view), marks_at(view, (far, 0.0)))
    moved = marked.map_points(view.face.points[list(SPOTS), :2])
    expected = view.face.points[list(SPOTS), :2] + [far, 0.0]
    assert moved == pytest.approx(expected, abs=0.3 * far)
    assert marked.accepted_share < register(SkinPair(view, view)).accepted_share


def test_far_from_a_mark_the_alignment_stays(view: SkinView, plain: Registration) -> None:
    only_chin = marks_at(view, (0.08 * view.face.interocular_px, 0.0))[-1:]
    marked = register(SkinPair(view, view), only_chin)
    forehead = view.face.points[[151], :2]
    assert marked.map_points(forehead) == pytest.approx(plain.map_points(forehead), abs=0.5)


def test_marks_beside_the_face_are_left_out(view: SkinView, plain: Registration) -> None:
    marked = register(SkinPair(view, view), [((2.0, 2.0), (9.0, 9.0))])
    assert np.array_equal(marked.flow, plain.flow)


def test_marks_reach_the_measurements(day1: Photo, baseline: PhotoAnalysis, view: SkinView) -> None:
    shift = 0.08 * view.face.interocular_px
    moved = analyse_photo(day1, baseline, marks=marks_at(view, (shift, shift)))
    assert moved.registration is not None
    assert moved.measurements != analyse_photo(day1, baseline).measurements
