"""The words of a result: measures and their units, what is found wrong with a photo, a figure."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.anatomy import Zone

NO_REFERENCE = "none"
"""`PhotoAnalysis.reference` where nothing untreated was found in the photo."""


class Measure(StrEnum):
    """What a measurement says. The value is the name that files and tables carry."""

    ERYTHEMA_INDEX = "erythema_index"
    DELTA_ERYTHEMA_INDEX = "delta_erythema_index"
    REDDEST_ZONE = "reddest_zone_delta_ei"
    ZONE_CONTRAST = "zone_contrast_ei"
    REDDENED_SHARE = "reddened_share"
    TYPOLOGY_ANGLE = "individual_typology_angle"
    ROUGHNESS_300_UM = "roughness_300_600_um"
    """Octaves, by the waves that come through at half amplitude, in µm."""
    ROUGHNESS_600_UM = "roughness_600_1200_um"
    ROUGHNESS_1200_UM = "roughness_1200_2400_um"
    ROUGHNESS_2400_UM = "roughness_2400_5000_um"
    ROUGHNESS_5000_UM = "roughness_5000_11000_um"
    ROUGHNESS_LOG_RATIO_FINE = "roughness_log_ratio_fine"
    ROUGHNESS_LOG_RATIO_MEDIUM = "roughness_log_ratio_medium"
    FLAKES_PER_CM2_CHANGE = "flakes_per_cm2_change"
    MARKS_PER_CM2_CHANGE = "marks_per_cm2_change"
    PORES_PER_CM2_CHANGE = "pores_per_cm2_change"
    FINE_LINES_MM_PER_CM2_CHANGE = "fine_lines_mm_per_cm2_change"


class OnSkin(StrEnum):
    """What was on the skin. The value is the name that the shell and files carry."""

    NOTHING = "nothing"
    CREAM = "cream"
    """Cream, serum or oil."""
    SUNSCREEN = "sunscreen"
    WET = "wet"
    MAKE_UP = "make_up"
    """Make-up, tinted cream or self-tan."""


class Unit(StrEnum):
    """Units of measurements."""

    ERYTHEMA_INDEX = "EI"
    """100·log10(R/G) in linear light."""
    LOG_RATIO = "ln"
    """Natural logarithm of a ratio: 0 = no change, 0.1 = about 10 % rougher."""
    PERCENT = "%"
    """Of a zone's skin, 0–100."""
    DEGREE = "°"
    PER_CM2 = "1/cm²"
    MM_PER_CM2 = "mm/cm²"
    """Length of lines on an area of skin."""


class Aspect(StrEnum):
    """What a quality finding affects."""

    REDNESS = "redness"
    TEXTURE = "texture"


@dataclass(frozen=True)
class ZoneMeasurement:
    """One value of one zone."""

    zone: Zone
    measure: Measure
    value: float
    unit: Unit
    mdc95: float | None
    """Smallest change that can be told from error (95 %), in `unit`. None only for an own
    value, which is no change; never None for a change."""
    method: str
    method_version: str
    too_high: float | None = None
    """How much too high the value may be (95 %), in `unit`, where that is less than `mdc95`: a
    flush that passes for light hides redness, but makes none. None where `mdc95` says both."""

    @property
    def is_change(self) -> bool:
        """Whether it may be compared over photos: a photo's own value may not."""
        return self.mdc95 is not None


@dataclass(frozen=True)
class QualityFinding:
    """Something about a photo that limits what it can say."""

    code: str
    """Short stable name, such as `too_far`."""
    why: str
    """What was seen, in a sentence for the person."""
    retake: str
    """How to take a better photo, in a sentence for the person."""
    refuses: frozenset[Aspect] = frozenset()
    """What cannot be scored because of it; empty for a remark."""
    widens: float = 1.0
    """What the error of redness is multiplied by because of it."""
    zones: tuple[Zone, ...] = ()
    """The zones that `why` names."""


@dataclass(frozen=True)
class QualityReport:
    """Whether redness can be scored from a photo, and everything that was noticed."""

    findings: tuple[QualityFinding, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether redness can be measured from this photo."""
        return self.allows(Aspect.REDNESS)

    @property
    def widening(self) -> float:
        """What the error of redness is multiplied by."""
        return max((finding.widens for finding in self.findings), default=1.0)

    def allows(self, aspect: Aspect) -> bool:
        """Whether the aspect can be measured from this photo."""
        return not any(aspect in finding.refuses for finding in self.findings)
