"""New spots: flakes (brighter) and scab or petechiae marks (darker) that the baseline lacks.

Spot is compared with spot, not count with count: what shines or is dark on the same skin in the
baseline already, a mole or a highlight, is no finding.
"""

import cv2
import numpy as np

from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import Mask, texels_within
from analysis.measures.stated_errors import stated_mdc95
from analysis.quality.findings import MIN_ZONE_SHARE
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

METHOD = "new_blobs_of_luminance"
METHOD_VERSION = "5"

# Chosen: for flakes of 2 to 10 per cm² drawn on 12 people's photos (AUC of a zone 0.957, 1.0 and
# 0.997; 0.931, 0.973 and 1.0 with 4 % and 2.4 mm), 2026-11.
_LEAST_CONTRAST = 0.03
"""ln luminance above (or below) the same skin in the baseline: about 3 %."""
_REACH = 17
"""Texels, 4.6 mm: how far a spot of the baseline may lie and still be the same; where skin has its
own spots, a new one has to exceed them."""
_PEAK = np.ones((5, 5), np.uint8)
# Source: flakes are lighter than the skin around them, marks darker.
_SIGNS = {Measure.FLAKES_PER_CM2_CHANGE: 1.0, Measure.MARKS_PER_CM2_CHANGE: -1.0}


def measure_new_spots(registration: Registration) -> list[ZoneMeasurement]:
    """Count the spots per cm² that are new since the baseline.

    Parameters
    ----------
    registration : Registration

    Returns
    -------
    measurements : list of ZoneMeasurement
        `flakes_per_cm2_change` and `marks_per_cm2_change`. About every second spot of 0.3–0.9 mm
        radius is counted, so the figure serves to compare, not as a census.

    References
    ----------
    Lindeberg 1998, doi:10.1023/A:1008045108935 (blobs by differences of Gaussians).
    """
    baseline, follow_up = registration.baseline, registration.follow_up
    seen = registration.to_baseline(follow_up.visible.astype(np.float32)) > 0.9
    usable = texels_within(baseline.plain & seen, MIN_ZONE_SHARE)
    details = registration.pair.details
    before, after = details[0].blobs, registration.to_baseline(details[1].blobs)
    sharp = baseline.detail.blobs
    new_spots = find_new_spots(before, after)
    # Blur takes from every spot, so that none is new which the sharper baseline has as well.
    unblurred = new_spots if sharp is before else find_new_spots(sharp, after)
    found = []
    for measure, peaks in new_spots.items():
        new = (peaks & unblurred[measure]).ravel()
        for zone, chosen in usable.items():
            area_cm2 = len(chosen) / (10 * TEXELS_PER_MM) ** 2
            found.append(_record(zone, measure, float(new[chosen].sum() / area_cm2)))
    return found


def find_new_spots(
    before: Floats, after: Floats, least: float = _LEAST_CONTRAST, reach: int = _REACH
) -> dict[Measure, Mask]:
    """Find the spots (M, N) that a follow-up laid over its baseline has and the baseline lacks.

    Parameters
    ----------
    before, after : (M, N) float32 ndarray
        Answers to spots, as in `Detail.blobs`.
    least : float, optional
        By how much (ln) a new spot exceeds all that was around it.
    reach : int, optional
        Width in texels of what counts as around it.

    Returns
    -------
    new : dict of Measure to (M, N) bool ndarray
        Middles of new bright spots (flakes) and of new dark ones (marks).
    """
    around = np.ones((reach, reach), np.uint8)
    peaks, beyond = {}, {}
    for measure, sign in _SIGNS.items():
        now, known = _signed(after, sign), cv2.dilate(_signed(before, sign), around)
        peaks[measure] = now == cv2.dilate(now, _PEAK)
        beyond[measure] = now - np.maximum(known, 0)
    # A spot's answer has a ring of the other sign around it, weaker than itself.
    flakes, marks = (cv2.dilate(values, around) for values in beyond.values())
    rings = dict(zip(_SIGNS, (marks, flakes), strict=True))
    return {
        measure: np.asarray(peaks[measure] & (values > np.maximum(rings[measure], least)))
        for measure, values in beyond.items()
    }


def _signed(values: Floats, sign: float) -> Floats:
    return np.asarray(sign * values, np.float32)


def _record(zone: Zone, measure: Measure, value: float) -> ZoneMeasurement:
    mdc95 = stated_mdc95(measure, zone)
    return ZoneMeasurement(zone, measure, value, Unit.PER_CM2, mdc95, METHOD, METHOD_VERSION)
