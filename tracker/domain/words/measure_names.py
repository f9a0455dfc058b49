"""What is measured on photos, in words: names, units, and what a change means."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tracker.domain.words.changes import (
    WITHIN_ERROR,
    describe_roughness,
    grade_redness,
    is_within_error,
)
from tracker.said import Figure, Said

DELTA_EI = "delta_erythema_index"
REDDEST = "reddest_zone_delta_ei"
CONTRAST = "zone_contrast_ei"
ROUGHNESS = "roughness_2400_5000_um"
"""The octave that stands for texture: every photo that texture is measured on shows it."""
EARLIER_ROUGHNESS = "roughness_log_ratio_medium"
"""What stood for it in photos that were measured before."""
_OCTAVES: Mapping[str, float] = MappingProxyType(
    {
        "roughness_300_600_um": 0.3,
        "roughness_600_1200_um": 0.6,
        "roughness_1200_2400_um": 1.2,
        ROUGHNESS: 2.4,
        "roughness_5000_11000_um": 5.0,
    }
)
"""Octaves of texture, finest first, with their shortest waves in mm. Source: their names."""
TONE = "individual_typology_angle"
"""A photo's own value, no change; all others that are shown are changes."""
OWN_VALUES = frozenset({TONE, "erythema_index"})
"""Values of one photo alone: camera and light are in them as much as the skin. They stand beside
those of no other photo, camera or person; between these only changes may be compared."""
TONES: Mapping[str, str] = MappingProxyType(
    {
        "very_light": Said("very light, for context only"),
        "light": Said("light, for context only"),
        "intermediate": Said("intermediate, for context only"),
        "tan": Said("tan, for context only"),
        "brown": Said("brown, for context only"),
        "dark": Said("dark, for context only"),
    }
)
"""Classes of the individual typology angle, by their names in the analysis."""
_PERCENT = "%"
_MORE = Said("about {amount} more on each cm²")
_FEWER = Said("about {amount} fewer on each cm²")


@dataclass(frozen=True)
class MeasureWords:
    """How a measured change is said. The amounts fill `{amount}`."""

    name: str
    unit: str
    more: str = ""
    fewer: str = ""
    is_log_ratio: bool = False
    """Whether the value is the logarithm of a ratio, which is shown in per cent."""


MEASURES: Mapping[str, MeasureWords] = MappingProxyType(
    {
        DELTA_EI: MeasureWords(Said("Redness"), "EI"),
        REDDEST: MeasureWords(
            Said("Redness as the reddest zone, chance of the choice allowed for"), "EI"
        ),
        CONTRAST: MeasureWords(
            Said("Redness against the whole face"),
            "EI",
            Said("redder than the face as a whole, by about {amount} EI"),
            Said("less red than the face as a whole, by about {amount} EI"),
        ),
        "reddened_share": MeasureWords(
            Said("Clearly redder part"),
            Said("% of the zone"),
            Said("about {amount} % of the zone is clearly redder"),
            Said("about {amount} % less of the zone is clearly redder"),
        ),
        "roughness_300_600_um": MeasureWords(
            Said("Texture, 0.3–0.6 mm from bump to bump"), _PERCENT, is_log_ratio=True
        ),
        "roughness_600_1200_um": MeasureWords(
            Said("Texture, 0.6–1.2 mm from bump to bump"), _PERCENT, is_log_ratio=True
        ),
        "roughness_1200_2400_um": MeasureWords(
            Said("Texture, 1.2–2.4 mm from bump to bump"), _PERCENT, is_log_ratio=True
        ),
        ROUGHNESS: MeasureWords(
            Said("Texture, 2.4–5 mm from bump to bump"), _PERCENT, is_log_ratio=True
        ),
        "roughness_5000_11000_um": MeasureWords(
            Said("Texture, 5–11 mm from bump to bump"), _PERCENT, is_log_ratio=True
        ),
        "roughness_log_ratio_fine": MeasureWords(
            Said("Texture, wide band of 2–7 mm"), _PERCENT, is_log_ratio=True
        ),
        EARLIER_ROUGHNESS: MeasureWords(
            Said("Texture, wide band of 4–14 mm"), _PERCENT, is_log_ratio=True
        ),
        "flakes_per_cm2_change": MeasureWords(
            Said("Flakes"),
            Said("per cm²"),
            _MORE,
            _FEWER,
        ),
        "marks_per_cm2_change": MeasureWords(
            Said("Dark red spots (scabs, pin-point bleeding)"),
            Said("per cm²"),
            _MORE,
            _FEWER,
        ),
        "pores_per_cm2_change": MeasureWords(
            Said("Visible pores"),
            Said("per cm²"),
            _MORE,
            _FEWER,
        ),
        "fine_lines_mm_per_cm2_change": MeasureWords(
            Said("Fine lines"),
            Said("mm per cm²"),
            Said("about {amount} mm more on each cm²"),
            Said("about {amount} mm less on each cm²"),
        ),
        TONE: MeasureWords(Said("How light the skin looks"), "°"),
    }
)
"""Everything that is shown of a zone, in this order."""

REFERENCES: Mapping[str, str] = MappingProxyType(
    {
        "neck": Said("the neck"),
        "card": Said("the printed card"),
        "zones": Said("zones of the face that were not treated"),
        "lids": Said("the upper eyelids"),
        "brows": Said("the eyebrows"),
    }
)
"""What shows what the light did, by the names in a measurement's `reference`."""


def describe_change(
    measure: str, value: float, mdc95: float | None, too_high: float | None = None
) -> str:
    """Say what a measure comes to, or that its change lies within its own error.

    Parameters
    ----------
    measure : str
        A key of `MEASURES`, but not `TONE`, which is no change.
    value : float
        The change against the "before" photo.
    mdc95 : float or None
        Smallest change that can be told from error (95 %), in the same unit.
    too_high : float, optional
        How much too high it may be, where that is less.
    """
    words = MEASURES[measure]
    if measure in (DELTA_EI, REDDEST):
        return grade_redness(value, mdc95, too_high)
    if words.is_log_ratio:
        return describe_roughness(value, mdc95)
    if is_within_error(value, mdc95, too_high):
        return WITHIN_ERROR
    return Said(words.more if value > 0 else words.fewer, amount=Figure(abs(value), 1))


def stands_for_texture(measures: Collection[str]) -> str:
    """Return which of the measured ones stands for texture."""
    return EARLIER_ROUGHNESS if ROUGHNESS not in measures else ROUGHNESS


def finest_texture_mm(measures: Collection[str]) -> float | None:
    """Return the shortest wave of texture that was measured, in mm.

    None where all that can be were, or none was, as in photos measured before there were octaves.
    """
    shown = [shortest for measure, shortest in _OCTAVES.items() if measure in measures]
    return min(shown) if shown and len(shown) < len(_OCTAVES) else None


def in_unit(measure: str, value: float) -> float:
    """Return a value in the unit that is shown: a ratio's logarithm becomes per cent."""
    return math.expm1(value) * 100 if MEASURES[measure].is_log_ratio else value
