"""Skin below the chin: the first of the untreated references, in the same photo and light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.colour import bloodless_lightness, erythema_index, ln_blue, log_luminance, to_linear
from analysis.face.detect import Face, Image, Points
from analysis.face.mesh import sample
from analysis.face.points import CHIN_TIP, EYE_OUTER_LEFT, EYE_OUTER_RIGHT, FOREHEAD_TOP

# Chosen: where the necks of 40 people lie, 2026-11
# (docs/decisions/0009).
_BELOW_CHIN = (0.12, 0.62)
SIDEWAYS = (-0.45, 0.45)
"""The part of the neck that is looked at, in interocular distances from the tip of the chin; from
the person's right to the left."""
CELLS = (10, 18)
"""Rows and columns of cells; small ones, so that a shadow or a collar costs only its own."""
_PIXELS = 8
"""Rows and columns of points read in each cell."""

# A cell is skin of this face if its colour stands to the face's as neck skin may: shaded by
# the chin, less red than a face after needling, but no cloth, hair or wall.
# Chosen: by hand on simulated phone photos of 40 people, 2026-11.
_INDEX_RANGE = (-22.0, 7.0)
_LIGHT_RANGE = (-2.2, 1.0)
_MAX_LIGHT = 0.9
"""Linear light of the brightest channel from which on cameras bend colours."""
_MAX_ROUGHNESS = 0.25
"""Standard deviation of ln luminance within a cell: hair, a seam, a chain."""
_MAX_SPREAD = 5.0
"""EI by which a cell may differ from the middle one."""


@dataclass(frozen=True)
class Patches:
    """Colour of small patches of skin in one photo; a patch that is no skin is NaN."""

    index: Points
    """(P,) erythema index, EI."""
    lightness: Points
    """(P,) ln bloodless lightness."""
    blue: Points
    """(P,) ln B/G."""
    roughness: Points
    """(P,) standard deviation of ln luminance within a patch; 0 where it is not looked at."""

    def part(self, which: slice) -> "Patches":
        """Take some of the patches."""
        parts = (self.index, self.lightness, self.blue, self.roughness)
        return Patches(*(part[which] for part in parts))


def measure_neck(pixels: Image, face: Face, face_index: float, face_light: float) -> Patches:
    """Measure the skin below the chin.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
    face : Face
    face_index, face_light : float
        Median erythema index and ln luminance of the face, to tell neck skin from clothes.

    Returns
    -------
    patches : Patches
    """
    linear = to_linear(sample(pixels, _places(face)))
    cells = linear.reshape(CELLS[0], _PIXELS, CELLS[1], _PIXELS, 3).swapaxes(1, 2)
    cells = cells.reshape(CELLS[0] * CELLS[1], _PIXELS**2, 3)
    light = log_luminance(cells)
    mean = cells.mean(axis=1)
    index = erythema_index(mean).astype(float)
    roughness = light.std(axis=1).astype(float)
    is_skin = (
        _within(index - face_index, _INDEX_RANGE)
        & _within(np.median(light, axis=1).astype(float) - face_light, _LIGHT_RANGE)
        & (roughness < _MAX_ROUGHNESS)
        & (cells.max(axis=(1, 2)) < _MAX_LIGHT)
        & (cells.min(axis=(1, 2)) > 0)
    )
    index[~is_skin] = np.nan
    if is_skin.any():
        index[np.abs(index - np.nanmedian(index)) > _MAX_SPREAD] = np.nan
    lightness = bloodless_lightness(index, log_luminance(mean))
    blue = np.asarray(ln_blue(mean), float)
    return Patches(index, np.asarray(lightness, float), blue, roughness)


def _places(face: Face) -> NDArray[np.float32]:
    """Row, column in the photo of every point that is read, (R, C, 2)."""
    points = face.points[:, :2]
    down = points[CHIN_TIP] - points[FOREHEAD_TOP]
    down = down / np.linalg.norm(down) * face.interocular_px
    sideways = np.array([-down[1], down[0]])
    if (points[EYE_OUTER_LEFT] - points[EYE_OUTER_RIGHT]) @ sideways < 0:  # a mirror image
        sideways = -sideways
    below = np.linspace(*_BELOW_CHIN, CELLS[0] * _PIXELS)[:, None, None]
    aside = np.linspace(*SIDEWAYS, CELLS[1] * _PIXELS)[None, :, None]
    return np.asarray(points[CHIN_TIP] + below * down + aside * sideways, np.float32)


def _within(values: Points, limits: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))
