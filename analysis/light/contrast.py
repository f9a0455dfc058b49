"""Whether a photo's colours stand apart as they did: what a vivid setting or a filter changes.

Lips, lids, brows, whites of the eyes and the skin's own mottling differ from each other in colour,
and a lamp moves them alike. A setting that makes all colours stronger or paler moves them apart or
together, in blue as in red; one that evens redness does so in red alone. New redness changes blue
hardly at all, and adds to what differs in red without taking off what did.
"""

from typing import NamedTuple

import cv2
import numpy as np

from analysis.align.registration import Registration
from analysis.colour import Floats, ln_blue, to_linear
from analysis.face.detect import Image, Points
from analysis.face.mesh import covered
from analysis.face.zones import Mask
from analysis.light.cells import EVERY, ColourChange, every_few

_SMOOTHING = 2.0
"""Compared texels over which grain is averaged first. Chosen: 2 mm, less than a lip."""
_NARROW, _WIDE = 1.0, 8.0
"""Compared texels between which the skin's own mottling lies. Chosen: 1 and 9 mm."""
_LEAST_SHARE = 0.05
"""Of clean skin around a texel. Chosen: keeps from dividing by next to nothing."""
# Measured: photos of 6 people, ordinary, reddened, glossy, under eight simulated lamps and right
# after needling, against the same with saturation times 0.7 and 1.4 and with redness evened by
# half, 2026-11. Chosen: between the two.
_PALER, _STRONGER = 0.85, 1.1
"""Contrast in blue that is surely paler, or stronger: at most 0.83, at least 1.17; in usual light
0.97 to 1.26 and 0.77 to 1.03."""
_EVENED, _EVENED_LOCALLY = 0.72, 0.85
"""Contrast in red relative to that in blue from which redness was evened, over the face and within
millimetres: evened at most 0.65 and 0.72, else at least 0.85 and 0.97."""
_LEAST_LIKE = 0.65
"""Correlation of both photos' colours below which lamps of two colours leave nothing to say.
Chosen: usual light gives at least 0.79, two lamps at most 0.45."""


class BlueChange(NamedTuple):
    """Two photos, texel against texel, (T, T) as in `ColourChange`."""

    before: Floats
    """ln B/G in the baseline photo."""
    change: Floats
    """Change of ln B/G."""


class Contrast(NamedTuple):
    """How far apart a photo's colours stand, relative to the photo from before."""

    stretch: float = 1.0
    """1 unless all colours are surely stronger (above 1) or paler."""
    evened: bool = False
    """Whether redness alone was evened."""


class _Slopes(NamedTuple):
    """Later colours against earlier ones: the least and the most that they may be stretched by."""

    least: float
    most: float
    likeness: float


def compare_blue(registration: Registration) -> BlueChange:
    """Compare blue against green in two photos, which blood hardly changes.

    Parameters
    ----------
    registration : Registration

    Returns
    -------
    blue : BlueChange
    """
    before = _ln_blue(every_few(registration.baseline.pixels))
    after = _ln_blue(registration.to_baseline(registration.follow_up.pixels, EVERY))
    return BlueChange(before, after - before)


def _ln_blue(pixels: Image) -> Floats:
    return np.asarray(ln_blue(to_linear(pixels)), np.float32)


def compare_contrast(colours: ColourChange, blues: BlueChange) -> Contrast:
    """Tell whether a photo's colours are stronger, paler or evened.

    Parameters
    ----------
    colours : ColourChange
    blues : BlueChange

    Returns
    -------
    contrast : Contrast
    """
    if not colours.clean.any():
        return Contrast()
    after = colours.index + colours.change
    red = _over_face(colours.index, after)
    blue = _over_face(blues.before, blues.before + blues.change)
    if blue.likeness < _LEAST_LIKE:
        return Contrast()
    ratio = red.least / max(blue.least, _LEAST_SHARE)
    evened = ratio < _EVENED and _locally(colours, blues) < _EVENED_LOCALLY
    surely = blue.most < _PALER or blue.least > _STRONGER
    return Contrast(float((blue.least * blue.most) ** 0.5) if surely else 1.0, evened)


def _over_face(before: Floats, after: Floats) -> _Slopes:
    """Compare lips, eyes, brows and skin; what lamps change from side to side is taken off."""
    mesh = every_few(covered())[::2, ::2]  # smoothed ones repeat each other
    rows, columns = np.nonzero(mesh)
    plane = np.column_stack([np.ones(len(rows)), rows / len(mesh), columns / len(mesh)])
    smooth = [
        cv2.GaussianBlur(part, (0, 0), _SMOOTHING)[::2, ::2][mesh] for part in (before, after)
    ]
    colours = np.column_stack(smooth).astype(float)
    was, now = (colours - plane @ np.linalg.solve(plane.T @ plane, plane.T @ colours)).T
    return _slopes(np.ascontiguousarray(was), np.ascontiguousarray(now))


def _locally(colours: ColourChange, blues: BlueChange) -> float:
    """Return how much of the skin's own mottling is left in red, relative to blue."""
    red_now, blue_now = colours.index + colours.change, blues.before + blues.change
    parts = colours.index, red_now, blues.before, blue_now
    waves = [_between(part, colours.clean)[colours.clean] for part in parts]
    red, blue = _slopes(*waves[:2]), _slopes(*waves[2:])
    return red.least / max(blue.least, _LEAST_SHARE)


def _between(values: Floats, where: Mask) -> Floats:
    counted = where.astype(np.float32)
    fine, wide = (
        cv2.GaussianBlur(values * counted, (0, 0), sigma)
        / np.maximum(cv2.GaussianBlur(counted, (0, 0), sigma), _LEAST_SHARE)
        for sigma in (_NARROW, _WIDE)
    )
    return np.asarray(fine - wide, np.float32)


def _slopes(was: Points | Floats, now: Points | Floats) -> _Slopes:
    both, own, new = float(was @ now), float(was @ was), float(now @ now)
    if min(both, own, new) <= 0:
        return _Slopes(1.0, 1.0, 0.0)
    return _Slopes(both / own, new / both, both / (own * new) ** 0.5)
