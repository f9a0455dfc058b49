"""Upper lids, brow hair and whites of the eyes: what is not needled shows what the light did."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats, bloodless_lightness, ln_blue, log_green, median
from analysis.face.detect import Points
from analysis.face.zones import brow_mask, eye_mask, upper_lid_mask
from analysis.skin.neck import Patches

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009).
_EVERY = 3
"""Every third texel of a region is read: a median needs no more."""
_DARKEST_SHARE = 0.3
"""Of a brow: its hair."""
_HAIR_SHARE = 0.03
"""Share of a brow's darkest texels that is surely hair: what lies on the skin lifts it most."""
# What lies there belongs to the face if its colour stands to the face's as lids and brows may.
# Chosen: by hand on the same photos.
_INDEX_RANGE = (-25.0, 10.0)
_LIGHT_RANGES = np.array([(-2.0, 0.8), (-2.0, 0.8), (-3.5, 0.8), (-3.5, 0.8)])
_LEAST_SHARE = 0.5
"""Of a region that has to be seen."""
_PUPIL_SHARE = 0.01
"""Share of the darkest texels between the lids that are surely pupil."""
_GLOSS = 0.006
"""What skin itself sends back white, as a share of what a white sheet would: models give up to
0.018 in light from all sides. It hides more of dark skin, which sends back less else."""
_IRISES = (468, slice(469, 473)), (473, slice(474, 478))
"""Mesh points of each iris: its middle and its rim. Source: the face mesh."""
_BEYOND_IRIS = 1.15
"""Iris radii from the middle of an iris from which on the white of the eye begins. Chosen: the rim
is blurred."""
_LEAST_WHITE = 60
"""Texels of it that have to be seen. Chosen: fewer make no steady median."""
TYPICAL_VEIL = 0.09
"""Of a photo that does not show the pupils."""
MAX_VEIL = 0.4
"""What seems to be more is a reflection in the eye or on glasses."""

LIDS, BROWS = slice(0, 2), slice(2, 4)
"""Rows of what `measure_eye_region` returns; in each the person's right, then left. Source:
the order in which it reads them."""


def measure_eye_region(
    linear: Floats,
    index: Floats,
    light: Floats,
    seen: NDArray[np.bool_],
    face_index: float,
    face_light: float,
) -> Patches:
    """Measure upper lids and brows.

    Parameters
    ----------
    linear : (S, S, 3) float ndarray
        Linear light on the skin map.
    index, light : (S, S) float ndarray
        Erythema index in EI and ln luminance on the skin map.
    seen : (S, S) bool ndarray
        What lies in the picture, faces the camera and is not too bright.
    face_index, face_light : float
        Medians of the face, to tell lids and brows from glasses.

    Returns
    -------
    patches : Patches
        Right lid, left lid, right brow, left brow.
    """
    found = [
        _measure(region[seen.ravel()[region]], len(region), (index, light, linear), darkest)
        for region, darkest in _regions()
    ]
    read, lights, blue = np.array(found).T
    lighter = lights - face_light
    fits = (lighter >= _LIGHT_RANGES[:, 0]) & (lighter <= _LIGHT_RANGES[:, 1])
    redder = read - face_index
    read[~(fits & (redder >= _INDEX_RANGE[0]) & (redder <= _INDEX_RANGE[1]))] = np.nan
    return Patches(read, np.asarray(bloodless_lightness(read, lights)), blue, np.zeros(len(read)))


def measure_hair(light: Floats, seen: NDArray[np.bool_]) -> float:
    """Measure how much light the darkest hair of the brows sends back.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.
    seen : (S, S) bool ndarray
        As in `measure_eye_region`.

    Returns
    -------
    hair : float
        Linear luminance, mean of the brows that can be seen; NaN without one.
    """
    brows = [region for region, _ in _regions()[BROWS]]
    shown = [region[seen.ravel()[region]] for region in brows]
    found = [
        float(np.exp(np.quantile(light.ravel()[some], _HAIR_SHARE)))
        for some, region in zip(shown, brows, strict=True)
        if len(some) >= _LEAST_SHARE * len(region)
    ]
    return float(np.mean(found)) if found else np.nan


def measure_white(
    index: Floats, light: Floats, positions: NDArray[np.float32], points: Points
) -> float:
    """Measure the erythema index of the whites of the eyes: they do not flush with the face.

    Parameters
    ----------
    index, light : (S, S) float ndarray
        Erythema index in EI and ln luminance on the skin map.
    positions : (S, S, 2) float ndarray
        Row, column of each texel in the photo.
    points : (478, 3) float ndarray
        The face's mesh and irises in the same photo.

    Returns
    -------
    white : float
        Median of the lighter half, EI; NaN where too little of it shows.
    """
    eyes = _eye_texels()
    at = positions.reshape(-1, 2)[eyes]
    beyond = np.ones(len(eyes), bool)
    for middle, rim in _IRISES:
        centre = points[middle, :2]
        radius = float(np.linalg.norm(points[rim, :2] - centre, axis=1).mean())
        beyond &= np.linalg.norm(at - centre, axis=1) > _BEYOND_IRIS * radius
    white = eyes[beyond]
    if len(white) < _LEAST_WHITE:
        return float("nan")
    lights = light.ravel()[white]
    return median(index.ravel()[white[lights >= median(lights)]])


def measure_veil(light: Floats, face_index: float, face_light: float) -> float:
    """Estimate how much of the face's light never met the skin's blood.

    Pupils are black: what light comes from them is flare of the lens, or a reflection, and lies
    over the whole face alike. The skin's own gloss comes on top.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.
    face_index, face_light : float
        Medians of the face.

    Returns
    -------
    share : float
        Of the face's green light, 0 to `MAX_VEIL`.
    """
    pupil = float(np.quantile(light.ravel()[_eye_texels()], _PUPIL_SHARE))
    green = float(np.exp(log_green(face_index, face_light)))
    return min((float(np.exp(pupil)) + _GLOSS) / green, MAX_VEIL)


def _measure(
    region: NDArray[np.int64],
    whole: int,
    maps: tuple[Floats, Floats, Floats],
    darkest: float,
) -> tuple[float, float, float]:
    if len(region) < _LEAST_SHARE * whole:
        return np.nan, np.nan, np.nan
    index, light = (part.ravel()[region] for part in maps[:2])
    chosen = light <= np.quantile(light, darkest)
    blue = ln_blue(maps[2].reshape(-1, 3)[region[chosen]])
    return median(index[chosen]), median(light[chosen]), median(blue)


@lru_cache(maxsize=1)
def _eye_texels() -> NDArray[np.int64]:
    return np.flatnonzero(eye_mask())


@lru_cache(maxsize=1)
def _regions() -> tuple[tuple[NDArray[np.int64], float], ...]:
    """Texels of each region, and the share of its darkest texels that is read."""
    regions = []
    for mask, darkest in ((upper_lid_mask(), 1.0), (brow_mask(), _DARKEST_SHARE)):
        right = np.arange(mask.shape[1]) < mask.shape[1] / 2
        regions += [(np.flatnonzero(mask & side)[::_EVERY], darkest) for side in (right, ~right)]
    return tuple(regions)
