"""Focus of two photos made equal, so that a blurred photo does not read as smooth skin.

The eyes tell: lashes and iris are not treated. Because squinting and make-up move their edges
too, no more blur is believed than the skin itself shows.
"""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.face.zones import Box, Mask, eye_boxes, square_within
from analysis.skin.detail import Detail, find_detail
from analysis.skin.view import SkinView

Energy = Callable[[float], float]
"""Tells a photo's share of fine detail once it is blurred by a standard deviation in texels."""

MAX_BLUR_TEXELS = 3.0
"""Photos whose focus differs by more than this cannot be made equal. Chosen: by hand; beyond it
the fine band (1.8 texels) is gone."""
# Chosen: by hand: a blur of 0.05 texels shows nowhere; eight halvings find one to 0.01; two
# octaves around the finest band, and two coarser ones; squares of 80 texels in the cheeks and
# forehead.
_NO_BLUR = 0.05
_STEPS = 8
_FINE, _COARSE = (0.8, 1.6), (3.2, 6.4)
_SKIN_ZONES = (Zone.FOREHEAD, Zone.CHEEK_RIGHT, Zone.CHEEK_LEFT)
_SKIN_HALF_SIDE = 40

# Known blurs of real faces are found too small at the eyes, the more so the larger they are, and
# a little too small on the skin, whose grain the camera adds after the blur.
# Chosen: by hand on real faces blurred by known amounts, 2026-11.
_EYE_GAIN, _EYE_CURVE, _SKIN_GAIN = 1.1, 0.35, 1.15


def edge_energy(light: Floats, boxes: tuple[Box, ...], blur: float = 0.0) -> float:
    """Ratio of fine to coarse detail in parts of the map; falls as a photo gets blurred.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.
    boxes : tuple of (rows, columns) slices
    blur : float
        Standard deviation, in texels, of a blur to apply first.
    """
    parts = [blurred(light[box], blur) for box in boxes]
    return _energy(parts, *_FINE) / max(_energy(parts, *_COARSE), 1e-9)


def _energy(parts: list[Floats], fine: float, coarse: float) -> float:
    bands = [cv2.GaussianBlur(p, (0, 0), fine) - cv2.GaussianBlur(p, (0, 0), coarse) for p in parts]
    return float(np.mean([np.mean(np.square(band)) for band in bands]))


def focus_offset(baseline: SkinView, follow_up: SkinView) -> float:
    """Find how much blur makes the focus of two photos equal.

    Returns
    -------
    blur : float
        Standard deviation in texels; positive if the baseline is the sharper one and must be
        blurred, negative if the follow-up is.
    """
    eyes = _matching_blur(baseline, follow_up, eye_boxes())
    eyes *= _EYE_GAIN + _EYE_CURVE * abs(eyes)
    skin = _SKIN_GAIN * _matching_blur(baseline, follow_up, _skin_boxes())
    return float(np.sign(eyes)) * min(abs(eyes), abs(skin)) if eyes * skin > 0 else 0.0


def _matching_blur(baseline: SkinView, follow_up: SkinView, boxes: tuple[Box, ...]) -> float:
    return blur_between(
        *(partial(edge_energy, view.light, boxes) for view in (baseline, follow_up))
    )


def blur_between(first: Energy, second: Energy) -> float:
    """Find how much blur makes two photos equally sharp.

    Parameters
    ----------
    first, second : functions
        Tell a photo's share of fine detail once it is blurred by a standard deviation.

    Returns
    -------
    blur : float
        Standard deviation; positive if the first photo must be blurred.
    """
    energies = first(0.0), second(0.0)
    sharper, sign = (first, 1) if energies[0] > energies[1] else (second, -1)
    low, high = 0.0, MAX_BLUR_TEXELS
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sharper(middle) > min(energies):
            low = middle
        else:
            high = middle
    return sign * (low + high) / 2


def grain(light: Floats, skin: Mask, blur: float) -> float:
    """Ratio of fine to coarse grain of body skin, robust against single spots.

    Parameters
    ----------
    light : (M, N) float32 ndarray
        ln luminance at the scale of the skin map.
    skin : (M, N) bool ndarray
    blur : float
        Standard deviation, in texels, of a blur to apply first.
    """
    soft = blurred(light, blur)
    fine, coarse = (
        np.median(
            np.abs(cv2.GaussianBlur(soft, (0, 0), a) - cv2.GaussianBlur(soft, (0, 0), b))[skin]
        )
        for a, b in (_FINE, _COARSE)
    )
    return float(fine / max(coarse, 1e-9))


def _skin_boxes() -> tuple[Box, ...]:
    return tuple(square_within(zone, _SKIN_HALF_SIDE) for zone in _SKIN_ZONES)


def match_focus(baseline: SkinView, follow_up: SkinView, offset: float) -> tuple[Detail, Detail]:
    """Return the fine structure of both photos, the sharper one blurred by their focus offset."""
    return _detail(baseline, offset), _detail(follow_up, -offset)


def _detail(view: SkinView, sigma: float) -> Detail:
    return view.detail if sigma < _NO_BLUR else find_detail(blurred(view.light, sigma))


def blurred(light: Floats, sigma: float) -> Floats:
    """Blur a map by a standard deviation in texels; none and negative ones change nothing."""
    if sigma < _NO_BLUR:
        return light
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)
