"""Redness of a zone: its erythema index, and its change against the baseline photo."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.quality import MIN_ZONE_SHARE
from analysis.reference import LightChange
from analysis.registration import Registration
from analysis.results import Measure, Unit, ZoneMeasurement
from analysis.skin import SkinView
from analysis.zones import Mask, thinned, zone_texels

METHOD = "log10_r_over_g_texelwise"
METHOD_VERSION = "1"

_TRIM = 0.12
"""Share of a zone's brightest and of its darkest texels that is left out: gloss and shadow."""

# Smallest change that can be told from error, EI, FACE. Coarse figures from simulated phone
# photos of untreated people, each in another room and shirt (docs/decisions/0002).
_MDC95_FACE = {True: 3.6, False: 12.0}
_ZONE_SD = 1.4
"""What a zone moves beside the face between untreated photos (pose, shading, flush), SD in EI."""


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
    for zone, chosen in _plain_texels(view, view.clean):
        value = float(np.median(view.index.ravel()[chosen]))
        found.append(_record(zone, Measure.ERYTHEMA_INDEX, value, None))
    return found


def measure_erythema_change(
    registration: Registration, light: LightChange
) -> list[ZoneMeasurement]:
    """Measure how far every zone became redder than in the baseline photo.

    Texel is compared with texel, not zone median with zone median: on untreated pairs that
    lowers the error by a quarter.

    Parameters
    ----------
    registration : Registration
    light : LightChange
        The light's share, taken off every zone.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `delta_erythema_index`, in EI; positive is redder.

    References
    ----------
    Yamamoto et al. 2008, Skin Res Technol 14:26 (index relative to untreated skin).
    """
    change = index_change(registration)
    found = []
    for zone, chosen in _plain_texels(registration.baseline, comparable_texels(registration)):
        value = float(light.corrected(float(np.median(change.ravel()[chosen]))))
        mdc95 = _mdc95(zone, has_reference=bool(light.kinds))
        found.append(_record(zone, Measure.DELTA_ERYTHEMA_INDEX, value, mdc95))
    return found


def comparable_texels(registration: Registration) -> Mask:
    """Return the texels whose colour can be trusted in both photos, (S, S) bool."""
    clean = registration.follow_up.clean.astype(np.float32)
    return registration.baseline.clean & (registration.to_baseline(clean) > 0.99)


def index_change(registration: Registration) -> Floats:
    """Return the raw change of the erythema index, (S, S), EI: the light's share is in it."""
    return registration.to_baseline(registration.follow_up.index) - registration.baseline.index


def _plain_texels(view: SkinView, clean: Mask) -> Iterator[tuple[Zone, NDArray[np.int64]]]:
    """Clean texels of every zone that is seen well enough, without its brightest and darkest."""
    lights = view.light.ravel()
    for zone, texels in zone_texels().items():
        chosen = texels[clean.ravel()[texels]]
        if len(chosen) >= MIN_ZONE_SHARE * len(texels):
            chosen = thinned(chosen)
            light = lights[chosen]
            low, high = np.quantile(light, [_TRIM, 1 - _TRIM])
            yield zone, chosen[(light >= low) & (light <= high)]


def _mdc95(zone: Zone, *, has_reference: bool) -> float:
    face = _MDC95_FACE[has_reference]
    return face if zone is Zone.FACE else float(np.hypot(face, 1.96 * _ZONE_SD))


def _record(zone: Zone, measure: Measure, value: float, mdc95: float | None) -> ZoneMeasurement:
    return ZoneMeasurement(zone, measure, value, Unit.ERYTHEMA_INDEX, mdc95, METHOD, METHOD_VERSION)
