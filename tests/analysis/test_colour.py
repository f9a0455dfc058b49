import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import rgb2lab

from analysis.colour import erythema_index, log_luminance, median, to_linear

ROUNDING = 1e-3  # float32 logarithms, in EI


@pytest.mark.parametrize(
    ("encoded", "linear"),
    # IEC 61966-2-1, computed by hand from both branches of the curve
    [(0, 0.0), (10, 0.003035), (128, 0.215861), (188, 0.502886), (255, 1.0)],
)
def test_srgb_decodes_as_the_standard_says(encoded: int, linear: float) -> None:
    assert to_linear(np.full((1, 3), encoded, np.uint8))[0, 0] == pytest.approx(linear, abs=1e-6)


def test_luminance_agrees_with_cielab() -> None:
    pixels = np.random.default_rng(0).integers(5, 255, (50, 3), dtype=np.uint8)
    lightness = rgb2lab(pixels[None] / 255)[0, :, 0]
    luminance = np.exp(log_luminance(to_linear(pixels)))
    expected = np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3)
    assert luminance == pytest.approx(expected, rel=2e-3)


def test_erythema_index_by_hand() -> None:
    linear = np.array([[0.4, 0.2, 0.1], [0.3, 0.3, 0.3], [0.02, 0.2, 0.1]], np.float32)
    assert erythema_index(linear) == pytest.approx([30.103, 0.0, -100.0], abs=1e-2)


def test_black_is_finite() -> None:
    assert np.isfinite(erythema_index(np.zeros((1, 3), np.float32))).all()


@given(arrays(np.float32, st.integers(1, 40), elements=st.floats(width=32)))
def test_the_median_is_that_of_numpy_to_the_bit(values: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        assert np.array_equal(median(values), np.median(values), equal_nan=True)


SKIN = arrays(np.float32, (3,), elements=st.floats(1 / 64, 0.5, width=32))


@given(SKIN, st.floats(0.5, 2))
def test_exposure_does_not_change_the_index(linear: np.ndarray, gain: float) -> None:
    brighter = (linear * gain).astype(np.float32)
    assert erythema_index(brighter) == pytest.approx(erythema_index(linear), abs=ROUNDING)


@given(SKIN, st.floats(0.01, 0.6))
def test_more_blood_reads_as_redder(linear: np.ndarray, absorbed: float) -> None:
    flushed = linear * np.exp(-absorbed * np.array([0.357, 1.0, 0.93], np.float32))
    gained = erythema_index(flushed.astype(np.float32)) - erythema_index(linear)
    assert gained == pytest.approx(100 / np.log(10) * (1 - 0.357) * absorbed, abs=ROUNDING * 10)
