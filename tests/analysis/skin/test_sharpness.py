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
    found = blur_between(
        lambda blur: edge_energy([sharp], blur), lambda blur: edge_energy([soft], blur)
    )
    assert found == pytest.approx(sigma, abs=0.1)
    back = blur_between(
        lambda blur: edge_energy([soft], blur), lambda blur: edge_energy([sharp], blur)
    )
    assert back == pytest.approx(-found)


def test_no_more_blur_is_found_than_can_be_undone() -> None:
    assert blur_between(lambda _: 1.0, lambda _: 0.0) == pytest.approx(MAX_BLUR_TEXELS, abs=0.02)


def test_grain_falls_with_blur_and_not_with_contrast() -> None:
    skin, everywhere = noise(), np.ones((128, 128), bool)
    assert grain(skin, everywhere, 1.0) < grain(skin, everywhere, 0.0)
    assert grain(3 * skin, everywhere, 0.0) == pytest.approx(grain(skin, everywhere, 0.0), rel=1e-4)


def test_next_to_no_blur_changes_nothing() -> None:
    skin = noise()
    assert blurred(skin, 0.01) is skin and blurred(skin, -2.0) is skin
