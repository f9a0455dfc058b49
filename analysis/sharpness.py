"""Focus of two photos made equal, so that a blurred photo does not read as smooth skin.

The eyes tell: lashes and iris are not treated, and their edges are as sharp as the focus.
"""

import cv2
import numpy as np

from analysis.colour import Floats
from analysis.skin import SkinView
from analysis.zones import eye_boxes

MAX_BLUR_TEXELS = 3.0
"""Photos whose focus differs by more than this cannot be made equal."""
_CORRECTION = 1.27
"""Known blurs are found 20–25 % too small by eye edges; lashes are not point-like."""
_STEPS = 12
_FINE, _COARSE = (0.8, 1.6), (3.2, 6.4)


def edge_energy(light: Floats) -> float:
    """Ratio of fine to coarse edges around the eyes; falls as a photo gets blurred.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.
    """
    return _mean_energy(light, *_FINE) / max(_mean_energy(light, *_COARSE), 1e-9)


def _mean_energy(light: Floats, fine: float, coarse: float) -> float:
    energies = []
    for box in eye_boxes():
        eye = light[box]
        band = cv2.GaussianBlur(eye, (0, 0), fine) - cv2.GaussianBlur(eye, (0, 0), coarse)
        energies.append(float(np.mean(np.square(band))))
    return float(np.mean(energies))


def matching_blur(sharper: Floats, softer: Floats) -> float:
    """Return the blur, SD in texels, that brings the sharper photo to the softer one's focus."""
    target = edge_energy(softer)
    low, high = 0.0, MAX_BLUR_TEXELS
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if edge_energy(_blurred(sharper, middle)) > target:
            low = middle
        else:
            high = middle
    return _CORRECTION * low


def focus_difference(baseline: SkinView, follow_up: SkinView) -> float:
    """Return by how many texels (SD of a blur) the focus of two photos differs."""
    first, second = sorted((baseline.light, follow_up.light), key=edge_energy, reverse=True)
    return matching_blur(first, second)


def blur_to_match(baseline: SkinView, follow_up: SkinView) -> tuple[Floats, Floats]:
    """Return both luminance maps with the sharper one blurred to the other's focus."""
    first, second = baseline.light, follow_up.light
    if edge_energy(first) > edge_energy(second):
        return _blurred(first, matching_blur(first, second)), second
    return first, _blurred(second, matching_blur(second, first))


def _blurred(light: Floats, sigma: float) -> Floats:
    if sigma < 0.05:
        return light
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)
