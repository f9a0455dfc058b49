import cv2
import numpy as np
import pytest

from analysis.skin.sharpness import MAX_BLUR_TEXELS, blur_between, blurred, edge_energy, grain


def noise() -> np.ndarray:
    return np.random.default_rng(4).normal(0, 0.1, (128, 128)).astype(np.float32)


@pytest.mark.parametrize("sigma", [0.8, 1.6])
def test_a_known_blur_is_found_again(sigma: float) -> None:
    sharp = noise()
    soft = cv2.GaussianBlur(sharp, (0, 0), sigma)
    found = blur_between(edge_energy([sharp]), edge_energy([soft]))
    assert found == pytest.approx(sigma, abs=0.1)
    back = blur_between(edge_energy([soft]), edge_energy([sharp]))
    assert back == pytest.approx(-found)


def test_no_more_blur_is_found_than_can_be_undone() -> None:
    assert blur_between(lambda _: 1.0, lambda _: 0.0) == pytest.approx(MAX_BLUR_TEXELS, abs=0.02)


def test_grain_falls_with_blur_and_not_with_contrast() -> None:
    skin, everywhere = noise(), np.ones((128, 128), bool)
    assert grain(skin, everywhere, 1.0) < grain(skin, everywhere, 0.0)
    assert grain(3 * skin, everywhere, 0.0) == pytest.approx(grain(skin, everywhere, 0.0), rel=1e-4)


@pytest.mark.parametrize("sigma", [0.3, 0.6, 0.69, 0.71, 1.5])
def test_a_narrow_blur_is_as_wide_as_it_says(sigma: float) -> None:
    point = np.zeros((21, 21), np.float32)
    point[10, 10] = 1
    found = blurred(point, sigma)
    off = np.arange(21) - 10
    assert found.sum() == pytest.approx(1, abs=1e-5) and found.min() >= 0
    assert (found.sum(0) * off**2).sum() == pytest.approx(sigma**2, rel=0.03)


@pytest.mark.parametrize("blur", [0.0, 0.8, 2.5])
def test_energy_is_that_of_the_part_blurred(blur: float) -> None:
    part = cv2.GaussianBlur(noise(), (0, 0), 0.7)
    fine, coarse = (
        np.square(blurred(blurred(part, blur), a) - blurred(blurred(part, blur), b)).mean()
        for a, b in ((0.8, 1.6), (3.2, 6.4))
    )
    assert edge_energy([part])(blur) == pytest.approx(fine / coarse, rel=0.05)


def test_next_to_no_blur_changes_nothing() -> None:
    skin = noise()
    assert blurred(skin, 0.01) is skin and blurred(skin, -2.0) is skin
