"""What lies before the skin in a follow-up: a hand, hair, glasses, a mask, a mug.

Skin keeps its own pattern from photo to photo; what lies before it has another. Where most of a
face is known again and a zone is not, that zone is not the person's own skin.
"""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.flow import measure_agreement
from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.colour import Floats
from analysis.face.zones import Mask, zone_masks
from analysis.skin.pattern import COARSE, shrunk
from analysis.skin.view import SkinView

_FINE_STEPS, _AROUND_STEPS, _COARSE_STEPS = 4.0, 2.5, 6.0
"""Widths over which patterns are held against each other: in steps of two texels, then four, four.
Chosen: wide enough that chance averages out, narrow against a cheek."""
_LEAST_FINE, _LEAST_COARSE = 0.25, 0.4
"""Agreement below which, in both, a place is not the same skin. Measured: of zones of 6 people,
ordinary, reddened, evened and glossy, at least .47 and .53; behind drawn fingers, a mug or a fringe
at most .17 and .41, 2026-11."""
_KNOWN_AGAIN = 0.45
"""Fine agreement of the whole face from which a zone that has none is hidden: bleeding and wet skin
(0.26 to 0.33 in the third simulator) is changed all over and is not hidden, faces with something
before them keep 0.50. Measured: the same 6 people, 2026-11."""
_MOST_STRANGE = 0.4
"""Share of a zone that may be strange: ordinary ones at most 0.32, but for two of 40 people who
smile, whose cheek or jaw bunches. Measured: 40 real pairs, 2026-11."""
_LARGE, _WHOLE = 0.1, 0.85
"""Share of the face, or of the zone, that is strange where a zone that a smile bunches is hidden:
those two have at most 0.08 and 0.66, faces behind fingers or a mug 0.11 and 0.78. Measured: the
same 40 pairs, 4 people behind drawings, 2026-11."""
_STEADY = frozenset({Zone.FOREHEAD, Zone.GLABELLA, Zone.NOSE})
"""No smile bunches these. Chosen: by anatomy."""
_TOUCHED = 0.1
"""Share from which texture is read with the edge of what hides others. Chosen: by hand."""


class Cover(NamedTuple):
    """What is not the same skin in two photos, though the rest of the face is."""

    zones: frozenset[Zone]
    """Facial zones that are hidden in one of them."""
    touched: frozenset[Zone]
    """These and those that it hides a part of; empty without such a zone."""
    hidden: Mask
    """(S / 4, S / 4) those zones, and what around them is hidden too; none without such a zone."""


def find_cover(before: SkinView, after: SkinView, flow: NDArray[np.float32]) -> Cover:
    """Find what something hides in one of two photos.

    Parameters
    ----------
    before, after : SkinView
    flow : (S, S, 2) float32 ndarray
        As `Registration.flow`.

    Returns
    -------
    cover : Cover
    """
    fine, coarse = _agreements(before, after, flow)
    seen = (before.visible & after.visible)[::COARSE, ::COARSE]
    masks = {zone: mask[::COARSE, ::COARSE] & seen for zone, mask in zone_masks().items()}
    strange = (fine < _LEAST_FINE) & (coarse < _LEAST_COARSE)
    face = masks[Zone.FACE]
    known = bool(face.any()) and float(np.median(fine[face])) >= _KNOWN_AGAIN
    zones = frozenset(_beyond(_MOST_STRANGE, strange, masks) if known else ())
    if zones and strange[face].mean() < _LARGE:
        zones &= _STEADY | frozenset(_beyond(_WHOLE, strange, masks))
    if not zones:
        return Cover(zones, zones, np.zeros_like(strange))
    hidden = strange | np.any([masks[zone] for zone in zones], axis=0)
    return Cover(zones, frozenset(_beyond(_TOUCHED, strange, masks)), np.asarray(hidden))


def _beyond(share: float, strange: Mask, masks: dict[Zone, Mask]) -> Iterator[Zone]:
    for zone in FACIAL_ZONES:
        if masks[zone].any() and strange[masks[zone]].mean() > share:
            yield zone


def _agreements(
    before: SkinView, after: SkinView, flow: NDArray[np.float32]
) -> tuple[Floats, Floats]:
    """Return how well the fine and the coarse pattern agree, both (S / 4, S / 4), -1 to 1."""
    halves = shrunk(before.pattern, 2), shrunk(after.pattern, 2)
    local = measure_agreement(*halves, np.asarray(shrunk(flow, 2) / 2, np.float32), _FINE_STEPS)
    fine = cv2.GaussianBlur(shrunk(local, COARSE // 2), (0, 0), _AROUND_STEPS)
    led = np.asarray(shrunk(flow, COARSE) / COARSE, np.float32)
    coarse = measure_agreement(before.coarse, after.coarse, led, _COARSE_STEPS)
    return np.asarray(fine, np.float32), coarse
