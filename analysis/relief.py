"""Relief of the skin: how many pores and how much fine line a zone shows, against the baseline."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.mesh import TEXELS_PER_MM
from analysis.registration import Registration
from analysis.results import Measure, Unit, ZoneMeasurement
from analysis.zones import Mask, zone_texels

METHOD = "hessian_of_luminance"
METHOD_VERSION = "1"

MIN_CLEAN_SHARE = 0.3
_SCALE_MM = 0.4
_ROUND, _LONG = 0.5, 0.3
"""Ratio of the two curvatures: above the first a dark spot, below the second a dark line."""
_LEAST_CURVATURE = 0.012
"""ln luminance per texel²."""
_PEAK = np.ones((5, 5), np.uint8)

# 95 % of untreated pairs (40 people, two expressions, one studio).
_MDC95 = {Measure.PORES_PER_CM2_CHANGE: 5.0, Measure.FINE_LINES_MM_PER_CM2_CHANGE: 8.0}
_MDC95_FACE = {Measure.PORES_PER_CM2_CHANGE: 3.0, Measure.FINE_LINES_MM_PER_CM2_CHANGE: 4.5}
_UNITS = {
    Measure.PORES_PER_CM2_CHANGE: Unit.PER_CM2,
    Measure.FINE_LINES_MM_PER_CM2_CHANGE: Unit.MM_PER_CM2,
}


def measure_relief_change(
    registration: Registration, lights: tuple[Floats, Floats]
) -> list[ZoneMeasurement]:
    """Measure how many more pores and fine lines every zone shows than in the baseline photo.

    Parameters
    ----------
    registration : Registration
    lights : pair of (S, S) float ndarray
        ln luminance of baseline and follow-up, equally sharp.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `pores_per_cm2_change`, and `fine_lines_mm_per_cm2_change`: mm of line per cm².

    References
    ----------
    Ng et al. 2014, doi:10.1007/978-3-319-16811-1_44 (wrinkles by Hessian ridges).
    """
    both_plain = (registration.baseline.plain & registration.follow_up.plain).ravel()
    before, after = (_pores_and_lines(light) for light in lights)
    found = []
    for (measure, unit), was, now in zip(_UNITS.items(), before, after, strict=True):
        change = now.ravel().astype(np.int8) - was.ravel()
        for zone, texels in zone_texels().items():
            both = texels[both_plain[texels]]
            if len(both) >= MIN_CLEAN_SHARE * len(texels):
                value = float(change[both].sum()) / _per(unit, len(both))
                found.append(_record(zone, measure, value))
    return found


def _per(unit: Unit, texels: int) -> float:
    """Turn a count of spots, or of texels along lines, into spots or mm per cm²."""
    area_cm2 = texels / (10 * TEXELS_PER_MM) ** 2
    return area_cm2 * (TEXELS_PER_MM if unit is Unit.MM_PER_CM2 else 1.0)


def _pores_and_lines(light: Floats) -> tuple[Mask, Mask]:
    """Centres of small dark spots, and the middle texels of dark lines."""
    smooth = cv2.GaussianBlur(light, (0, 0), _SCALE_MM * TEXELS_PER_MM)
    down, right = (cv2.Sobel(smooth, cv2.CV_32F, *order, scale=0.25) for order in ((0, 2), (2, 0)))
    mixed = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, scale=0.25)
    spread = cv2.magnitude((down - right) / 2, mixed)
    middle = np.asarray((down + right) / 2, np.float32)
    across, along = cv2.add(middle, spread), cv2.subtract(middle, spread)
    strong = across > _LEAST_CURVATURE
    pores = strong & (along > _ROUND * across) & (along == cv2.dilate(along, _PEAK))
    # The middle of a line: the strongest texel of its own neighbourhood across it.
    ridge = (across >= _beside(across, (1, 3))) & (down > right)
    ridge |= (across >= _beside(across, (3, 1))) & (down <= right)
    return pores, strong & (np.abs(along) < _LONG * across) & ridge


def _beside(values: NDArray[Any], size: tuple[int, int]) -> Floats:
    """Largest value among a texel and its two neighbours, `size` being (columns, rows)."""
    return np.asarray(cv2.dilate(values, np.ones(size[::-1], np.uint8)))


def _record(zone: Zone, measure: Measure, value: float) -> ZoneMeasurement:
    mdc95 = (_MDC95_FACE if zone is Zone.FACE else _MDC95)[measure]
    return ZoneMeasurement(zone, measure, value, _UNITS[measure], mdc95, METHOD, METHOD_VERSION)
