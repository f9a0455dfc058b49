import cv2
import numpy as np
import pytest

from analysis.face.mesh import TEXELS_PER_MM
from analysis.skin.detail import BAND_WAVELENGTHS_MM, find_detail, smoothed

SIZE = 96


def drawn(centres: list[tuple[int, int]], depth: float) -> np.ndarray:
    """Flat skin with soft round spots of 0.4 mm, lighter or darker by a depth in ln."""
    spots = np.zeros((SIZE, SIZE), np.float32)
    for row, column in centres:
        spots[row, column] = 1
    soft = cv2.GaussianBlur(spots, (0, 0), 0.4 * TEXELS_PER_MM)
    return np.float32(depth) * soft / soft.max()


def test_flat_skin_has_no_detail() -> None:
    detail = find_detail(np.full((SIZE, SIZE), -1.3, np.float32))
    assert np.abs(detail.blobs).max() < 1e-6
    assert all(np.abs(band).max() < 1e-6 for band in detail.bands)
    assert not detail.relief.pores.any() and not detail.relief.lines.any()


def test_pores_are_counted_where_they_are() -> None:
    centres = [(20, 30), (50, 60), (70, 25)]
    pores = find_detail(drawn(centres, -0.5)).relief.pores
    assert sorted(map(tuple, np.argwhere(pores))) == sorted(centres)


def test_bright_spots_answer_upwards_and_dark_ones_downwards() -> None:
    for depth in (0.3, -0.3):
        assert find_detail(drawn([(48, 48)], depth)).blobs[48, 48] * depth > 0


def test_brighter_light_changes_nothing() -> None:
    skin = drawn([(40, 40)], -0.4)
    dark, bright = find_detail(skin), find_detail(skin + np.float32(0.7))
    assert dark.blobs == pytest.approx(bright.blobs, abs=1e-5)


def test_smoothing_keeps_the_mean() -> None:
    skin = np.random.default_rng(1).normal(size=(SIZE, SIZE)).astype(np.float32)
    for sigma_mm in (0.5, 2.0):
        assert smoothed(skin, sigma_mm).mean() == pytest.approx(skin.mean(), abs=0.05)


def test_a_band_is_named_by_the_waves_that_come_through() -> None:
    waves_mm = np.geomspace(0.8, 30, 60)
    column_mm = np.arange(1200) / TEXELS_PER_MM
    skins = np.float32(np.sin(2 * np.pi * column_mm / waves_mm[:, None]))
    answers = [find_detail(np.tile(skin, (64, 1))).bands for skin in skins]
    for band, named in enumerate(BAND_WAVELENGTHS_MM):
        share = np.array([answer[band][32, 300:-300].std() for answer in answers])
        through = waves_mm[share >= share.max() / 2]
        assert (through.min(), through.max()) == pytest.approx(named, rel=0.08)
