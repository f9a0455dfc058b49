"""Where the mesh is off, told by what is seen coarsely: folds, brows, lips, large spots.

Another day's light, distance and camera leave little of the fine pattern to follow; what is coarse
stays, and leads the fine flow to where it finds its own.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.flow import (
    enlarged,
    fill_flow,
    measure_agreement,
    pattern_energy,
    search_flow,
    shifted,
)
from analysis.face.detect import Image
from analysis.face.mesh import covered
from analysis.face.zones import Mask
from analysis.skin.pattern import COARSE, shrunk

# Chosen: by tests/benchmark/other_days.py, 10 people, 2026-11; half or twice as much does as well.
_RETURN_TOLERANCE = 1.0
_LEAST_AGREEMENT = 0.3
_AGREEMENT_STEPS = 6.0
_SMOOTHING = ((16.0, 2), (8.0, 2), (4.0, 1))
"""Steps of the coarse pattern, and by what factor the map may be smaller: wider than any fold, so
that what moves together is led together. Chosen: by the same figures."""


def coarse_flow(first: Image, second: Image) -> NDArray[np.float32]:
    """Follow what is seen coarsely from one map to another, smoothly.

    Parameters
    ----------
    first, second : (T, T) uint8 ndarray
        As from `coarse_pattern`.

    Returns
    -------
    flow : (S, S, 2) float32 ndarray
        Rows, columns in texels to add to a texel of the first map; zero far from all that was
        found again.
    """
    forth, back = search_flow(first, second), search_flow(second, first)
    missed = forth + shifted(back, forth)
    returned = cv2.magnitude(missed[..., 0], missed[..., 1]) < _RETURN_TOLERANCE
    agreed = measure_agreement(first, second, forth, _AGREEMENT_STEPS) > _LEAST_AGREEMENT
    evidence = pattern_energy(first) * (returned & agreed & _face())
    return enlarged(COARSE * fill_flow(forth, evidence, _SMOOTHING))


def _face() -> Mask:
    return np.asarray(shrunk(covered().astype(np.uint8), COARSE) > 0)
