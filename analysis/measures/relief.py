"""Relief of the skin: how many pores and how much fine line a zone shows, against the baseline."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.face.mesh import TEXELS_PER_MM
from analysis.measures.stated_errors import stated_mdc95
from analysis.skin.detail import Detail
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "hessian_of_luminance"
METHOD_VERSION = "4"

_UNITS = {
    Measure.PORES_PER_CM2_CHANGE: Unit.PER_CM2,
    Measure.FINE_LINES_MM_PER_CM2_CHANGE: Unit.MM_PER_CM2,
}


def measure_relief_change(
    texels: Mapping[Zone, NDArray[np.int64]], details: tuple[Detail, Detail]
) -> list[ZoneMeasurement]:
    """Measure how many more pores and fine lines every zone shows than in the baseline photo.

    Parameters
    ----------
    texels : mapping of Zone to (N,) int64 ndarray
        Those that are plain skin in both photos.
    details : pair of Detail
        Fine structure of baseline and follow-up, equally sharp.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `pores_per_cm2_change`, and `fine_lines_mm_per_cm2_change`: mm of line per cm².

    References
    ----------
    Ng et al. 2014, doi:10.1007/978-3-319-16811-1_44 (wrinkles by Hessian ridges).
    """
    before, after = (detail.relief for detail in details)
    pairs = (before.pores, after.pores), (before.lines, after.lines)
    found = []
    for (measure, unit), (was, now) in zip(_UNITS.items(), pairs, strict=True):
        change = now.ravel().astype(np.int8) - was.ravel()
        for zone, chosen in texels.items():
            value = float(change[chosen].sum()) / _per(unit, len(chosen))
            found.append(_record(zone, measure, value))
    return found


def _per(unit: Unit, texels: int) -> float:
    """Turn a count of spots, or of texels along lines, into spots or mm per cm²."""
    area_cm2 = texels / (10 * TEXELS_PER_MM) ** 2
    return area_cm2 * (TEXELS_PER_MM if unit is Unit.MM_PER_CM2 else 1.0)


def _record(zone: Zone, measure: Measure, value: float) -> ZoneMeasurement:
    mdc95 = stated_mdc95(measure, zone)
    return ZoneMeasurement(zone, measure, value, _UNITS[measure], mdc95, METHOD, METHOD_VERSION)
