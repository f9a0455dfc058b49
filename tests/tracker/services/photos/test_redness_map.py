from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import analysis
from analysis import Zone
from analysis.face.mesh import to_photo
from analysis.face.zones import zone_masks
from tracker.services.photos.redness_map import SCALE, WITHIN_ERROR, draw_redness_map

SAMPLES = Path(__file__).parents[4] / "sample_images" / "normal"
PAPER = 0.35


@pytest.fixture(scope="module")
def before() -> analysis.Photo:
    return analysis.read_photo(SAMPLES / "before.jpg")


@pytest.fixture(scope="module")
def baseline(before: analysis.Photo) -> analysis.PhotoAnalysis:
    return analysis.analyse_photo(before)


@pytest.fixture(scope="module")
def reddened(baseline: analysis.PhotoAnalysis) -> analysis.PhotoAnalysis:
    return analysis.analyse_photo(analysis.read_photo(SAMPLES / "day1.jpg"), baseline)


def middle_of(zone: Zone, face) -> tuple[int, int]:
    texels = np.argwhere(zone_masks()[zone]).mean(axis=0)[None]
    row, column = to_photo(face, texels)[0].round().astype(int)
    return row, column


def colour_near(picture: np.ndarray, photo: np.ndarray, at: tuple[int, int]) -> np.ndarray:
    """The colour that was laid over the photo around a place, the photo itself taken off."""
    around = tuple(slice(side - 4, side + 5) for side in at)
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)[around].astype(float)
    laid = (picture[around] - PAPER * grey[..., None]) / (1 - PAPER)
    return np.median(laid.reshape(-1, 3), axis=0)


def drawn(result: analysis.PhotoAnalysis, photo: analysis.Photo, baseline) -> np.ndarray:
    return draw_redness_map(result, photo.pixels, baseline.skin.face.points[:468, :2])


def test_a_cheek_has_the_colour_of_its_change(before, baseline, reddened):
    value = reddened.value(Zone.CHEEK_LEFT, analysis.Measure.DELTA_ERYTHEMA_INDEX)
    step = [one for one in SCALE if value >= one.above_ei][-1]
    picture = drawn(reddened, before, baseline)
    seen = colour_near(picture, before.pixels, middle_of(Zone.CHEEK_LEFT, baseline.skin.face))
    np.testing.assert_allclose(seen, step.colour, atol=4)


def test_what_lies_within_its_error_looks_like_no_change(before, baseline, reddened):
    unsure = replace(
        reddened,
        measurements=tuple(
            replace(value, mdc95=50.0, too_high=None) if value.mdc95 else value
            for value in reddened.measurements
        ),
    )
    picture = drawn(unsure, before, baseline)
    seen = colour_near(picture, before.pixels, middle_of(Zone.CHEEK_LEFT, baseline.skin.face))
    np.testing.assert_allclose(seen, WITHIN_ERROR, atol=4)


def test_covered_skin_is_blank(before, baseline):
    covered = analysis.read_photo(SAMPLES / "day1.jpg").pixels.copy()
    face = analysis.analyse_photo(analysis.read_photo(SAMPLES / "day1.jpg")).skin.face
    row, column = middle_of(Zone.CHEEK_LEFT, face)
    cv2.circle(covered, (column, row), 40, (240, 240, 250), -1)  # a plaster
    _, content = cv2.imencode(".png", covered[..., ::-1])
    result = analysis.analyse_photo(analysis.read_photo(content.tobytes()), baseline)
    picture = drawn(result, before, baseline)
    seen = colour_near(picture, before.pixels, middle_of(Zone.CHEEK_LEFT, baseline.skin.face))
    assert min(np.abs(seen - step.colour).max() for step in SCALE) > 10


def test_the_picture_outside_the_face_is_the_photo_in_grey(before, baseline, reddened):
    picture = drawn(reddened, before, baseline)
    corner = cv2.cvtColor(before.pixels, cv2.COLOR_RGB2GRAY)[:50, :50]
    np.testing.assert_array_equal(picture[:50, :50], np.repeat(corner[..., None], 3, -1))


def test_without_a_comparison_there_is_no_map(before, baseline):
    assert drawn(baseline, before, baseline) is None


def test_every_pair_of_steps_can_be_told_apart_without_colour_vision():
    """Steps of one sign differ in lightness; red from blue by hue that every eye keeps."""
    colours = np.array([[step.colour for step in SCALE]], np.uint8)
    lightness = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0, :, 0].astype(int)
    rising, falling = lightness[:3], lightness[2:]
    assert (np.diff(rising) > 20).all() and (np.diff(falling) < -20).all()


def test_places_that_only_scatter_are_hardly_drawn(before, baseline):
    """Redness that differs from place to place, but nowhere over a whole zone."""
    blotches = cv2.GaussianBlur(
        np.random.default_rng(0).normal(0, 1, before.pixels.shape[:2]), (0, 0), 8
    )
    red = before.pixels.astype(float)
    red[..., 0] *= 10 ** (1.8 * blotches / blotches.std() / 100 / 2.2)
    _, content = cv2.imencode(".png", np.clip(red, 0, 255).astype(np.uint8)[..., ::-1])
    result = analysis.analyse_photo(analysis.read_photo(content.tobytes()), baseline)
    picture = drawn(result, before, baseline).astype(int)
    coloured = np.abs(picture[..., 0] - picture[..., 2]) > 20
    assert coloured.mean() < 0.004  # without their scatter it would be 0.007
