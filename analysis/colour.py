"""Colour arithmetic: sRGB to linear light, the erythema index, luminance."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.figures import SD_PER_MAD

Floats = NDArray[np.float32]

LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Share of linear sRGB channels in luminance (IEC 61966-2-1). Source: that standard."""
_DARKEST = 1e-4
"""Floor of linear light before a logarithm: below 8-bit black. Chosen: less than the first 8-bit
step (0.0003), so that it moves none."""

EI_PER_LN = 100 / np.log(10)
"""Erythema index for each unit of ln(R/G). Source: 100·log10, the unit of docs/decisions/0002."""
BLOOD_RED = 0.36
"""Optical density that blood adds to red, relative to green (linear sRGB). Source: haemoglobin in
analysis/data/skin_spectra.csv, seen through sRGB's primaries."""
_TYPICAL_BLUE = 0.04
"""What blue adds to the luminance of skin, relative to green. Chosen: 0.0722 / 0.7152 of sRGB's
luminance by the half as bright blue of skin."""


@lru_cache(maxsize=1)
def _linear_table() -> Floats:
    encoded = np.arange(256) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def to_linear(pixels: NDArray[np.uint8]) -> Floats:
    """Decode sRGB to linear light.

    Parameters
    ----------
    pixels : (M, N, 3) or (N, 3) uint8 ndarray
        sRGB; not empty.

    Returns
    -------
    linear : float32 ndarray of the same shape
        0–1.

    References
    ----------
    IEC 61966-2-1:1999.
    """
    return np.asarray(cv2.LUT(pixels, _linear_table()), np.float32)


def log_light(luma: NDArray[np.uint8]) -> Floats:
    """Return the natural logarithm of the light of sRGB luma Y', of the same shape.

    Luma is taken of encoded colours, so that its level is not quite that of luminance; what of
    it changes within millimetres of skin of one colour is the same.
    """
    return np.asarray(cv2.LUT(luma, _log_table()), np.float32)


@lru_cache(maxsize=1)
def _log_table() -> Floats:
    return np.log(np.maximum(_linear_table(), _DARKEST))


def erythema_index(linear: Floats) -> Floats:
    """Compute the erythema index, 100·log10(R/G), of linear light.

    Parameters
    ----------
    linear : (..., 3) float ndarray
        Linear sRGB.

    Returns
    -------
    index : (...) float ndarray
        In EI units; untreated skin lies at about 15–35, depending on melanin and on the light.

    Notes
    -----
    Exposure and shading cancel; the colour of the light does not, so only a change against an
    untreated reference in the same photo means anything. The level rises with melanin: compare
    a person only with themselves. Just visible is a change of about 1.8, clear about 4.5.

    References
    ----------
    Diffey, Oliver, Farr 1984, Br J Dermatol 111:663 (two-band index); Yamamoto et al. 2008,
    Skin Res Technol 14:26 (from a camera, relative to normal skin of the same photo).
    """
    red, green = (np.maximum(linear[..., channel], _DARKEST) for channel in (0, 1))
    return np.asarray(np.log(red / green) * np.float32(EI_PER_LN), np.float32)


def log_luminance(linear: Floats) -> Floats:
    """Return the natural logarithm of luminance, (...) float ndarray, of linear sRGB (..., 3)."""
    return np.asarray(np.log(np.maximum(linear @ LUMINANCE_WEIGHTS, _DARKEST)), np.float32)


def log_green(
    index: NDArray[np.floating] | float, light: NDArray[np.floating] | float
) -> NDArray[np.floating]:
    """Return ln G of skin from its erythema index in EI and its ln luminance."""
    ratio = np.exp(np.asarray(index) / EI_PER_LN)
    share = LUMINANCE_WEIGHTS[0] * ratio + (LUMINANCE_WEIGHTS[1] + _TYPICAL_BLUE)
    return np.asarray(light - np.log(share))


def bloodless_lightness(
    index: NDArray[np.floating] | float, light: NDArray[np.floating] | float
) -> NDArray[np.floating]:
    """Return the natural logarithm of lightness as it would be without the skin's blood.

    Parameters
    ----------
    index, light : float or ndarray
        Erythema index in EI and ln luminance.

    Returns
    -------
    lightness : float or ndarray
        (ln R - 0.36 ln G) / 0.64: blood takes 0.36 times as much from ln R as from ln G (two-layer
        model of skin, from type I to V), so that redness does not move it.
    """
    ratio = np.asarray(index) / EI_PER_LN
    return np.asarray(log_green(index, light) + ratio / (1 - BLOOD_RED))


def ln_blue(linear: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return ln(B/G), (...), of linear light (..., 3): exposure and shading cancel."""
    return np.asarray(
        np.log(np.maximum(linear[..., 2], _DARKEST) / np.maximum(linear[..., 1], _DARKEST))
    )


def robust_sd(values: NDArray[np.floating]) -> float:
    """Return the standard deviation as the median of absolute deviations tells it."""
    return SD_PER_MAD * median(np.abs(values - median(values)))


def median(values: NDArray[np.floating]) -> float:
    """Return the median of values, not empty, to the bit that of NumPy.

    NumPy asks for three ranks at once, which takes it five times as long as one of them.
    """
    half = values.size // 2
    ordered = np.partition(values, half, axis=None)
    high = ordered[half:].min()  # not a number where any value is none: those come last
    return float(high if values.size % 2 else (ordered[:half].max() + high) / 2)
