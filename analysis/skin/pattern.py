"""The skin's own pattern: what stays of it once mean and contrast are evened out."""

from functools import lru_cache, partial
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from analysis.face.detect import Image
from analysis.face.mesh import covered

MEAN_TEXELS, SPREAD_TEXELS = 8.0, 12.0
"""Chosen: by hand, beside tests/benchmark/alignment.py (40 people, 2026-11): light goes, pores,
freckles and lines stay."""
COARSE = 4
"""Texels along each side of a step of the coarse pattern. Chosen: so that folds, brows and wings of
the nose still span some steps."""
_COARSE_MEAN_TEXELS, _COARSE_SPREAD_TEXELS = 20.0, 30.0
"""Chosen: by tests/benchmark/other_days.py (10 people, 2026-11); 14 and 28 do as well."""
GREY, CONTRAST = 128, 40
"""Middle and spread of the pattern's 8-bit counts. Chosen: three spreads fit either way."""
_LEAST_SPREAD = 0.01
"""ln luminance; flatter skin has no pattern but noise. Chosen: by hand, above the grain of a
studio's photos."""

_NEXT_TO_NOTHING = 1e-3  # Chosen: keeps from dividing by zero, no more.


def skin_pattern(light: Floats) -> Image:
    """Even out mean and contrast of the luminance: what stays is the pattern of the skin.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.

    Returns
    -------
    pattern : (S, S) uint8 ndarray
        Mid-grey outside the face, which takes no part in the means.
    """
    face = covered().astype(np.float32)
    high = (light - blurred(light * face, MEAN_TEXELS) / _share(MEAN_TEXELS)) * face
    return stretched(high, blurred(high * high, SPREAD_TEXELS) / _share(SPREAD_TEXELS))


def coarse_pattern(light: Floats) -> Image:
    """Do the same with what is seen coarsely: folds, brows, lips and large spots.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.

    Returns
    -------
    pattern : (S / `COARSE`, S / `COARSE`) uint8 ndarray
    """
    face = shrunk(covered().astype(np.float32), COARSE)
    mean, spread = (
        partial(cv2.GaussianBlur, ksize=(0, 0), sigmaX=texels / COARSE)
        for texels in (_COARSE_MEAN_TEXELS, _COARSE_SPREAD_TEXELS)
    )
    total = shrunk(light * covered(), COARSE)
    around = mean(total) / np.maximum(mean(face), _NEXT_TO_NOTHING)
    high = total - around * face
    variance = spread(high * high) / np.maximum(spread(face), _NEXT_TO_NOTHING)
    return stretched(high, np.asarray(variance, np.float32))


def stretched(high: Floats, variance: Floats) -> Image:
    """Make an even contrast of ln luminance without its mean (M, N), by its local variance."""
    even = high / np.maximum(np.sqrt(variance), _LEAST_SPREAD)
    return np.asarray(np.clip(GREY + CONTRAST * even, 0, 255), np.uint8)


def averaged_by(pixels: Image, scale: float) -> Image:
    """Average a picture (M, N[, C]) down by any factor below 1."""
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def shrunk(values: NDArray[Any], factor: int) -> NDArray[Any]:
    """Average a map (T, T[, C]) down by a whole factor."""
    size = values.shape[1] // factor, values.shape[0] // factor
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def blurred(values: Floats, sigma: float) -> Floats:
    """Gaussian blur; a wide one is taken on a map half the size, where it costs little."""
    if sigma < 6:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma))
    small = cv2.GaussianBlur(shrunk(values, 2), (0, 0), sigma / 2)
    return np.asarray(cv2.resize(small, values.shape[1::-1]))


@lru_cache(maxsize=2)
def _share(sigma: float) -> Floats:
    return np.maximum(blurred(covered().astype(np.float32), sigma), _NEXT_TO_NOTHING)
