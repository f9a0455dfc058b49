"""Texture of the generated person, and of the same photo changed in known ways."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis import Measure, Photo, Zone
from analysis.align.registration import Registration, register
from analysis.face.detect import Face
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import zone_masks, zone_texels
from analysis.measures.octaves import OCTAVES, Octave, finest_wave_mm
from analysis.measures.texture import measure_texture_change
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll

BLUR_SHIFT = {  # ln: what 1 px of blur may leave after matching; people differ by about 0.27
    Measure.ROUGHNESS_LOG_RATIO_FINE: 0.04,
    Measure.ROUGHNESS_LOG_RATIO_MEDIUM: 0.02,
    Measure.ROUGHNESS_2400_UM: 0.1,
    Measure.ROUGHNESS_5000_UM: 0.03,
}


@pytest.fixture(scope="module")
def same(view: SkinView) -> Registration:
    return register(SkinPair(view, view))


@pytest.fixture(scope="module")
def blurred(before: Photo, face: Face) -> SkinView:
    pixels = np.asarray(cv2.GaussianBlur(before.pixels, (0, 0), 1.0))
    return unroll(Photo(pixels, digest="blurred"), face)


def shown_octaves(registration: Registration) -> list[Octave]:
    return [one for one in OCTAVES if one.longest_mm >= finest_wave_mm(registration.pair)]


def values(registration: Registration, zone: Zone) -> dict[Measure, float]:
    return {m.measure: m.value for m in measure_texture_change(registration) if m.zone is zone}


def spotted(view: SkinView, zone: Zone, per_cm2: float, contrast: float) -> SkinView:
    """The same view with round spots of 0.5 mm radius strewn over a zone."""
    rng = np.random.default_rng(1)
    texels = zone_texels()[zone]
    count = round(per_cm2 * len(texels) / (10 * TEXELS_PER_MM) ** 2)
    layer = np.zeros(view.light.shape, np.uint8)
    for texel in rng.choice(texels, count, replace=False):
        row, column = divmod(int(texel), layer.shape[1])
        cv2.circle(layer, (column, row), 2, 255, -1)
    light = view.light + contrast * cv2.GaussianBlur(layer.astype(np.float32) / 255, (0, 0), 0.6)
    return replace(view, light=light.astype(np.float32))


def test_an_unchanged_photo_has_unchanged_texture(same: Registration) -> None:
    assert np.abs(list(values(same, Zone.FACE).values())).max() < 1e-3


def test_every_zone_gets_every_measure_with_its_error(same: Registration) -> None:
    found = measure_texture_change(same)
    assert {m.zone for m in found} == set(zone_masks())
    assert len({m.measure for m in found}) == 6 + len(shown_octaves(same))
    assert all(m.mdc95 is not None and m.mdc95 > 0 for m in found)


def test_blur_is_found_and_does_not_read_as_smooth_skin(view: SkinView, blurred: SkinView) -> None:
    there, back = SkinPair(view, blurred).focus_offset, SkinPair(blurred, view).focus_offset
    assert there > 0.4
    assert back == pytest.approx(-there, abs=0.05)
    found = values(Registration(SkinPair(view, blurred), *still(view)), Zone.FACE)
    for measure, most in BLUR_SHIFT.items():
        assert abs(found[measure]) < most


def still(view: SkinView) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((*view.light.shape, 2), np.float32), np.ones(view.light.shape, bool)


@pytest.mark.parametrize(
    ("measure", "contrast"),
    [(Measure.FLAKES_PER_CM2_CHANGE, 0.25), (Measure.MARKS_PER_CM2_CHANGE, -0.25)],
)
def test_new_spots_are_counted_where_they_are(
    view: SkinView, measure: Measure, contrast: float
) -> None:
    few, many = (spotted(view, Zone.CHEEK_LEFT, n, contrast) for n in (3, 9))
    counts = [
        values(Registration(SkinPair(view, v), *still(view)), Zone.CHEEK_LEFT) for v in (few, many)
    ]
    assert 1 < counts[0][measure] < counts[1][measure] < 10
    other = Registration(SkinPair(view, many), *still(view))
    assert values(other, Zone.CHEEK_RIGHT)[measure] < 0.5


def test_spots_that_were_there_before_are_not_new(view: SkinView) -> None:
    spots = spotted(view, Zone.CHEEK_LEFT, 9, 0.15)
    found = values(Registration(SkinPair(spots, spots), *still(view)), Zone.CHEEK_LEFT)
    assert found[Measure.FLAKES_PER_CM2_CHANGE] == 0


def test_small_dark_spots_are_pores_and_dark_strokes_are_lines(view: SkinView) -> None:
    pores = spotted(view, Zone.CHEEK_LEFT, 12, -0.25)
    lined = np.zeros(view.light.shape, np.float32)
    rows, columns = np.nonzero(zone_masks()[Zone.CHEEK_LEFT])
    for row in range(rows.min(), rows.max(), 20):
        cv2.line(lined, (int(columns.min()), row), (int(columns.max()), row + 6), 1.0, 2)
    lines = replace(view, light=view.light - 0.2 * cv2.GaussianBlur(lined, (0, 0), 1.0))
    with_pores = values(Registration(SkinPair(view, pores), *still(view)), Zone.CHEEK_LEFT)
    with_lines = values(Registration(SkinPair(view, lines), *still(view)), Zone.CHEEK_LEFT)
    assert with_pores[Measure.PORES_PER_CM2_CHANGE] > 3
    assert with_lines[Measure.FINE_LINES_MM_PER_CM2_CHANGE] > 8
    ratios = [v[Measure.FINE_LINES_MM_PER_CM2_CHANGE] / max(v[Measure.PORES_PER_CM2_CHANGE], 0.5)
              for v in (with_lines, with_pores)]  # fmt: skip
    assert ratios[0] > 5 * ratios[1]


def test_blur_makes_no_flake_however_wide_it_is_judged(
    view: SkinView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SkinPair, "focus_offset", 3.0)
    soft = replace(view, light=np.asarray(cv2.GaussianBlur(view.light, (0, 0), 1.0)))
    found = measure_texture_change(Registration(SkinPair(view, soft), *still(view)))
    new = {Measure.FLAKES_PER_CM2_CHANGE, Measure.MARKS_PER_CM2_CHANGE}
    assert [one.value for one in found if one.measure in new] == [0.0] * 2 * len(zone_masks())
