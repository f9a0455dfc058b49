"""What gloss may hide of each zone: white light on it moves skin towards white, blue as well.

Redness pales under gloss, in `slopes` only as far as all of the face does alike. Blue against green
says how much there is, since blood hardly moves it.
"""

from collections.abc import Mapping

import numpy as np

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.colour import EI_PER_LN, Floats, median
from analysis.face.zones import Mask
from analysis.light.cells import ColourChange, compared_masks
from analysis.light.contrast import BlueChange
from analysis.skin.neck import Patches

_FREE = 0.06
"""ln B/G by which a zone may turn whiter than the neck without a gloss. Measured: of all but lip
and chin in 40 real pairs one cheek by 0.07, else at most 0.05, 2026-11."""
_FOLDED = frozenset({Zone.UPPER_LIP, Zone.CHIN})
"""Turn bluer with a smile. Measured: 40 real pairs, 2026-11."""
_MOST_EI = 90.0
"""EI for each ln B/G that gloss takes off redness, where the photo's skin is hardly yellow. Chosen:
of light skin in blue light."""
_LEAST_RED, _LEAST_YELLOW = 1.1, 1.1
"""R/G and G/B of skin, at least. Chosen: keep from dividing by nothing."""
_LEAST_TEXELS, _QUARTER = 80, 0.25
"""Compared texels of a zone that tell, and the share of the face that is hardly glossy. Chosen:
a tenth of a small zone; gloss covers no more than three quarters of a face."""


def hidden_by_gloss(
    colours: ColourChange, blues: BlueChange, necks: tuple[Patches, Patches]
) -> Mapping[Zone, float]:
    """Return how much redness gloss may hide in each zone, EI; only where there is some.

    Parameters
    ----------
    colours : ColourChange
    blues : BlueChange
    necks : pair of Patches
        Of the photo from before, and of this one.
    """
    masks = {zone: mask & colours.clean for zone, mask in compared_masks().items()}
    if not masks[Zone.FACE].any():
        return {}
    whiter = blues.change - _across(colours, blues, masks[Zone.FACE])
    usual = max(_neck_change(necks), float(np.quantile(whiter[masks[Zone.FACE]], _QUARTER)))
    hidden: dict[Zone, float] = {}
    for zone in FACIAL_ZONES:
        chosen = masks[zone]
        if zone in _FOLDED or chosen.sum() < _LEAST_TEXELS:
            continue
        excess = median(whiter[chosen]) - usual - _FREE
        if excess > 0:
            hidden[zone] = excess * _drop(colours, blues, chosen)
    if hidden:
        hidden[Zone.FACE] = sum(hidden.values()) / len(FACIAL_ZONES)
    return hidden


def _across(colours: ColourChange, blues: BlueChange, face: Mask) -> Floats:
    """Return what lamps of two colours change from side to side."""
    sideways = colours.places[..., 2]
    slope = np.polyfit(sideways[face], blues.change[face], 1)[0]
    return np.asarray(slope * sideways, np.float32)


def _neck_change(necks: tuple[Patches, Patches]) -> float:
    change = necks[1].blue - necks[0].blue
    seen = np.isfinite(necks[0].index) & np.isfinite(necks[1].index)
    return float(np.median(change[seen])) if seen.any() else -np.inf


def _drop(colours: ColourChange, blues: BlueChange, chosen: Mask) -> float:
    """Return EI that white light takes off a zone for each ln B/G that it adds."""
    red = max(float(np.exp(median(colours.index[chosen]) / EI_PER_LN)), _LEAST_RED)
    yellow = max(float(np.exp(-median(blues.before[chosen]))), _LEAST_YELLOW)
    return float(min(EI_PER_LN * (1 - 1 / red) / (yellow - 1), _MOST_EI))
