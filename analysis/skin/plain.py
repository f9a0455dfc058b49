"""What of a photo, of a face or of body skin, is plain skin, and how red it is there."""

import cv2
import numpy as np
from scipy.stats import theilslopes

from analysis.colour import Floats, erythema_index
from analysis.face.detect import Image
from analysis.face.zones import Mask

CLIPPED, _BLACK = 250, 8
"""8-bit counts. Chosen: cameras bend colours before 255 and lose them before 0."""
_EVERY = 4  # Chosen: for time: a quantile needs no more than every fourth texel.
# Chosen: by hand on simulated phone photos of 40 people, 2026-11, those below as well.
_COLOUR_CENTRE = 0.6
"""Quantile that is skin even if a third of the face is covered by something less red."""
_LESS_RED, _MORE_BLUE = 18.0, 0.45
"""Less red (EI) or more blue (ln B/G) than the face by this: cloth, a mask, glasses, a wall."""
_STRIPS, _LEAST_IN_STRIP = 12, 200
"""Upright strips of the map that the face's colour is followed across, and texels that count."""
_LEAST_RED = -4.0
"""EI that skin of any tone exceeds under any lamp a phone's white balance leaves."""
_DARKEST = 1e-3
_INDEX_BLUR = 1.0
"""Smoothing in texels before colour ratios: chroma of a JPEG is half as fine as its light."""


def is_well_exposed(pixels: Image) -> Mask:
    """Return where no channel of pixels (M, N, 3) is burnt out, nor all are black: (M, N) bool."""
    brightest = np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    return np.asarray((brightest < CLIPPED) & (brightest > _BLACK))


def smooth_index(linear: Floats) -> Floats:
    """Return the erythema index (M, N) of linear RGB (M, N, 3), with the grain smoothed first."""
    red_green = cv2.merge([*(cv2.extractChannel(linear, channel) for channel in (0, 1))])
    return erythema_index(np.asarray(cv2.GaussianBlur(red_green, (0, 0), _INDEX_BLUR), np.float32))


def has_skin_colour(linear: Floats, index: Floats, plain: Mask) -> Mask:
    """Tell skin from what covers it by the face's own colour, whatever its tone and the lamp.

    Only one side is cut off: redder than the rest is what needling does.
    """
    blue = (linear[..., 2] + _DARKEST) / (linear[..., 1] + _DARKEST)
    if not plain[::_EVERY, ::_EVERY].any():
        return plain
    red_centre = _across(index, plain, _COLOUR_CENTRE)
    blue_centre = np.log(_across(blue, plain, 1 - _COLOUR_CENTRE))
    # Where the lamps' colours meet, the face's own colour is no straight line.
    lamps = np.ptp(red_centre) / 2, np.ptp(blue_centre) / 2
    least_red = np.maximum(red_centre - _LESS_RED - lamps[0], _LEAST_RED - lamps[0])
    most_blue = np.exp(blue_centre + _MORE_BLUE + lamps[1])
    return np.asarray((index > least_red) & (blue < most_blue))


def _across(values: Floats, plain: Mask, quantile: float) -> Floats:
    """Follow a quantile across the face, (S,): lamps of two colours light its sides unlike.

    Along a straight line only (Sen 1968, doi:10.1080/01621459.1968.10480934), so that a covered
    cheek does not pass for skin.
    """
    some, seen = values[::_EVERY, ::_EVERY], plain[::_EVERY, ::_EVERY]
    whole = _quantile(some[seen], quantile)
    strips = np.array_split(np.arange(some.shape[1]), _STRIPS)
    shown = [strip for strip in strips if seen[:, strip].sum() >= _LEAST_IN_STRIP]
    if len(shown) < _STRIPS / 2:
        return np.full(values.shape[1], whole, np.float32)
    middles = [_EVERY * float(strip.mean()) for strip in shown]
    centres = [_quantile(some[:, strip][seen[:, strip]], quantile) for strip in shown]
    slope = float(theilslopes(centres, middles)[0])
    line = whole + slope * (np.arange(values.shape[1]) - np.median(middles))
    return np.asarray(np.clip(line, min(centres), max(centres)), np.float32)


def _quantile(values: Floats, share: float) -> float:
    """Return the value at a share of the ranks: among hundreds NumPy's mean of two is no nearer."""
    rank = round(share * (len(values) - 1))
    return float(np.partition(values, rank)[rank])
