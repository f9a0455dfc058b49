"""The fine structure of a luminance map: what the texture measures look at, found once.

A baseline's is kept, so that a follow-up never redoes it.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from analysis.face.mesh import TEXELS_PER_MM

_BAND_EDGES_MM = 0.5, 1.0, 2.0
"""Standard deviations of Gaussians. Chosen: their first difference tells flakes and roughness and
stays when focus moves a little, so the next one to check it by."""
BAND_WAVELENGTHS_MM = (1.9, 7.0), (3.7, 14.0)
"""What the fine and the medium band answer to: wavelengths, a bump and the gap beside it, between
which a wave comes through with at least half of the greatest share. Source: the two
Gaussians' transfer, exp(-2 (π σ / λ)²); the greatest is at 3.3 and 6.5 mm."""
_SPOT_MM = 0.41, 1.09
"""Standard deviations of two Gaussians whose difference answers to spots of 0.6–2 mm. Source: a
difference of Gaussians answers most to discs of 2.8 times their size."""
_WIDE_TEXELS = 3.0
"""A Gaussian of this width is taken on a map half the size, where it costs little. Chosen: for
time; a seventh of its width is then what averaging and enlarging blur."""
_HALF_AND_BACK = 1.0
"""Squared texels (variance) by which averaging two by two and enlarging again blur. Source: a
quarter by the one, three quarters by the other."""

_RELIEF_MM = 0.4
"""Chosen: half of a visible pore or of a fine line's width."""
_ROUND, _LONG = 0.5, 0.3
"""Ratio of the two curvatures: above the first a dark spot, below the second a dark line. Chosen:
by hand, since a round dip has 1 and a groove 0."""
_LEAST_CURVATURE = 0.012
"""ln luminance per texel². Chosen: by hand, above the grain of a studio's photos."""
_PEAK = np.ones((5, 5), np.uint8)
"""Chosen: pores lie at least two texels apart."""


@dataclass(frozen=True)
class Relief:
    """Pores and fine lines, both (S, S) bool."""

    pores: NDArray[np.bool_]
    """Centres of small dark spots."""
    lines: NDArray[np.bool_]
    """Middle texels of dark lines."""


@dataclass(frozen=True, eq=False)  # maps compare by identity
class Detail:
    """The fine structure of one map of ln luminance, all (S, S) float32."""

    bands: tuple[Floats, Floats] = field(repr=False)
    """The fine and the medium band of the light, of `BAND_WAVELENGTHS_MM`."""
    blobs: Floats = field(repr=False)
    """Answer to small spots: positive where they are bright, negative where dark."""
    relief: Relief = field(repr=False)
    """Pores and fine lines, by the curvatures of the light."""


def find_detail(light: Floats) -> Detail:
    """Find the fine structure of ln luminance (S, S)."""
    fine, middle, coarse = (smoothed(light, edge) for edge in _BAND_EDGES_MM)
    inner, outer = (smoothed(light, edge) for edge in _SPOT_MM)
    relief = _find_relief(smoothed(light, _RELIEF_MM))
    return Detail((fine - middle, middle - coarse), inner - outer, relief)


def smoothed(light: Floats, sigma_mm: float) -> Floats:
    """Blur a map (S, S) by a Gaussian of a standard deviation in mm."""
    sigma = sigma_mm * TEXELS_PER_MM
    if sigma < _WIDE_TEXELS:
        return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)
    half = cv2.resize(light, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    rest = float(np.sqrt(sigma**2 - _HALF_AND_BACK)) / 2
    return np.asarray(cv2.resize(cv2.GaussianBlur(half, (0, 0), rest), light.shape[::-1]))


def _find_relief(light: Floats) -> Relief:
    down, right = (cv2.Sobel(light, cv2.CV_32F, *order, scale=0.25) for order in ((0, 2), (2, 0)))
    mixed = cv2.Sobel(light, cv2.CV_32F, 1, 1, scale=0.25)
    spread = cv2.magnitude(cv2.addWeighted(down, 0.5, right, -0.5, 0), mixed)
    middle = cv2.addWeighted(down, 0.5, right, 0.5, 0)
    across, along = cv2.add(middle, spread), cv2.subtract(middle, spread)
    strong = across > _LEAST_CURVATURE
    pores = strong & (along > _ROUND * across) & (along == cv2.dilate(along, _PEAK))
    # The middle of a line: the strongest texel of its own neighbourhood across it.
    beside, above = (cv2.dilate(across, np.ones(size, np.uint8)) for size in ((1, 3), (3, 1)))
    ridge = across >= np.where(down > right, above, beside)
    return Relief(pores, strong & (np.abs(along) < _LONG * across) & ridge)
