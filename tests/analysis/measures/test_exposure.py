from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import analysis
from analysis.measures.exposure import exposure_gains, with_gains
from analysis.results import PhotoAnalysis

SAMPLES = Path(__file__).parents[3] / "sample_images" / "normal"
LAMP = np.array([1.1, 0.95, 0.85])
"""What another lamp and shutter do to the linear light of each channel."""


@pytest.fixture(scope="module")
def compared() -> tuple[PhotoAnalysis, PhotoAnalysis]:
    """A follow-up, and the same photo under another lamp."""
    before = analysis.analyse_photo(analysis.read_photo(SAMPLES / "before.jpg"))
    photo = analysis.read_photo(SAMPLES / "day1.jpg")
    lit = replace(photo, overview=with_gains(photo.overview, LAMP))
    if photo.pixels is not photo.overview:
        lit = replace(lit, pixels=with_gains(photo.pixels, LAMP))
    return analysis.analyse_photo(photo, before), analysis.analyse_photo(lit, before)


def test_what_a_lamp_did_is_undone(compared):
    plain, lit = (exposure_gains(one) for one in compared)
    np.testing.assert_allclose(lit / plain, 1 / LAMP, rtol=0.05)


def test_references_that_are_missing_or_contradict_bring_nothing_over(compared):
    one = compared[0]
    assert exposure_gains(replace(one, light=None)) is None
    assert exposure_gains(replace(one, light=replace(one.light, kinds=()))) is None
    assert exposure_gains(replace(one, light=replace(one.light, disagree=True))) is None
    far = replace(one.light, middle=one.light.middle + np.array([0, 2.0, 0]))
    assert exposure_gains(replace(one, light=far)) is None


def test_gains_multiply_linear_light_and_clip():
    grey = np.full((2, 2, 3), 100, np.uint8)
    np.testing.assert_array_equal(with_gains(grey, np.ones(3)), grey)
    # 100/255 is 0.127 in linear light (IEC 61966-2-1); twice that is sRGB 138.
    np.testing.assert_array_equal(with_gains(grey, np.array([2.0, 1, 100]))[0, 0], [138, 100, 255])
