"""Colour arithmetic: sRGB to linear light, the erythema index, luminance."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LUMINANCE_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Share of linear sRGB channels in luminance (IEC 61966-2-1)."""
_DARKEST = 1e-4
"""Floor of linear light before a logarithm: below 8-bit black."""


@lru_cache(maxsize=1)
def _linear_table() -> Floats:
    encoded = np.arange(256) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def to_linear(pixels: NDArray[np.uint8]) -> Floats:
    """Decode sRGB to linear light.

    Parameters
    ----------
    pixels : (..., 3) uint8 ndarray
        sRGB.

    Returns
    -------
    linear : (..., 3) float32 ndarray
        0–1.

    References
    ----------
    IEC 61966-2-1:1999.
    """
    return _linear_table()[pixels]


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
    safe = np.maximum(linear[..., :2], _DARKEST)
    return np.asarray(100 * np.log10(safe[..., 0] / safe[..., 1]), np.float32)


def log_luminance(linear: Floats) -> Floats:
    """Return the natural logarithm of luminance, (...) float ndarray, of linear sRGB (..., 3)."""
    return np.asarray(np.log(np.maximum(linear @ LUMINANCE_WEIGHTS, _DARKEST)), np.float32)
