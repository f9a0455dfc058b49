"""Simpler ways to read redness, scored on the same photos as ours.

Each reads one number from one photo; its change is the follow-up's number less the baseline's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2lab

from analysis.anatomy import Zone
from analysis.colour import erythema_index, log_luminance, to_linear
from analysis.face.zones import zone_masks
from analysis.photo.decode import Photo
from analysis.skin.view import SkinView

_FOREHEAD, _CHIN = 10, 152
_TRIM = 0.15
_PATCHES = ((0.34, -0.16), (0.34, 0.16), (0.50, -0.16), (0.50, 0.16))
"""Below the chin and sideways, in interocular distances."""
_PATCH_RADIUS = 0.10

Colours = NDArray[np.float32]


@dataclass(frozen=True)
class _Seen:
    face: Colours
    """(N, 3) linear sRGB of the face without its brightest and darkest skin."""
    neck: list[Colours]
    """Linear sRGB (K, 3) of the patches below the chin."""
    mean: Colours
    """(3,) mean linear sRGB of the whole photo."""


def read_rivals(photo: Photo, view: SkinView) -> dict[str, float]:
    """Read every rival's number; NaN where the photo does not show what it needs."""
    seen = _Seen(_face(view), _neck(photo, view), to_linear(photo.pixels[::4, ::4]).mean((0, 1)))
    return {name: read(seen) for name, read in RIVALS.items()}


def _face(view: SkinView) -> Colours:
    linear = to_linear(view.pixels[zone_masks()[Zone.FACE] & view.visible])
    light = log_luminance(linear)
    low, high = np.quantile(light, [_TRIM, 1 - _TRIM])
    return linear[(light >= low) & (light <= high)][::7]


def _neck(photo: Photo, view: SkinView) -> list[Colours]:
    points, unit = view.face.points[:, :2], view.face.interocular_px
    down = (points[_CHIN] - points[_FOREHEAD]) / np.linalg.norm(points[_CHIN] - points[_FOREHEAD])
    sideways = np.array([-down[1], down[0]])
    patches = []
    for below, aside in _PATCHES:
        centre = points[_CHIN] + (below * down + aside * sideways) * unit
        low = np.maximum(np.round(centre - _PATCH_RADIUS * unit), 0).astype(int)
        high = np.round(centre + _PATCH_RADIUS * unit).astype(int)
        patch = photo.pixels[low[0] : high[0], low[1] : high[1]]
        if (high < photo.pixels.shape[:2]).all():
            patches.append(to_linear(patch).reshape(-1, 3))
    return patches


def _a_star(linear: Colours) -> float:
    return float(np.median(_lab(linear)[:, 1]))


def _lab(linear: Colours) -> NDArray[np.float64]:
    clipped = np.clip(linear, 0, 1)
    encoded = np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(encoded.astype(float)[None])[0])


def _scarletred_like(linear: Colours) -> float:
    lab = _lab(linear)
    return float(np.median((100 - lab[:, 0]) * lab[:, 1]))


def _relative_index(seen: _Seen) -> float:
    if not seen.neck:
        return np.nan
    neck = [np.median(erythema_index(patch)) for patch in seen.neck]
    return float(np.median(erythema_index(seen.face)) - np.mean(neck))


RIVALS: dict[str, Callable[[_Seen], float]] = {
    "a*": lambda seen: _a_star(seen.face),
    "a* grey-world": lambda seen: _a_star(seen.face * (seen.mean[1] / seen.mean)),
    "R/G": lambda seen: float(np.median(seen.face[:, 0] / seen.face[:, 1])),
    "(100-L)a*": lambda seen: _scarletred_like(seen.face),
    "index": lambda seen: float(np.median(erythema_index(seen.face))),
    "index to neck": _relative_index,
}
