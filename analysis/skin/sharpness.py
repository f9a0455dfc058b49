"""Focus of two photos made equal, so that a blurred photo does not read as smooth skin.

The eyes tell: lashes and iris are not treated. Because squinting and make-up move their edges
too, no more blur is believed than the skin itself shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.fft import dctn

from analysis.colour import Floats
from analysis.face.zones import Box, Mask, eye_boxes, square_within
from analysis.skin.closeup import FOCUS_ZONES, HALF_SIDE, Closeup, middle
from analysis.skin.view import SkinView

Energy = Callable[[float], float]
"""Tells a photo's share of fine detail once it is blurred by a standard deviation in texels."""

MAX_BLUR_TEXELS = 3.0
"""Photos whose focus differs by more than this cannot be made equal. Chosen: by hand; beyond it
the fine band (1.8 texels) is gone."""
# Chosen: by hand: a blur of 0.05 texels shows nowhere; eight halvings find one to 0.01; two
# octaves around the finest band, and two coarser ones.
_NO_BLUR = 0.05
_STEPS = 8
_NARROW = 0.7
"""Chosen: three steps hold a blur by less, their weights still falling from the middle."""
_FINE, _COARSE = (0.8, 1.6), (3.2, 6.4)

# Known blurs of real faces are found too small at the eyes, the more so the larger they are, and
# a little too small on the skin, whose grain the camera adds after the blur.
# Chosen: by hand on real faces blurred by known amounts, 2026-11.
_EYE_GAIN, _EYE_CURVE, _SKIN_GAIN = 1.1, 0.35, 1.15


def edge_energy(parts: Sequence[Floats]) -> Energy:
    """Return what tells the ratio of fine to coarse detail; it falls as a photo gets blurred.

    Blurring only weakens waves, so that it is worked out for any blur from how strong they are.

    Parameters
    ----------
    parts : sequence of (M, N) float ndarray
        ln luminance on a grid.

    Returns
    -------
    energy : function
        Takes the standard deviation, in steps of the grid, of a blur.
    """
    waves = [_Waves.of(part) for part in parts]

    def energy(blur: float) -> float:
        fine, coarse = (sum(one.energy(band, blur) for one in waves) for band in (0, 1))
        return fine / max(coarse, 1e-9)

    return energy


@dataclass(frozen=True)
class _Waves:
    """How strong the waves of a part (M, N) are, each by rows and by columns."""

    energies: tuple[Floats, Floats]
    """(M, N) of the fine and of the coarse band, for each wave."""
    falls: tuple[Floats, Floats]
    """(M,) and (N,): by how much ln energy falls for each squared step of blur."""

    @staticmethod
    def of(part: Floats) -> "_Waves":
        """Take a part's waves by a cosine transform: as if it was mirrored at its edges."""
        energy = np.square(dctn(part, norm="ortho")) / part.size
        down, right = (
            ((np.pi / side) * np.arange(side, dtype=np.float32)) ** 2 for side in part.shape
        )
        squares = down[:, None] + right
        bands = (
            energy * np.square(np.exp(-(fine**2) / 2 * squares) - np.exp(-(wide**2) / 2 * squares))
            for fine, wide in (_FINE, _COARSE)
        )
        return _Waves((next(bands), next(bands)), (down, right))

    def energy(self, band: int, blur: float) -> float:
        """Return what is left of a band's mean square once the part is blurred."""
        down, right = (np.exp(-(blur**2) * fall) for fall in self.falls)
        return float(down @ self.energies[band] @ right)


@dataclass(frozen=True)
class Focus:
    """What tells how sharp a photo is."""

    eyes: Energy
    skin: Energy


def focus_of(view: SkinView) -> Focus:
    """Return what tells the sharpness of a photo on the skin map."""
    boxes = eye_boxes(), _skin_boxes()
    return Focus(*(edge_energy([view.light[box] for box in some]) for some in boxes))


def fine_focus_of(closeup: Closeup) -> Focus:
    """Return the same on a finer grid."""
    skin = (closeup.zones[zone] for zone in FOCUS_ZONES)
    return Focus(edge_energy(closeup.eyes), edge_energy([middle(part) for part in skin]))


def focus_offset(baseline: Focus, follow_up: Focus) -> float:
    """Find how much blur makes the focus of two photos equal.

    Returns
    -------
    blur : float
        Standard deviation in steps of the grid; positive if the baseline is the sharper one and
        must be blurred, negative if the follow-up is.
    """
    eyes = blur_between(baseline.eyes, follow_up.eyes)
    eyes *= _EYE_GAIN + _EYE_CURVE * abs(eyes)
    skin = _SKIN_GAIN * blur_between(baseline.skin, follow_up.skin)
    return float(np.sign(eyes)) * min(abs(eyes), abs(skin)) if eyes * skin > 0 else 0.0


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
    return tuple(square_within(zone, HALF_SIDE) for zone in FOCUS_ZONES)


def blurred(light: Floats, sigma: float) -> Floats:
    """Blur a map by a standard deviation in texels; none and negative ones change nothing."""
    if sigma < _NO_BLUR:
        return light
    if sigma < _NARROW:  # a Gaussian read at whole steps would blur less, below a third not at all
        beside = sigma**2 / 2
        kernel = np.array([beside, 1 - 2 * beside, beside])
        return np.asarray(cv2.sepFilter2D(light, -1, kernel, kernel), np.float32)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)
