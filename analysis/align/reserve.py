"""A flow is followed as far as it moves skin further than it errs.

In small or dim photos little of the pattern returns and agrees. What was found there still tells
where skin moved, but no nearer than to a pixel or two; followed all the way it misplaces as much as
it mends. The share of it that misses least is that of James and Stein (1961): one less the error's
square over the square of the shift that was found.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.flow import doubled
from analysis.colour import Floats
from analysis.face.mesh import INTEROCULAR_TEXELS, MAP_SIZE, covered
from analysis.face.zones import Mask
from analysis.skin.pattern import shrunk

_UNSURE_PX = 2.0
"""Pixels of the smaller photo by which a flow errs where nothing around it was believed. Measured:
tests/benchmark/other_days.py, 10 people, 2026-11: the least, of 1, 1.5 and 2, by which no part of a
face lay worse than by the mesh by .1 % of the eyes' distance."""
_FACTOR = 8
"""Texels along each side of a step. Chosen: a tenth of what is averaged over."""
_BELIEF_TEXELS, _SHIFT_TEXELS = 24.0, 48.0
"""What is averaged over. Chosen: a zone's half, as `flow` counts its evidence, and the whole."""
_STILL = 1e-6  # Chosen: keeps from dividing by zero, no more.


def hold_back(
    start: NDArray[np.float32], flow: NDArray[np.float32], accepted: Mask, interocular_px: float
) -> NDArray[np.float32]:
    """Draw a flow towards where it started, the more the less of it was believed.

    Parameters
    ----------
    start, flow : (S, S, 2) float32 ndarray
        Rows, columns to add, as the mesh and a person's marks say, and as was found.
    accepted : (S, S) bool ndarray
        Where the flow was believed.
    interocular_px : float
        Distance between the eyes in the photo in which it is smaller, pixels, over 0.

    Returns
    -------
    flow : (S, S, 2) float32 ndarray
        Between the two everywhere; unchanged where all around was believed.

    References
    ----------
    James, Stein 1961, Estimation with quadratic loss, Proc. 4th Berkeley Symp. 1, 361–379.
    """
    shift = flow - start
    small = shrunk(shift, _FACTOR)
    moved = _averaged(np.sum(small * small, axis=-1), _SHIFT_TEXELS)
    believed = _averaged(shrunk(accepted.astype(np.float32), _FACTOR), _BELIEF_TEXELS)
    unsure = np.clip(1 - believed, 0, 1) ** 2
    error = _UNSURE_PX * INTEROCULAR_TEXELS / interocular_px * unsure
    share = np.clip(1 - error**2 / np.maximum(moved, _STILL), 0, 1)
    whole = np.asarray(cv2.resize(share, (MAP_SIZE, MAP_SIZE)), np.float32)
    return np.asarray(start + shift * doubled(whole), np.float32)


def _averaged(values: Floats, sigma: float) -> Floats:
    """Average over what the face covers around."""
    total = cv2.GaussianBlur(values * _face(), (0, 0), sigma / _FACTOR)
    around = cv2.GaussianBlur(_face(), (0, 0), sigma / _FACTOR)
    return np.asarray(total / np.maximum(around, _STILL), np.float32)


@lru_cache(maxsize=1)
def _face() -> Floats:
    return np.asarray(shrunk(covered().astype(np.float32), _FACTOR), np.float32)
