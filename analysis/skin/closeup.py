"""Skin from closer than the map: squares of each zone as fine as the photo itself.

The map has 3.7 texels per mm, which is enough for waves from 1.2 mm on. Where a photo shows finer
ones, squares of 22 mm in the middle of each zone are read from it on a finer grid. So is what tells
the focus: blur takes the shortest waves first, those of 3 to 6 pixels, while what needling changes
in the longer ones is no blur.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.colour import Floats, log_light
from analysis.face.detect import Face
from analysis.face.mesh import INTEROCULAR_MM, INTEROCULAR_TEXELS, photo_positions, sample
from analysis.face.zones import Box, eye_boxes, square_within
from analysis.photo.decode import Photo
from analysis.skin.cut_out import cut_out, fine_luma

HALF_SIDE = 40
"""Half of a square's side in texels of the map. Chosen: 22 mm hold twenty of the longest waves
that are looked for in them."""
LEAST_PX = 8.0
"""Pixels of the photo that a wave must span to be measured. Chosen: at half of it the grain, the
sharpening and the compression of a camera are as strong as the skin."""
_LONGEST_MM = {2: 1.2, 4: 0.6}
"""Grids, in steps per texel, and the longest wave that is looked for on each. Chosen: as the
octaves (`measures/octaves.py`)."""
FINER_GRIDS = tuple(_LONGEST_MM)
"""Steps per texel of all of them."""
_STEP_PX = 0.58
"""Least pixels of the photo per step. Chosen: there is a grid of 0.6 to 1.2 pixels a step for
every photo of 134 to 1070 pixels between the eyes, and focus is seen in waves of 5 steps."""
FOCUS_ZONES = (Zone.FOREHEAD, Zone.CHEEK_RIGHT, Zone.CHEEK_LEFT)
_FOCUS_STEPS = 144
"""Chosen: an eye's own size on the map."""


@dataclass(frozen=True, eq=False)
class Closeup:
    """ln light, by the photo's luma, of squares of the map, on a grid some times finer."""

    zones: Mapping[Zone, Floats] = field(repr=False)
    """Of each zone, (T, T); only the middles of `FOCUS_ZONES` where waves of this grid are not
    shown."""
    eyes: tuple[Floats, ...] = field(repr=False)
    """The middles of what lies around both eyes, where focus is judged."""


def pixels_per_mm(face: Face) -> float:
    """Return how finely a photo shows a face, by the mean distance between adults' pupils."""
    return face.interocular_px / INTEROCULAR_MM


def read_closeups(
    photo: Photo, face: Face, wanted: Collection[int] = FINER_GRIDS
) -> dict[int, Closeup]:
    """Read every finer grid that a photo fills.

    Parameters
    ----------
    photo : Photo
    face : Face
        In pixels of the photo.
    wanted : collection of int, optional
        Grids that are of use: of a follow-up, those that its baseline has.

    Returns
    -------
    closeups : dict of int to Closeup
        By steps per texel of the map; empty where the photo shows nothing finer.
    """
    return {
        finer: _read(photo, face, finer)
        for finer in _LONGEST_MM
        if finer in wanted and face.interocular_px >= _STEP_PX * finer * INTEROCULAR_TEXELS
    }


def _read(photo: Photo, face: Face, finer: int) -> Closeup:
    luma, placed = cut_out(*fine_luma(photo, face, finer), finer)

    def light(box: Box, *, focus_only: bool) -> Floats:
        places = _refined(photo_positions(placed, box), finer)
        return log_light(sample(luma, middle(places) if focus_only else places))

    shown = _LONGEST_MM[finer] * pixels_per_mm(face) >= LEAST_PX
    zones = FACIAL_ZONES if shown else FOCUS_ZONES
    squares = {zone: light(square_within(zone, HALF_SIDE), focus_only=not shown) for zone in zones}
    return Closeup(squares, tuple(light(box, focus_only=True) for box in eye_boxes()))


def middle(part: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut out the middle of a grid (M, N[, C]): it tells as much of the focus in less time."""
    first = [max(0, side // 2 - _FOCUS_STEPS // 2) for side in part.shape[:2]]
    return part[first[0] : first[0] + _FOCUS_STEPS, first[1] : first[1] + _FOCUS_STEPS]


def _refined(positions: NDArray[np.float32], finer: int) -> NDArray[np.float32]:
    # As column and row, the order that OpenCV reads without a copy.
    columns_rows = cv2.resize(positions[..., ::-1], None, fx=finer, fy=finer)
    return np.asarray(columns_rows, np.float32)[..., ::-1]
