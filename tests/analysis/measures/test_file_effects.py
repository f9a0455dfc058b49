"""What a file makes of texture is told around the eyes, and widens what is stated of the skin."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from analysis import Measure
from analysis.measures.file_effects import FileEffect, effect_of_files
from analysis.measures.texture import check_texture, measure_surface_change
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from analysis.vocabulary import Unit


def steps_of(quality: int) -> tuple[int, ...]:
    target = io.BytesIO()
    Image.new("L", (8, 8)).save(target, "JPEG", quality=quality)
    with Image.open(target) as picture:
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        return tuple(picture.quantization[0])


JPEG_40, JPEG_95 = steps_of(40), steps_of(95)
ENDS_MM = 1.2, 2.4
RNG = np.random.default_rng(4)
EYES = [RNG.normal(0, 0.02, (72, 72)) * np.linspace(0.1, 3, 72) for _ in range(2)]
"""Two squares whose waves are strong to one side and quiet to the other."""


def effect(view: SkinView, after: list[np.ndarray], *steps: tuple[int, ...]) -> FileEffect:
    before, follow_up = (replace(view, steps=some) for some in steps or ((), ()))
    return effect_of_files(SkinPair(before, follow_up), (EYES, after), ENDS_MM)


def test_two_files_alike_widen_nothing(view: SkinView) -> None:
    assert effect(view, EYES, JPEG_40, JPEG_40).error(1e-4, 0.3) == 0


@pytest.mark.parametrize("gain", [0.8, 1.2])
def test_what_makes_all_waves_stronger_or_weaker_widens_by_more_than_that(
    view: SkinView, gain: float
) -> None:
    found = effect(view, [gain * square for square in EYES])
    assert found.gain == pytest.approx(np.log(gain))
    assert found.error(1.0, 0.0) > abs(np.log(gain))


@pytest.mark.parametrize("sign", [1, -1])
def test_grain_widens_as_far_as_the_skin_seems_to_have_it(view: SkinView, sign: int) -> None:
    noisy = [square + RNG.normal(0, 0.006, square.shape) for square in EYES]
    found = effect(view, noisy)
    assert abs(found.gain) < 0.05
    assert found.variance == pytest.approx(0.006**2, rel=0.5)
    change = replace(found, variance=sign * found.variance)
    assert change.error(1e-4, sign * 0.1) > 0.1
    assert change.error(1e-4, sign * -0.1) == 0
    assert replace(change, variance=sign * 1e-3).error(1e-4, 0.0) > 0.5


def test_coarser_steps_of_a_jpeg_widen_what_is_as_short(view: SkinView) -> None:
    fine, coarse = effect(view, EYES, JPEG_95, JPEG_95), effect(view, EYES, JPEG_95, JPEG_40)
    assert fine.steps == 0
    assert coarse.error(4e-4, 0.0) > 0.2
    pair = SkinPair(replace(view, steps=JPEG_95), replace(view, steps=JPEG_40))
    assert effect_of_files(pair, (EYES, EYES), (5.0, 11.0)).steps < coarse.steps / 10


def test_closed_eyes_tell_nothing(view: SkinView) -> None:
    closed = replace(view, eyes_seen=False)
    louder = [2 * square for square in EYES]
    assert effect_of_files(SkinPair(view, closed), (EYES, louder), ENDS_MM) == FileEffect()


@pytest.mark.parametrize("gain", [0.8, 1.25])
def test_a_curve_of_tones_is_within_what_is_stated_and_said(view: SkinView, gain: float) -> None:
    pair = SkinPair(view, replace(view, light=(gain * view.light).astype(np.float32)))
    found = [one for one in measure_surface_change(pair) if one.unit is Unit.LOG_RATIO]
    assert max(abs(one.value) for one in found) > 0.1
    assert all(abs(one.value) < (one.mdc95 or 0.0) for one in found)
    assert "fine_contrast_differs" in [one.code for one in check_texture(pair, found)]


def test_of_two_photos_alike_nothing_is_said(view: SkinView) -> None:
    pair = SkinPair(view, view)
    assert not [*check_texture(pair, measure_surface_change(pair))]


def test_an_octave_that_blur_took_is_named(view: SkinView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SkinPair, "focus_offset", 1.4)
    pair = SkinPair(view, view)
    found = measure_surface_change(pair)
    said = [one.why for one in check_texture(pair, found) if one.code == "fine_texture_left_out"]
    assert Measure.ROUGHNESS_1200_UM not in {one.measure for one in found}
    assert len(said) == 1 and "mm from bump to bump, and finer, was left out" in said[0]
