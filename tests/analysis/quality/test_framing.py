"""A frame and the photo are judged by one gate: what it would refuse never counts as well."""

import cv2
import numpy as np
import pytest

from analysis import Aim, Photo, Pose, find_aim, judge_framing
from analysis.face.detect import Face, find_face
from analysis.quality.findings import assess_quality
from analysis.quality.framing import LEAST_JUDGED_PX, MIN_SHARPNESS, sharpness
from analysis.skin.upright import find_upright_face
from analysis.skin.view import SkinView, unroll

FRAME_PX = 640
FRONT = Aim.at(Pose.FRONT)
FEW, MANY = 5, 300


def seen(pixels: np.ndarray, longest: int | None = None) -> Photo:
    scale = longest / max(pixels.shape[:2]) if longest else 1.0
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Photo(np.ascontiguousarray(pixels), digest="seen")


def codes(photo: Photo, aim: Aim = FRONT, enlarged: float = 1.0) -> list[str]:
    return [finding.code for finding in judge_framing(photo, aim, enlarged).findings]


def bad_try(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What a bad try makes of a good photo: light, side light, blur, distance, a cut, no colour."""
    rows, columns = pixels.shape[:2]
    across = np.linspace(-1, 1, columns)[None, :, None] * rng.normal(0, 0.5)
    light = np.exp(rng.normal(0, 0.5) + across)
    made = np.clip(pixels.astype(float) * light, 0, 255).astype(np.uint8)
    made = cv2.GaussianBlur(made, (0, 0), float(rng.uniform(0.01, 5)))
    far = float(rng.uniform(0.25, 1.0))
    small = cv2.resize(made, None, fx=far, fy=far, interpolation=cv2.INTER_AREA)
    canvas = np.full_like(made, 190)
    top, left = (
        int(rng.uniform(0, 1) * (a - b))
        for a, b in zip(made.shape[:2], small.shape[:2], strict=True)
    )
    canvas[top : top + small.shape[0], left : left + small.shape[1]] = small
    cut = rng.uniform(0, 0.3, 4) * (rng.random(4) < 0.15) * [rows, rows, columns, columns]
    above, below, before, behind = cut.astype(int)
    return canvas[above : rows - below, before : columns - behind]


def check_tries(pixels: np.ndarray, seeds: range) -> int:
    """Return how many frames were well; the gate has to pass the photo of each."""
    well = 0
    for seed in seeds:
        made = bad_try(pixels, np.random.default_rng(seed))
        frame = seen(made, FRAME_PX)
        if not judge_framing(frame, FRONT, made.shape[0] / frame.overview.shape[0]).well:
            continue
        well += 1
        photo, face = find_upright_face(seen(made))
        refused = [one for one in assess_quality(photo, unroll(photo, face)).findings]
        assert not any(one.refuses for one in refused), (seed, refused)
    return well


def test_a_frame_that_is_well_promises_a_photo_that_the_gate_passes(before: Photo) -> None:
    check_tries(before.pixels, range(FEW))
    assert judge_framing(seen(before.pixels, FRAME_PX), FRONT, before.pixels.shape[0] / 640).well


@pytest.mark.benchmark
def test_many_frames_keep_their_promise(before: Photo, day1: Photo) -> None:
    well = [check_tries(photo.pixels, range(FEW, MANY)) for photo in (before, day1)]
    assert min(well) > 10


def test_size_is_carried_over_from_the_frame_to_the_photo(before: Photo, face: Face) -> None:
    frame = seen(before.pixels, FRAME_PX)
    shrunk = before.pixels.shape[0] / frame.overview.shape[0]
    assert not codes(frame, enlarged=shrunk)
    assert codes(frame, enlarged=1.0) == ["too_far"]  # were the photo no larger than the frame


def test_a_face_too_small_to_be_judged_is_refused_however_large_the_photo(
    before: Photo, face: Face
) -> None:
    scale = 0.8 * LEAST_JUDGED_PX / face.interocular_px
    assert codes(seen(before.pixels, round(scale * max(before.pixels.shape))), enlarged=30)[0] == (
        "too_far"
    )


def test_what_is_wished_is_named(before: Photo, face: Face) -> None:
    chin = int(face.points[152, 0])
    assert codes(seen(before.pixels[: chin + 8])) == ["neck_hidden"]
    blurred = cv2.GaussianBlur(before.pixels, (0, 0), 4.5)
    assert codes(seen(blurred)) == ["blurred"]
    both = np.concatenate([before.pixels, before.pixels], axis=1)
    assert codes(seen(both)) == ["several_faces"]
    assert codes(seen(np.full((400, 300, 3), 127, np.uint8))) == ["no_face"]


@pytest.mark.parametrize(
    ("pose", "hint"), [(Pose.LEFT_THREE_QUARTER, "turn_right"), (Pose.RIGHT_PROFILE, "turn_left")]
)
def test_a_turn_is_said_by_its_direction(before: Photo, pose: Pose, hint: str) -> None:
    assert codes(before, Aim.at(pose)) == [hint]


def test_the_aim_is_that_of_the_photo_from_before(before: Photo) -> None:
    aim = find_aim(before)
    assert aim.pose is Pose.FRONT
    assert judge_framing(before, aim).well
    assert codes(before, Aim(Pose.FRONT, aim.yaw_deg - 16)) == ["turn_right"]


@pytest.mark.parametrize("longest", [900, 640, 500])
def test_sharpness_is_the_same_at_every_size(before: Photo, view: SkinView, longest: int) -> None:
    small = seen(before.pixels, longest)
    found = sharpness(unroll(small, find_face(small.overview)).light)
    assert found == pytest.approx(sharpness(view.light), rel=0.2)
    assert found > 1.5 * MIN_SHARPNESS
