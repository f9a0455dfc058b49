"""The untreated reference: skin below the chin, in the same photo and under the same lamp.

What the light (or the camera's white balance) did to the picture shows on skin that was not
needled; the change in redness of a treated zone is read against it. A treated neck is never a
reference.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats, erythema_index, log_luminance, to_linear
from analysis.face import Face, Image, Points
from analysis.mesh import sample
from analysis.results import NO_REFERENCE

_FOREHEAD_TOP, _CHIN_TIP = 10, 152
_BELOW_CHIN = (0.12, 0.62)
_SIDEWAYS = (-0.45, 0.45)
"""The part of the neck that is looked at, in interocular distances from the tip of the chin."""
_CELLS = (10, 18)
"""Rows and columns of cells; small ones, so that a shadow or a collar costs only its own."""
_PIXELS = 8
"""Rows and columns of points read in each cell."""
_MIN_CELLS = 12

# A cell is skin of this face if its colour stands to the face's as neck skin may: shaded by
# the chin, less red than a face after needling, but no cloth, hair or wall.
_INDEX_RANGE = (-22.0, 7.0)
_LIGHT_RANGE = (-2.2, 1.0)
_MAX_LIGHT = 0.9
"""Linear light of the brightest channel from which on cameras bend colours."""
_MAX_ROUGHNESS = 0.25
"""Standard deviation of ln luminance within a cell: hair, a seam, a chain."""
_MAX_SPREAD = 5.0
"""EI by which a cell may differ from the middle one."""

LIGHT_SD = 5.2
"""How far a phone's light and white balance alone move the index between two photos, SD in EI
(imaging benchmark: untreated pairs, no reference)."""
NECK_SD = 1.3
"""How far the neck's own index moves between two photos in the same light, SD in EI."""


class ReferenceKind(StrEnum):
    """What can serve as untreated reference."""

    NECK = "neck"


@dataclass(frozen=True)
class NeckPatches:
    """Colour of the cells below the chin; a cell that is no skin is NaN."""

    index: Points
    """(180,) erythema index."""


@dataclass(frozen=True)
class LightChange:
    """How far the light, not the skin, moved the erythema index between two photos."""

    value: float
    """In EI; to be subtracted from every zone's raw change."""
    kinds: tuple[ReferenceKind, ...]

    def corrected(self, raw: NDArray[np.floating] | float) -> Floats:
        """Take the light's share off raw changes of the index, of any shape, EI."""
        return np.asarray(raw - self.value, np.float32)

    @property
    def name(self) -> str:
        """The references joined by `+`, or `none`."""
        return "+".join(self.kinds) or NO_REFERENCE


def measure_neck(pixels: Image, face: Face, face_index: float, face_light: float) -> NeckPatches:
    """Measure the skin below the chin.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
    face : Face
    face_index, face_light : float
        Median erythema index and ln luminance of the face, to tell neck skin from clothes.

    Returns
    -------
    patches : NeckPatches
    """
    linear = to_linear(sample(pixels, _places(face)))
    cells = linear.reshape(_CELLS[0], _PIXELS, _CELLS[1], _PIXELS, 3).swapaxes(1, 2)
    cells = cells.reshape(_CELLS[0] * _CELLS[1], _PIXELS**2, 3)
    light = log_luminance(cells)
    index = erythema_index(cells.mean(axis=1)).astype(float)
    is_skin = (
        _within(index - face_index, _INDEX_RANGE)
        & _within(np.median(light, axis=1).astype(float) - face_light, _LIGHT_RANGE)
        & (light.std(axis=1) < _MAX_ROUGHNESS)
        & (cells.max(axis=(1, 2)) < _MAX_LIGHT)
        & (cells.min(axis=(1, 2)) > 0)
    )
    index[~is_skin] = np.nan
    if is_skin.any():
        index[np.abs(index - np.nanmedian(index)) > _MAX_SPREAD] = np.nan
    return NeckPatches(index)


def compare_references(
    baseline: NeckPatches, follow_up: NeckPatches, *, neck_treated: bool
) -> LightChange:
    """Estimate the light's share in a change of the erythema index.

    Parameters
    ----------
    baseline, follow_up : NeckPatches
    neck_treated : bool
        A needled neck is no reference.

    Returns
    -------
    change : LightChange
        The neck's own change, shrunk by how sure the neck is against how far light moves; zero
        without a reference.
    """
    change = follow_up.index - baseline.index
    seen = np.isfinite(change)
    if neck_treated or seen.sum() < _MIN_CELLS:
        return LightChange(0.0, ())
    weight = LIGHT_SD**2 / (LIGHT_SD**2 + NECK_SD**2)
    return LightChange(weight * float(np.median(change[seen])), (ReferenceKind.NECK,))


def _places(face: Face) -> NDArray[np.float32]:
    """Row, column in the photo of every point that is read, (R, C, 2)."""
    points = face.points[:, :2]
    down = points[_CHIN_TIP] - points[_FOREHEAD_TOP]
    down = down / np.linalg.norm(down) * face.interocular_px
    sideways = np.array([-down[1], down[0]])
    below = np.linspace(*_BELOW_CHIN, _CELLS[0] * _PIXELS)[:, None, None]
    aside = np.linspace(*_SIDEWAYS, _CELLS[1] * _PIXELS)[None, :, None]
    return np.asarray(points[_CHIN_TIP] + below * down + aside * sideways, np.float32)


def _within(values: Points, limits: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= limits[0]) & (values <= limits[1]))
