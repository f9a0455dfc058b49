"""Zones against the whole face: what a light or a flush did to all of it cancels out."""

from collections.abc import Mapping

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.colour import Floats
from analysis.light.cells import Cells, compared_counts
from analysis.light.estimate import LightChange
from analysis.measures.erythema import trimmed_mean
from analysis.measures.erythema_error import smallest_contrast
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "zone_minus_face"
METHOD_VERSION = "4"


def measure_zone_contrasts(
    ordered: Mapping[Zone, Floats], face: Cells, light: LightChange, widening: float = 1.0
) -> list[ZoneMeasurement]:
    """Measure how much redder than the whole face every zone became.

    Parameters
    ----------
    ordered : mapping of Zone to (N,) float32 ndarray
        As from `ordered_changes`.
    face : Cells
        The same in cells.
    light : LightChange
        Only its course over the face counts, not its value.
    widening : float
        What the errors are multiplied by for what is wrong with the photos.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `zone_contrast_ei` of every facial zone that can be compared, in EI, positive where the
        zone became redder by more than the face did. It says nothing of redness of all skin.
    """
    found: list[ZoneMeasurement] = []
    if not len(ordered[Zone.FACE]):
        return found
    middle = trimmed_mean(ordered[Zone.FACE])
    for zone in FACIAL_ZONES:
        texels = len(ordered[zone])
        if texels >= MIN_ZONE_SHARE * compared_counts()[zone]:
            value = trimmed_mean(ordered[zone]) - middle
            mdc95 = smallest_contrast(zone, value, texels, face, light, widening)
            found.append(
                ZoneMeasurement(
                    zone, Measure.ZONE_CONTRAST, value, Unit.ERYTHEMA_INDEX, mdc95,
                    METHOD, METHOD_VERSION,
                )
            )  # fmt: skip
    return found
