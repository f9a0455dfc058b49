"""Redness of a zone: its erythema index, and its change against the baseline photo."""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.anatomy import Zone
from analysis.colour import Floats, median
from analysis.figures import CLEAR_EI, NORMAL_95
from analysis.light.cells import Cells, ColourChange, compared_counts, compared_masks, every_few
from analysis.light.estimate import LightChange
from analysis.measures.erythema_error import ChangeError, error_of_change
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "log10_r_over_g_texelwise"
METHOD_VERSION = "8"

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009).
_TRIM = 0.12
"""Share of a zone's brightest and of its darkest texels that is left out: gloss and shadow."""
_TRIM_CHANGES = 0.05
"""Share of a zone's largest and of its smallest changes left out: hair, a misplaced mole."""
_UNSEEN = 3.0
"""What is not found in n places may be found in 3 / n of them (95 %). Source: rule of three
(Hanley, Lippman-Hand 1983, doi:10.1001/jama.1983.03330370053031)."""
_TEXELS_OF_A_PLACE = 4.0
"""Compared texels that change alike, 2.2 mm to a side. Chosen: a square of JPEG's colour in a photo
that just shows the map; 152 zones of 14 people saved again at quality 75 lie within, 2026-11."""


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

    Its error is the share that would seem so if all of the zone was off by its own error.
    """
    by_chance = ChangeError(*(_by_chance(ordered, one) for one in error))
    return _record(zone, Measure.REDDENED_SHARE, _above(ordered, CLEAR_EI), by_chance, Unit.PERCENT)


def _by_chance(ordered: Floats, off: float) -> float:
    """Return which share, in per cent, seems reddened by error alone in a zone off by so many EI.

    Texels scatter as far below their middle, where redness puts none, as above it.
    """
    middle = float(ordered[len(ordered) // 2])
    scattered = 100 - _above(ordered, middle - max(CLEAR_EI - off, 0.0))
    return min(_at_most(scattered, len(ordered)), 100.0)


def _at_most(share: float, texels: int) -> float:
    """Return the largest share, in per cent, of which so many texels may show this one (95 %)."""
    place = 100 * _TEXELS_OF_A_PLACE / texels
    return share + (NORMAL_95 * float(np.sqrt(share / place)) + _UNSEEN) * place


def _above(ordered: Floats, limit: float) -> float:
    """Return the share of sorted changes above a limit, in per cent."""
    return 100 * (1 - float(np.searchsorted(ordered, limit, side="right")) / len(ordered))


def _record(
    zone: Zone,
    measure: Measure,
    value: float,
    error: ChangeError | None,
    unit: Unit = Unit.ERYTHEMA_INDEX,
) -> ZoneMeasurement:
    mdc95, too_high = (error.mdc95, error.if_less) if error else (None, None)
    return ZoneMeasurement(zone, measure, value, unit, mdc95, METHOD, METHOD_VERSION, too_high)
