"""How light a skin is: the individual typology angle, for context only."""

from enum import StrEnum

import numpy as np
from skimage.color import rgb2lab

from analysis.face.detect import Points
from analysis.light.cells import compared_counts, compared_masks, every_few
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

_ENOUGH_TEXELS = 500
"""Chosen: for time: a median needs no more."""
METHOD = "ita_median_colour"
METHOD_VERSION = "3"


class SkinTone(StrEnum):
    """Classes of the individual typology angle."""

    VERY_LIGHT = "very_light"
    LIGHT = "light"
    INTERMEDIATE = "intermediate"
    TAN = "tan"
    BROWN = "brown"
    DARK = "dark"


_LEAST_ANGLES = (55.0, 41.0, 28.0, 10.0, -30.0)
"""Degrees above which the classes begin, from the lightest. Source: Chardon et al. 1991, Int J
Cosmet Sci 13:191."""


def measure_tone(view: SkinView) -> list[ZoneMeasurement]:
    """Measure how light the skin of every zone looks.

    Parameters
    ----------
    view : SkinView

    Returns
    -------
    measurements : list of ZoneMeasurement
        `individual_typology_angle` in degrees, arctan((L* - 50) / b*) of the zone's median colour
        in CIELAB (D65). A context, no finding: lamp, exposure and white balance move it by more
        than a class, and it never enters redness.

    References
    ----------
    Chardon et al. 1991, Int J Cosmet Sci 13:191.
    """
    pixels, clean = every_few(view.pixels), every_few(view.clean)
    zones, colours = [], []
    for zone, mask in compared_masks().items():
        chosen = pixels[mask & clean]
        if len(chosen) >= MIN_ZONE_SHARE * compared_counts()[zone]:
            zones.append(zone)
            colours.append(np.median(chosen[:: 1 + len(chosen) // _ENOUGH_TEXELS], axis=0))
    angles = _typology_angles(np.reshape(colours, (-1, 3)))
    return [
        ZoneMeasurement(
            zone, Measure.TYPOLOGY_ANGLE, float(angle), Unit.DEGREE, None, METHOD, METHOD_VERSION
        )
        for zone, angle in zip(zones, angles, strict=True)
    ]


def classify_tone(angle_deg: float) -> SkinTone:
    """Return the class of a typology angle in degrees (Chardon 1991)."""
    steps = sum(angle_deg <= least for least in _LEAST_ANGLES)
    return list(SkinTone)[steps]


def _typology_angles(counts: Points) -> Points:
    """Angles (N,) in degrees of sRGB colours (N, 3), 0–255."""
    lab = rgb2lab(counts[None] / 255)[0] if len(counts) else counts
    return np.asarray(np.degrees(np.arctan2(lab[:, 0] - 50, lab[:, 2])))
