"""What an analysis of a photo returns: one frozen record, which only looks things up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.align.body import BodyRegistration
from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.card.reading import CardReading
from analysis.face.pose import Pose
from analysis.light.estimate import LightChange
from analysis.skin.view import SkinView
from analysis.vocabulary import NO_REFERENCE, Measure, OnSkin, QualityReport, ZoneMeasurement


@dataclass(frozen=True)
class PhotoAnalysis:
    """Everything that was measured on one photo."""

    quality: QualityReport
    measurements: tuple[ZoneMeasurement, ...] = ()
    reference: str = NO_REFERENCE
    """Untreated references used for the change in redness, joined by `+`, or `none`; the names
    are those of `ReferenceKind`."""
    registration: Registration | BodyRegistration | None = None
    """How the photo lies over its baseline; None without a baseline or common skin."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Versions of the packages, and sha256 of the photos, that made the numbers."""
    light: LightChange | None = field(default=None, repr=False)
    """What the light did to redness since the baseline; None where redness was not compared."""
    on_skin: OnSkin | None = None
    """What the person says lay on the skin; None where it was not asked."""
    pose: Pose | None = None
    """The side of the face that the photo shows; None without a face."""
    skin: SkinView | None = field(default=None, repr=False)
    """Intermediate results, kept so that follow-ups need not redo them. Not part of the API."""

    @property
    def card(self) -> CardReading | None:
        """The printed card; in a follow-up it is looked for only if the baseline shows one."""
        return self.skin.card if self.skin else None

    def value(self, zone: Zone, measure: Measure) -> float | None:
        """Look up a value; None where it was not measured."""
        for measurement in self.measurements:
            if measurement.zone == zone and measurement.measure == measure:
                return measurement.value
        return None
