"""Redness of a zone: its erythema index, and its change against the baseline photo."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import ndtr

from analysis.anatomy import Zone
from analysis.colour import Floats, median
from analysis.figures import CLEAR_EI, QUARTILES_APART
from analysis.light.cells import Cells, ColourChange, compared_counts, compared_masks, every_few
from analysis.light.estimate import LightChange
from analysis.measures.erythema_error import ChangeError, error_of_change
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "log10_r_over_g_texelwise"
METHOD_VERSION = "7"

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009).
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
    index, lights, clean = (every_few(part) for part in (view.index, view.light, view.clean))
    found = []
    for zone, mask in compared_masks().items():
        chosen = mask & clean
        if chosen.sum() >= MIN_ZONE_SHARE * compared_counts()[zone]:
            light = lights[chosen]
            low, high = np.quantile(light, [_TRIM, 1 - _TRIM])
            value = median(index[chosen][(light >= low) & (light <= high)])
            found.append(_record(zone, Measure.ERYTHEMA_INDEX, value, None))
    return found


def measure_erythema_change(
    ordered: Mapping[Zone, Floats],
    face: Cells,
    light: LightChange,
    widening: float = 1.0,
    others: Sequence[LightChange] = (),
) -> list[ZoneMeasurement]:
    """Measure how far every zone became redder than in the baseline photo.

    Parameters
    ----------
    ordered : mapping of Zone to (N,) float32 ndarray
        As from `ordered_changes`.
    face : Cells
        The same in cells.
    light : LightChange
        The light's share, as it was taken off every texel.
    widening : float
        What the errors are multiplied by for what is wrong with the photos.
    others : sequence of LightChange
        What else the light might have been: the error is no smaller than theirs.

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
    found = []
    for zone, changes in ordered.items():
        if len(changes) >= MIN_ZONE_SHARE * compared_counts()[zone]:
            value = trimmed_mean(changes)
            errors = [
                error_of_change(zone, light.seen_by(one, value), len(changes), face, one, widening)
                for one in (light, *others)
            ]
            error = ChangeError(*map(max, zip(*errors, strict=True)))
            found.append(_record(zone, Measure.DELTA_ERYTHEMA_INDEX, value, error))
            found.append(_reddened_share(zone, changes, error))
    return found


def ordered_changes(colours: ColourChange, light: LightChange) -> dict[Zone, Floats]:
    """Return the changes (N,) of each zone's texels, the light taken off, sorted, in EI."""
    corrected = light.corrected(colours.change, colours.places).astype(np.float32)
    masks = compared_masks()
    return {zone: np.sort(corrected[mask & colours.clean]) for zone, mask in masks.items()}


def trimmed_mean(ordered: Floats) -> float:
    """Return the mean of changes (N,), sorted, in EI, without the largest and the smallest."""
    out = int(_TRIM_CHANGES * len(ordered))
    return float(ordered[out : len(ordered) - out].mean())


def _reddened_share(zone: Zone, ordered: Floats, error: ChangeError) -> ZoneMeasurement:
    """Measure how much of a zone became clearly redder.

    Its error is the share that would seem so if all of the zone were off by its own error.
    """
    count = len(ordered)
    value = 100 * (1 - float(np.searchsorted(ordered, CLEAR_EI, side="right")) / count)
    quartiles = ordered[count // 4], ordered[3 * count // 4]
    spread = max(float(quartiles[1] - quartiles[0]) / QUARTILES_APART, _LEAST_SPREAD)
    by_chance = ChangeError(*(100 * float(ndtr((one - CLEAR_EI) / spread)) for one in error))
    return _record(zone, Measure.REDDENED_SHARE, value, by_chance, Unit.PERCENT)


def _record(
    zone: Zone,
    measure: Measure,
    value: float,
    error: ChangeError | None,
    unit: Unit = Unit.ERYTHEMA_INDEX,
) -> ZoneMeasurement:
    mdc95, too_high = (error.mdc95, error.if_less) if error else (None, None)
    return ZoneMeasurement(zone, measure, value, unit, mdc95, METHOD, METHOD_VERSION, too_high)
