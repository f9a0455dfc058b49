"""How the change in redness of the two sides of a face compares."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.anatomy import Zone
from analysis.figures import NORMAL_95
from analysis.results import PhotoAnalysis
from analysis.vocabulary import Measure, ZoneMeasurement

_SIDES = (
    (Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT),
    (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT),
    (Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT),
)


@dataclass(frozen=True)
class SideDifference:
    """How much redder the person's left became than the right."""

    left: Zone
    right: Zone
    value: float
    """In EI; positive if the left became redder."""
    mdc95: float
    """Smallest difference that can be told from error (95 %), EI."""


def compare_sides(analysis: PhotoAnalysis) -> list[SideDifference]:
    """Compare the change in redness of left and right zones.

    Parameters
    ----------
    analysis : PhotoAnalysis
        Of a follow-up photo.

    Returns
    -------
    differences : list of SideDifference
        Of every pair of zones that was measured. What the light did to the whole face cancels, so
        the error is smaller than that of either side.
    """
    changes, contrasts = (
        {found.zone: found for found in analysis.measurements if found.measure is measure}
        for measure in (Measure.DELTA_ERYTHEMA_INDEX, Measure.ZONE_CONTRAST)
    )
    light = analysis.light
    if light is None:
        return []

    def own(zone: Zone) -> float:
        if zone in contrasts:
            return contrasts[zone].mdc95 or 0.0
        shared = NORMAL_95 * light.gain * light.sd
        return float(np.sqrt(max((changes[zone].mdc95 or 0.0) ** 2 - shared**2, 0.0)))

    return [
        _difference(changes[left], changes[right], own)
        for left, right in _SIDES
        if left in changes and right in changes
    ]


def _difference(
    left: ZoneMeasurement, right: ZoneMeasurement, own: Callable[[Zone], float]
) -> SideDifference:
    mdc95 = float(np.hypot(own(left.zone), own(right.zone)))
    return SideDifference(left.zone, right.zone, left.value - right.value, mdc95)
