"""What an analysis returns: frozen records, no behaviour beyond looking things up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from analysis.anatomy import Zone

if TYPE_CHECKING:
    from analysis.align.registration import Registration
    from analysis.body.registration import BodyRegistration
    from analysis.card.reading import CardReading
    from analysis.face.pose import Pose
    from analysis.light.estimate import LightChange
    from analysis.skin.view import SkinView

NO_REFERENCE = "none"
"""`PhotoAnalysis.reference` where nothing untreated was found in the photo."""


class Measure(StrEnum):
    """What a measurement says. The value is the name that files and tables carry."""

    ERYTHEMA_INDEX = "erythema_index"
    DELTA_ERYTHEMA_INDEX = "delta_erythema_index"
    REDDENED_SHARE = "reddened_share"
    TYPOLOGY_ANGLE = "individual_typology_angle"
    ROUGHNESS_LOG_RATIO_FINE = "roughness_log_ratio_fine"
    ROUGHNESS_LOG_RATIO_MEDIUM = "roughness_log_ratio_medium"
    FLAKES_PER_CM2_CHANGE = "flakes_per_cm2_change"
    MARKS_PER_CM2_CHANGE = "marks_per_cm2_change"
    PORES_PER_CM2_CHANGE = "pores_per_cm2_change"
    FINE_LINES_MM_PER_CM2_CHANGE = "fine_lines_mm_per_cm2_change"


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


@dataclass(frozen=True)
class PhotoAnalysis:
    """Everything that was measured on one photo."""

    quality: QualityReport
    measurements: tuple[ZoneMeasurement, ...] = ()
    reference: str = NO_REFERENCE
    """Untreated references used for the change in redness, joined by `+`, or `none`; the names
    are those of `ReferenceKind`."""
    registration: "Registration | BodyRegistration | None" = None
    """How the photo lies over its baseline; None without a baseline or common skin."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Versions of the packages, and sha256 of the photos, that made the numbers."""
    light: "LightChange | None" = field(default=None, repr=False)
    """What the light did to redness since the baseline; None where redness was not compared."""
    pose: "Pose | None" = None
    """The side of the face that the photo shows; None without a face."""
    skin: "SkinView | None" = field(default=None, repr=False)
    """Intermediate results, kept so that follow-ups need not redo them. Not part of the API."""

    @property
    def card(self) -> "CardReading | None":
        """The printed card; in a follow-up it is looked for only if the baseline shows one."""
        return self.skin.card if self.skin else None

    def value(self, zone: Zone, measure: Measure) -> float | None:
        """Look up a value; None where it was not measured."""
        for measurement in self.measurements:
            if measurement.zone == zone and measurement.measure == measure:
                return measurement.value
        return None
