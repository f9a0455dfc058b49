"""Bring a follow-up photo to the exposure and the light of its baseline, for looking at both."""

import cv2
import numpy as np

from analysis.align.registration import Registration
from analysis.colour import BLOOD_RED, EI_PER_LN, to_linear
from analysis.face.detect import Image, Points
from analysis.light.estimate import ReferenceKind
from analysis.results import PhotoAnalysis
from analysis.skin.eye_region import BROWS, LIDS
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView

_MOST_LN = 1.4
"""Largest change of a channel that is undone, ln: two stops. Chosen: beyond it shadows turn to
grain and lights to paper, which looks like skin of another kind."""


def exposure_gains(analysis: PhotoAnalysis) -> Points | None:
    """Return what the linear light of a follow-up photo is multiplied by to match its baseline.

    Redness is brought over by the untreated references that the measurement rests on, brightness
    by the lightness of the face without its blood, so that redness of the skin stays.

    Parameters
    ----------
    analysis : PhotoAnalysis
        Of a follow-up photo, as `analyse_photo` returned it.

    Returns
    -------
    gains : (3,) float ndarray or None
        For red, green, blue. None where there were no references, where they contradict each
        other, or where the photos differ by more than two stops.
    """
    light, registration = analysis.light, analysis.registration
    if light is None or not isinstance(registration, Registration):
        return None
    if not light.kinds or light.disagree:
        return None
    redder = light.value / EI_PER_LN
    # Lightness without blood is (ln R - BLOOD_RED ln G) / (1 - BLOOD_RED), see `colour`.
    green = float(light.middle[1]) - redder / (1 - BLOOD_RED)
    changes = np.array([green + redder, green, green + _bluer(registration, light.kinds)])
    return None if np.abs(changes).max() > _MOST_LN else np.exp(-changes)


def with_gains(pixels: Image, gains: Points) -> Image:
    """Multiply the linear light of a picture (M, N, 3), sRGB, by gains (3,); what is over clips."""
    levels = np.arange(256, dtype=np.uint8).reshape(1, 256, 1).repeat(3, axis=2)
    linear = np.clip(to_linear(levels) * gains, 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table = np.round(255 * encoded).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table), np.uint8)


def _bluer(registration: Registration, kinds: tuple[ReferenceKind, ...]) -> float:
    """Return the change of ln(B/G) of the references, of the face where none shows it."""
    before, after = registration.baseline, registration.follow_up
    changes = [
        seen(after).blue[both] - seen(before).blue[both]
        for kind, seen in _SEEN.items()
        if kind in kinds
        and (both := np.isfinite(seen(before).index) & np.isfinite(seen(after).index)).any()
    ]
    if not changes:
        return after.blue - before.blue
    return float(np.mean([np.median(change) for change in changes]))


def _neck(view: SkinView) -> Patches:
    return view.neck


def _lids(view: SkinView) -> Patches:
    return view.eye_region.part(LIDS)


def _brows(view: SkinView) -> Patches:
    return view.eye_region.part(BROWS)


_SEEN = {ReferenceKind.NECK: _neck, ReferenceKind.LIDS: _lids, ReferenceKind.BROWS: _brows}
