"""The untreated reference: skin below the chin, in the same photo and under the same lamp.

What the light (or the camera's white balance) did to the picture shows on skin that was not
needled; the change in redness of a treated zone is read against it. A treated neck is never a
reference.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.colour import erythema_index, log_luminance, to_linear
from analysis.face import Face, Image, Points
from analysis.results import NO_REFERENCE

_FOREHEAD_TOP, _CHIN_TIP = 10, 152
_BELOW_CHIN = (0.30, 0.42, 0.54)
_SIDEWAYS = (-0.30, 0.0, 0.30)
_RADIUS = 0.10
"""Patch grid below the chin, in interocular distances."""
_RADIUS_PIXELS = 25
"""A patch's median needs no more pixels than this to each side: of a large one every n-th."""
_MIN_PATCHES = 3
_MIN_PIXELS = 40

# A patch is skin of this face if its colour stands to the face's as neck skin may: shaded by
# the chin, less red than a face after needling, but no cloth, hair or wall.
_INDEX_RANGE = (-22.0, 7.0)
_LIGHT_RANGE = (-2.2, 1.0)
_MAX_ROUGHNESS = 0.18
_MAX_SPREAD = 5.0
"""EI by which a patch may differ from the middle one."""

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
    """Colour of the patches below the chin; a patch that is no skin is NaN."""

    index: Points
    """(9,) erythema index."""


@dataclass(frozen=True)
class LightChange:
    """How far the light, not the skin, moved the erythema index between two photos."""

    value: float
    """In EI; to be subtracted from every zone's raw change."""
    kinds: tuple[ReferenceKind, ...]

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
    values = [
        _measure_patch(_cut(pixels, centre, _RADIUS * face.interocular_px), face_index, face_light)
        for centre in _centres(face)
    ]
    index = np.array(values)
    if np.isfinite(index).any():
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
    if neck_treated or seen.sum() < _MIN_PATCHES:
        return LightChange(0.0, ())
    weight = LIGHT_SD**2 / (LIGHT_SD**2 + NECK_SD**2)
    return LightChange(weight * float(np.median(change[seen])), (ReferenceKind.NECK,))


def _centres(face: Face) -> list[Points]:
    points = face.points[:, :2]
    down = points[_CHIN_TIP] - points[_FOREHEAD_TOP]
    down = down / np.linalg.norm(down)
    sideways = np.array([-down[1], down[0]])
    unit = face.interocular_px
    return [
        points[_CHIN_TIP] + (below * down + aside * sideways) * unit
        for below in _BELOW_CHIN
        for aside in _SIDEWAYS
    ]


def _cut(pixels: Image, centre: Points, radius: float) -> Image:
    low = np.round(centre - radius).astype(int)
    high = np.round(centre + radius).astype(int) + 1
    if (low < 0).any() or (high > pixels.shape[:2]).any():
        return np.empty((0, 0, 3), np.uint8)
    every = max(1, int(radius / _RADIUS_PIXELS))
    return pixels[low[0] : high[0] : every, low[1] : high[1] : every]


def _measure_patch(patch: Image, face_index: float, face_light: float) -> float:
    if patch.size < 3 * _MIN_PIXELS:
        return np.nan
    linear = to_linear(patch).reshape(-1, 3)
    light = log_luminance(linear)
    low, high = np.quantile(light, [0.15, 0.85])
    linear = linear[(light >= low) & (light <= high)]
    index = float(np.median(erythema_index(linear)))
    is_skin = (
        _within(index - face_index, _INDEX_RANGE)
        and _within(float(np.median(light)) - face_light, _LIGHT_RANGE)
        and float(high - low) < 4 * _MAX_ROUGHNESS
    )
    return index if is_skin else np.nan


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
