import cv2
import numpy as np
import pytest

from analysis.face.mesh import TEXELS_PER_MM
from analysis.skin.detail import find_detail, smoothed

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
