"""Redness of a zone: its erythema index, and its change against the baseline photo."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import trim_mean

from analysis.anatomy import Zone
from analysis.cells import Cells, ColourChange, compared_masks
from analysis.colour import robust_sd
from analysis.erythema_error import change_sd
from analysis.face import Points
from analysis.light import LightChange
from analysis.quality import MIN_ZONE_SHARE
from analysis.reading import CLEAR_EI
from analysis.results import Measure, Unit, ZoneMeasurement
from analysis.skin import SkinView
from analysis.zones import thinned, zone_texels

METHOD = "log10_r_over_g_texelwise"
METHOD_VERSION = "2"

_TRIM = 0.12
"""Share of a zone's brightest and of its darkest texels that is left out: gloss and shadow."""
_TRIM_CHANGES = 0.05
"""Share of a zone's largest and of its smallest changes left out: hair, a misplaced mole."""
_LEAST_SPREAD = 0.5
"""SD in EI of texels of one zone, below which nothing is known of it."""


def measure_erythema(view: SkinView) -> list[ZoneMeasurement]:
    """Measure the erythema index of every zone that can be seen.

    Parameters
    ----------
    view : SkinView

    Returns
    -------
    measurements : list of ZoneMeasurement
        `erythema_index`, in EI: a zone's own value, for context. It rises with melanin and moves
        with the light, so it must not be compared between people or read as a change.

    References
    ----------
    Diffey, Oliver, Farr 1984, Br J Dermatol 111:663.
    """
    found = []
    for zone, chosen in _plain_texels(view):
        value = float(np.median(view.index.ravel()[chosen]))
        found.append(_record(zone, Measure.ERYTHEMA_INDEX, value, None))
    return found


def measure_erythema_change(
    colours: ColourChange, face: Cells, light: LightChange, widening: float = 1.0
) -> list[ZoneMeasurement]:
    """Measure how far every zone became redder than in the baseline photo.

    Parameters
    ----------
    colours : ColourChange
    face : Cells
        The same in cells.
    light : LightChange
        The light's share, taken off every texel.
    widening : float
        What the errors are multiplied by for what is wrong with the photos.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `delta_erythema_index`, in EI, positive is redder; and `reddened_share`, how many per cent
        of the zone became clearly redder (by 4.5 EI). A zone of which too little can be compared
        is left out.

    References
    ----------
    Yamamoto et al. 2008, Skin Res Technol 14:26 (index relative to untreated skin).
    """
    corrected = light.corrected(colours.change, colours.places)
    found = []
    for zone, mask in compared_masks().items():
        chosen = corrected[mask & colours.clean]
        if len(chosen) >= MIN_ZONE_SHARE * mask.sum():
            value = float(trim_mean(chosen, _TRIM_CHANGES))
            mdc95 = 1.96 * widening * change_sd(zone, len(chosen), face, light)
            found.append(_record(zone, Measure.DELTA_ERYTHEMA_INDEX, value, mdc95))
            found.append(_reddened_share(zone, chosen, mdc95))
    return found


def _reddened_share(zone: Zone, changes: Points, mdc95: float) -> ZoneMeasurement:
    """Measure how much of a zone became clearly redder.

    Its error is the share that would seem so if all of the zone were off by its own error.
    """
    value = 100 * float((changes > CLEAR_EI).mean())
    by_chance = 100 * float(ndtr((mdc95 - CLEAR_EI) / max(robust_sd(changes), _LEAST_SPREAD)))
    return ZoneMeasurement(
        zone, Measure.REDDENED_SHARE, value, Unit.PERCENT, by_chance, METHOD, METHOD_VERSION
    )


def _plain_texels(view: SkinView) -> Iterator[tuple[Zone, NDArray[np.int64]]]:
    """Clean texels of every zone that is seen well enough, without its brightest and darkest."""
    lights, clean = view.light.ravel(), view.clean.ravel()
    for zone, texels in zone_texels().items():
        chosen = texels[clean[texels]]
        if len(chosen) >= MIN_ZONE_SHARE * len(texels):
            chosen = thinned(chosen)
            light = lights[chosen]
            low, high = np.quantile(light, [_TRIM, 1 - _TRIM])
            yield zone, chosen[(light >= low) & (light <= high)]


def _record(zone: Zone, measure: Measure, value: float, mdc95: float | None) -> ZoneMeasurement:
    return ZoneMeasurement(zone, measure, value, Unit.ERYTHEMA_INDEX, mdc95, METHOD, METHOD_VERSION)
