from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis import Aspect, Photo, PhotoAnalysis, Zone, analyse_photo
from analysis.face.detect import Face, find_face
from analysis.face.pose import head_pose
from analysis.quality.findings import said_once
from analysis.vocabulary import QualityFinding
from tests.analysis.face.test_mesh import frontal_face


def codes(analysis: PhotoAnalysis) -> set[str]:
    return {finding.code for finding in analysis.quality.findings}


def other(pixels: np.ndarray) -> Photo:
    return Photo(np.ascontiguousarray(pixels), digest="other")


def test_a_good_photo_has_no_findings(baseline: PhotoAnalysis) -> None:
    assert baseline.quality.findings == ()
    assert baseline.quality.usable


def test_a_black_and_white_photo_has_no_redness(before: Photo) -> None:
    grey = cv2.cvtColor(cv2.cvtColor(before.pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    analysis = analyse_photo(other(grey))
    assert codes(analysis) == {"no_colour"}
    assert not analysis.quality.allows(Aspect.REDNESS)
    assert analysis.quality.allows(Aspect.TEXTURE)


def test_a_distant_face_loses_texture_first_and_redness_later(before: Photo, face: Face) -> None:
    def at(interocular_px: float) -> PhotoAnalysis:
        scale = interocular_px / face.interocular_px
        return analyse_photo(
            other(cv2.resize(before.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        )

    assert at(120).quality.usable
    assert not at(120).quality.allows(Aspect.TEXTURE)
    assert not at(70).quality.usable


def test_an_overexposed_face_is_named(before: Photo) -> None:
    bright = (before.pixels.astype(float) * 2.2).clip(0, 255).astype(np.uint8)
    assert "too_bright" in codes(analyse_photo(other(bright)))


@pytest.mark.parametrize(("darkening", "usable"), [(0.5, True), (0.22, True), (0.12, False)])
def test_a_dark_photo_is_named_before_it_is_refused(
    before: Photo, darkening: float, usable: bool
) -> None:
    analysis = analyse_photo(other((before.pixels * darkening).astype(np.uint8)))
    assert ("too_dark" in codes(analysis)) == (darkening < 0.3)
    assert analysis.quality.usable == usable


@pytest.mark.parametrize("darkening", [1.0, 0.45])
def test_side_light_is_named_on_lighter_and_darker_faces_alike(
    before: Photo, face: Face, darkening: float
) -> None:
    width = before.pixels.shape[1]
    middle = face.points[1, 1] / width
    ramp = np.clip((np.arange(width) / width - middle) * 4 + 0.5, 0, 1)
    side = before.pixels * darkening * (0.4 + 0.6 * ramp)[None, :, None]
    assert "uneven_light" in codes(analyse_photo(other(side.astype(np.uint8))))
    plain = (before.pixels * darkening).astype(np.uint8)
    assert "uneven_light" not in codes(analyse_photo(other(plain)))


def test_a_covered_face_is_named(before: Photo, face: Face) -> None:
    masked = before.pixels.copy()
    nose, chin = int(face.points[4, 0]), int(face.points[152, 0])
    masked[nose : chin + 20] = (90, 120, 160)
    analysis = analyse_photo(other(masked))
    assert "covered" in codes(analysis)
    measured = {m.zone for m in analysis.measurements}
    assert measured.isdisjoint({Zone.CHIN, Zone.UPPER_LIP, Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT})
    assert "chin" in analysis.quality.findings[0].why


def test_a_face_behind_hair_and_mask_is_refused(before: Photo, face: Face) -> None:
    hidden = before.pixels.copy()
    eyes, nose = int(face.points[33, 0]), int(face.points[5, 0])
    hidden[nose:] = (90, 120, 160)
    hidden[: eyes - 40] = (25, 20, 18)
    assert not analyse_photo(other(hidden)).quality.usable


def test_a_photo_out_of_focus_gets_no_texture(before: Photo, baseline: PhotoAnalysis) -> None:
    blurred = cv2.GaussianBlur(before.pixels, (0, 0), 4)
    analysis = analyse_photo(other(blurred), baseline)
    assert "focus_differs" in codes(analysis)
    assert analysis.quality.usable
    assert not analysis.quality.allows(Aspect.TEXTURE)


def test_a_frontal_head_is_not_turned() -> None:
    assert head_pose(frontal_face().points) == pytest.approx((0, 0), abs=1)


@pytest.mark.parametrize("angle_deg", [-35, -15, 15, 35])
def test_yaw_is_read_back(angle_deg: float) -> None:
    points = frontal_face().points
    centre = points.mean(axis=0)
    x, depth = points[:, 1] - centre[1], points[:, 2] - centre[2]
    angle = np.radians(angle_deg)
    turned = np.column_stack(
        [points[:, 0], x * np.cos(angle) - depth * np.sin(angle),
         x * np.sin(angle) + depth * np.cos(angle)]
    )  # fmt: skip
    yaw, pitch = head_pose(turned)
    assert abs(yaw) == pytest.approx(abs(angle_deg), abs=1)
    assert pitch == pytest.approx(0, abs=1)


def test_a_real_portrait_is_frontal(astronaut: np.ndarray) -> None:
    yaw, pitch = head_pose(find_face(astronaut).points)
    assert abs(yaw) < 20
    assert abs(pitch) < 20


def test_what_several_checks_found_is_said_once_with_all_that_it_limits() -> None:
    one = QualityFinding("a", "Why.", "What to do.", frozenset({Aspect.TEXTURE}))
    again = replace(one, refuses=frozenset({Aspect.REDNESS}), widens=2.0)
    other = replace(one, why="Otherwise.")
    assert said_once((one, other, again)) == (
        replace(one, refuses=frozenset(Aspect), widens=2.0),
        other,
    )
