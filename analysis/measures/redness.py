"""The change in redness of a face: both photos compared, the light taken off, errors stated."""

from collections.abc import Collection
from dataclasses import dataclass

from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.light.cells import compare_colours, pool_cells
from analysis.light.estimate import LIGHT_SD, LightChange, ReferenceKind, estimate_light, veil_gain
from analysis.light.references import find_references
from analysis.measures.erythema import measure_erythema_change
from analysis.vocabulary import QualityFinding, ZoneMeasurement


@dataclass(frozen=True)
class RednessChange:
    """What was found, and what it rests on."""

    measurements: tuple[ZoneMeasurement, ...]
    light: LightChange
    findings: tuple[QualityFinding, ...]
    """What limits the measurements."""


def measure_redness_change(
    registration: Registration, treated: Collection[Zone], widening: float = 1.0
) -> RednessChange:
    """Measure how far every zone became redder, against all that was not treated.

    Parameters
    ----------
    registration : Registration
    treated : collection of Zone
        Zones that were needled; empty for the whole face.
    widening : float
        `QualityReport.widening` of the photos.

    Returns
    -------
    change : RednessChange
    """
    colours = compare_colours(registration)
    face = pool_cells(colours)
    if not len(face.change):
        return RednessChange((), LightChange(0.0, LIGHT_SD, ()), (_NO_REFERENCE,))
    references = find_references(registration, face, treated)
    light = estimate_light(face, references, veil_gain(registration.follow_up.veil))
    measurements = tuple(measure_erythema_change(colours, face, light, widening))
    return RednessChange(measurements, light, tuple(_findings(light)))


def _findings(light: LightChange) -> list[QualityFinding]:
    found = []
    if not {ReferenceKind.NECK, ReferenceKind.CARD} & set(light.kinds):
        found.append(_NO_NECK if light.kinds else _NO_REFERENCE)
    if light.disagree:
        found.append(_DISAGREE)
    return found


_NO_REFERENCE = QualityFinding(
    "no_untreated_skin",
    "Nothing untreated can be seen in both photos, so a change of light cannot be told from a "
    "change of the skin; the error stated is much larger.",
    "Show the bare neck: open the collar and leave room below the chin.",
)
_NO_NECK = QualityFinding(
    "no_neck",
    "No untreated skin below the chin can be seen in both photos, so the light is read from what "
    "else was not treated; the error stated is larger.",
    "Show the bare neck: open the collar and leave room below the chin.",
)
_DISAGREE = QualityFinding(
    "references_disagree",
    "The untreated parts of the photos do not agree on what the light did, so the error stated is "
    "larger.",
    "Take the photo where you took the one from before, in the same even light.",
)
