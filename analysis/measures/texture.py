"""Texture of a zone as change against the baseline, both photos brought to the same focus.

In the first week texture means flaking, scabs and swelling. It says nothing about collagen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.align.registration import Registration
from analysis.align.strain import zone_strains
from analysis.anatomy import Zone
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import texels_within, thinned
from analysis.measures.octaves import error_of_focus, measure_octaves, spread
from analysis.measures.relief import measure_relief_change
from analysis.measures.spots import measure_new_spots
from analysis.measures.stated_errors import stated_mdc95
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.skin.detail import BAND_WAVELENGTHS_MM
from analysis.skin.pair import SkinPair
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "mad_of_luminance_band"
METHOD_VERSION = "4"

BANDS = (Measure.ROUGHNESS_LOG_RATIO_FINE, Measure.ROUGHNESS_LOG_RATIO_MEDIUM)

_STRETCHED, _STILL = 12.0, 0.04
"""By how much each unit of strain beyond that of a still face widens an error: of 40 people who
smile (upper lip strained by 0.12, at most 0.23) at most one zone in twenty is then called rougher
or smoother (tests/benchmark/texture.py). Measured: 40 people, 2026-11."""


def measure_texture_change(
    registration: Registration, surface: Sequence[ZoneMeasurement] | None = None
) -> list[ZoneMeasurement]:
    """Measure roughness, flakes, marks, pores and fine lines against the baseline.

    Parameters
    ----------
    registration : Registration
    surface : sequence of ZoneMeasurement, optional
        What `measure_surface_change` says, where it was asked already.

    Returns
    -------
    measurements : list of ZoneMeasurement
    """
    if surface is None:
        surface = measure_surface_change(registration.pair)
    strains = zone_strains(registration.baseline.face, registration.follow_up.face)
    found = (*surface, *measure_new_spots(registration))
    return [less_sure(one, strains[one.zone]) for one in found]


def less_sure(found: ZoneMeasurement, strain: float) -> ZoneMeasurement:
    """Widen the error of a zone that a smile or swelling stretched or folded."""
    assert found.mdc95 is not None
    if strain <= _STILL:
        return found
    return replace(found, mdc95=found.mdc95 * (1 + _STRETCHED * (strain - _STILL)))


def measure_surface_change(pair: SkinPair) -> tuple[ZoneMeasurement, ...]:
    """Measure roughness, pores and fine lines against the baseline.

    Zone is compared with zone, so that the photos need not be laid over each other first.

    Parameters
    ----------
    pair : SkinPair
        Two photos of one person.

    Returns
    -------
    measurements : tuple of ZoneMeasurement
    """
    both_plain = texels_within(pair.baseline.plain & pair.follow_up.plain, MIN_ZONE_SHARE)
    return (
        *measure_octaves(both_plain, pair),
        *measure_roughness_change(both_plain, pair),
        *measure_relief_change(both_plain, pair.details),
    )


def measure_roughness_change(
    texels: Mapping[Zone, NDArray[np.int64]], pair: SkinPair
) -> list[ZoneMeasurement]:
    """Measure in two wide bands how much rougher every zone became than in the baseline photo.

    Parameters
    ----------
    texels : mapping of Zone to (N,) int64 ndarray
        Those that are plain skin in both photos.
    pair : SkinPair

    Returns
    -------
    measurements : list of ZoneMeasurement
        `roughness_log_ratio_fine` (structures of 2–7 mm from one to the next) and
        `roughness_log_ratio_medium` (4–14 mm): ln of the ratio of the band's spread; 0.1 is
        about 10 % rougher. Exposure, white balance and smooth shading drop out, because light
        multiplies and the logarithm is taken.

    References
    ----------
    Rousseeuw, Croux 1993, doi:10.1080/01621459.1993.10476408 (robust scale).
    """
    found = []
    columns = BANDS, BAND_WAVELENGTHS_MM, *(detail.bands for detail in pair.details)
    for measure, waves_mm, *bands in zip(*columns, strict=True):
        unsharp = error_of_focus(pair.focus_offset / TEXELS_PER_MM, *waves_mm)
        for zone, chosen in texels.items():
            before, after = (spread(band.ravel()[thinned(chosen)]) for band in bands)
            mdc95 = float(np.hypot(stated_mdc95(measure, zone), unsharp))
            found.append(_record(zone, measure, float(np.log(after / before)), mdc95))
    return found


def _record(zone: Zone, measure: Measure, value: float, mdc95: float) -> ZoneMeasurement:
    return ZoneMeasurement(zone, measure, value, Unit.LOG_RATIO, mdc95, METHOD, METHOD_VERSION)
