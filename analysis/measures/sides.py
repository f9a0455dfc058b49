"""How the change in redness of the two sides of a face compares."""

from dataclasses import dataclass

from analysis.anatomy import Zone
from analysis.figures import NORMAL_95
from analysis.light.estimate import LightChange
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
    changes = {
        found.zone: found
        for found in analysis.measurements
        if found.measure is Measure.DELTA_ERYTHEMA_INDEX
    }
    if analysis.light is None:
        return []
    return [
        _difference(changes[left], changes[right], analysis.light)
        for left, right in _SIDES
        if left in changes and right in changes
    ]


def _difference(
    left: ZoneMeasurement, right: ZoneMeasurement, light: LightChange
) -> SideDifference:
    shared = NORMAL_95 * light.gain * light.sd
    own = sum((side.mdc95 or 0.0) ** 2 - shared**2 for side in (left, right))
    return SideDifference(left.zone, right.zone, left.value - right.value, float(own) ** 0.5)
