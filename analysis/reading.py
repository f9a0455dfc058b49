"""What a change in redness comes to in words, and how the two sides of a face compare."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.anatomy import Zone
from analysis.light import LightChange
from analysis.results import Measure, PhotoAnalysis, ZoneMeasurement

JUST_VISIBLE_EI, CLEAR_EI = 1.8, 4.5
"""Change of the index from which redness is just perceptible, and from which it is clear: means
after UV light of 10.5 and 13.2 against 8.7 on unirradiated skin (DermaSpectrometer, the same
unit)."""
STRONG_EI = 9.0
"""Twice what is clear: about three times as much blood as at rest (derived, two-layer model)."""

_SIDES = (
    (Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT),
    (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT),
    (Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT),
)


class RednessReading(StrEnum):
    """A change in redness in words."""

    WITHIN_ERROR = "within_error"
    """No change that this photo can show; it may still be there."""
    PALER = "paler"
    NOT_VISIBLE = "not_visible"
    """Larger than its error, but too small to see."""
    JUST_VISIBLE = "just_visible"
    CLEAR = "clear"
    STRONG = "strong"


_RISING = (
    RednessReading.NOT_VISIBLE,
    RednessReading.JUST_VISIBLE,
    RednessReading.CLEAR,
    RednessReading.STRONG,
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


def read_redness(value: float, mdc95: float) -> RednessReading:
    """Put a change in redness into words.

    Parameters
    ----------
    value, mdc95 : float
        `delta_erythema_index` and its error, EI.

    Returns
    -------
    reading : RednessReading
    """
    if abs(value) <= mdc95:
        return RednessReading.WITHIN_ERROR
    if value < 0:
        return RednessReading.PALER
    reached = sum(value >= limit for limit in (JUST_VISIBLE_EI, CLEAR_EI, STRONG_EI))
    return _RISING[reached]


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
    shared = 1.96 * light.gain * light.sd
    own = sum((side.mdc95 or 0.0) ** 2 - shared**2 for side in (left, right))
    return SideDifference(left.zone, right.zone, left.value - right.value, float(own) ** 0.5)
