"""The map of redness change: where on the face the skin became redder, texel by texel."""

import cv2
import numpy as np

from analysis.cells import EVERY, compare_colours
from analysis.colour import Floats
from analysis.mesh import MAP_SIZE, TEXELS_PER_MM
from analysis.registration import Registration
from analysis.results import PhotoAnalysis

_SMOOTH_MM = 1.5
"""Finer than this is grain of the camera, not blood."""
_LEAST_SHARE = 0.3
"""A texel is drawn if this share of its surroundings can be compared."""


def redness_change_map(analysis: PhotoAnalysis) -> Floats | None:
    """Map the change of the erythema index since the baseline photo.

    Parameters
    ----------
    analysis : PhotoAnalysis
        Of a follow-up photo, as `analyse_photo` returned it.

    Returns
    -------
    change : (S, S) float32 ndarray or None
        On the baseline's skin map (as its `skin.pixels`), in EI, the light's share taken off;
        positive is redder, NaN where nothing can be said. None where redness was not compared.

    Notes
    -----
    A single texel is less sure than a zone: at least the `mdc95` of the zone around it applies.
    """
    registration = analysis.registration
    if analysis.light is None or not isinstance(registration, Registration):
        return None
    colours = compare_colours(registration)
    where = colours.clean.astype(np.float32)
    change = analysis.light.corrected(colours.change, colours.places).astype(np.float32)
    share, total = (
        np.asarray(cv2.GaussianBlur(part, (0, 0), _SMOOTH_MM * TEXELS_PER_MM / EVERY))
        for part in (where, change * where)
    )
    change = np.where(share > _LEAST_SHARE, total / np.maximum(share, _LEAST_SHARE), np.nan)
    return np.asarray(cv2.resize(change, (MAP_SIZE, MAP_SIZE)), np.float32)
