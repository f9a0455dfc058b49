"""The reddest zone of a face: redness after needling is regional, the face's mean hides it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from analysis.anatomy import Zone
from analysis.figures import NORMAL_95
from analysis.vocabulary import Measure, ZoneMeasurement

METHOD = "shrunk_largest_zone"
METHOD_VERSION = "4"
_FEWEST = 4
"""Zones from which on one of them can be called the reddest. Chosen: of three zones, the reddest
says little of the rest."""


def measure_reddest(
    changes: Sequence[ZoneMeasurement], contrasts: Sequence[ZoneMeasurement]
) -> list[ZoneMeasurement]:
    """Measure how red the zone became that became reddest.

    Parameters
    ----------
    changes : sequence of ZoneMeasurement
        `delta_erythema_index` of the zones.
    contrasts : sequence of ZoneMeasurement
        `zone_contrast_ei` of the same zones: their errors are the zones' own.

    Returns
    -------
    measurements : list of ZoneMeasurement
        One `reddest_zone_delta_ei`, in EI, of the zone it belongs to; none where too few zones
        were measured. The largest of many values is too large by luck, so it is drawn towards the
        mean by as much as the zones differ by error alone, and its error allows for the choice.

    References
    ----------
    Efron, Morris 1975, doi:10.1080/01621459.1975.10479864 (shrinkage); Bonferroni.
    """
    zones = [
        one
        for one in changes
        if one.measure is Measure.DELTA_ERYTHEMA_INDEX and one.zone is not Zone.FACE
    ]
    if len(zones) < _FEWEST:
        return []
    values = np.array([one.value for one in zones])
    apart = {one.zone: one.mdc95 or 0.0 for one in contrasts}
    own = np.array([apart[one.zone] for one in zones]) / NORMAL_95
    kept = max(0.0, 1 - float(np.mean(own**2)) / max(float(values.var(ddof=1)), 1e-9))
    drawn = values.mean() + kept * (values - values.mean())
    at = int(drawn.argmax())
    luck = float(-ndtri(0.025 / len(zones))) * kept**0.5 * own[at]
    too_high = zones[at].too_high
    return [
        replace(
            zones[at],
            measure=Measure.REDDEST_ZONE,
            value=float(drawn[at]),
            mdc95=float(np.hypot(zones[at].mdc95 or 0.0, luck)),
            too_high=None if too_high is None else float(np.hypot(too_high, luck)),
            method=METHOD,
            method_version=METHOD_VERSION,
        )
    ]
