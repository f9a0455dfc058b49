"""Texture of a zone as change against the baseline, both photos brought to the same focus.

In the first week texture means flaking, scabs and swelling. It says nothing about collagen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analysis.align.registration import Registration
from analysis.align.strain import zone_strains
from analysis.anatomy import Zone
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import eye_boxes, texels_within, thinned
from analysis.measures.file_effects import effect_of_files, grain_apart
from analysis.measures.octaves import (
    Spreads,
    blurred_octave,
    error_of_focus,
    measure_octaves,
    median_change,
    spread,
)
from analysis.measures.relief import measure_relief_change
from analysis.measures.spots import measure_new_spots
from analysis.measures.stated_errors import stated_mdc95
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.quality.unlike import FILES_DIFFER, LEFT_OUT
from analysis.skin.detail import BAND_WAVELENGTHS_MM
from analysis.skin.pair import SkinPair
from analysis.vocabulary import Measure, QualityFinding, Unit, ZoneMeasurement

METHOD = "mad_of_luminance_band"
METHOD_VERSION = "5"

BANDS = (Measure.ROUGHNESS_LOG_RATIO_FINE, Measure.ROUGHNESS_LOG_RATIO_MEDIUM)

_COUNTS = Unit.PER_CM2, Unit.MM_PER_CM2
_TOLD = 1.5
"""By how much unlike files widen the fine band's error before that is said. Chosen: by hand."""
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
    counted = _counted_less_surely((*surface, *measure_new_spots(registration)))
    return [less_sure(one, strains[one.zone]) for one in counted]


def _counted_less_surely(found: Sequence[ZoneMeasurement]) -> Iterator[ZoneMeasurement]:
    """Widen the errors of counts as those of the fine band are: by focus and unlike files."""
    wider = {
        one.zone: (one.mdc95 or 0.0) / stated_mdc95(one.measure, one.zone)
        for one in found
        if one.measure is Measure.ROUGHNESS_LOG_RATIO_FINE
    }
    for one in found:
        counts = one.unit in _COUNTS and one.mdc95
        yield replace(one, mdc95=counts * wider.get(one.zone, 1.0)) if counts else one


def less_sure(found: ZoneMeasurement, strain: float) -> ZoneMeasurement:
    """Widen the error of a zone that a smile or swelling stretched or folded."""
    assert found.mdc95 is not None
    if strain <= _STILL:
        return found
    return replace(found, mdc95=found.mdc95 * (1 + _STRETCHED * (strain - _STILL)))


def check_texture(pair: SkinPair, surface: Sequence[ZoneMeasurement]) -> Iterator[QualityFinding]:
    """Say what both photos show too unlike for texture.

    Parameters
    ----------
    pair : SkinPair
    surface : sequence of ZoneMeasurement
        As from `measure_surface_change`; of none nothing is said.

    Yields
    ------
    finding : QualityFinding
    """
    focus = error_of_focus(pair.focus_offset / TEXELS_PER_MM, *BAND_WAVELENGTHS_MM[0])
    wider = [
        (one.mdc95 or 0.0) / np.hypot(stated_mdc95(one.measure, one.zone), focus)
        for one in surface
        if one.measure is BANDS[0]
    ]
    if wider and np.median(wider) > _TOLD:
        yield FILES_DIFFER
    if surface and (lost := blurred_octave(pair)):
        yield LEFT_OUT[lost.measure]


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
    grain = grain_apart(pair)
    columns = BANDS, BAND_WAVELENGTHS_MM, *(detail.bands for detail in pair.details)
    for measure, waves_mm, *bands in zip(*columns, strict=True):
        unsharp = error_of_focus(pair.focus_offset / TEXELS_PER_MM, *waves_mm)
        was, now = ([band[box] for box in eye_boxes()] for band in bands)
        files = effect_of_files(pair, (was, now), waves_mm, grain)
        zones = {
            zone: Spreads(*(spread(band.ravel()[thinned(chosen)]) for band in bands))
            for zone, chosen in texels.items()
        }
        shown = median_change(zones)
        for zone, one in zones.items():
            unlike = files.error(one.least**2, shown)
            mdc95 = float(np.linalg.norm([stated_mdc95(measure, zone), unsharp, unlike]))
            found.append(_record(zone, measure, one.change, mdc95))
    return found


def _record(zone: Zone, measure: Measure, value: float, mdc95: float) -> ZoneMeasurement:
    return ZoneMeasurement(zone, measure, value, Unit.LOG_RATIO, mdc95, METHOD, METHOD_VERSION)
