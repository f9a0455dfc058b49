"""Whether what lies below the chin is still this person's neck, and no collar or scarf.

The neck is the best reference, so a false one does the most harm. It is held against the person's
own neck in the photo from before: skin keeps how it differs from the face in blue, in lightness
without blood, and in grain; cloth does not.
"""

import numpy as np

from analysis.colour import bloodless_lightness
from analysis.face.detect import Points
from analysis.skin.eye_region import LIDS
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView

# Chosen: by hand on simulated photos of three people (2026-11); of eight people's collars about one
# in a hundred was then left outside the stated error.
_BLUE_SD, _LIGHTNESS_SD, _GRAIN_SD = 0.07, 0.07, 0.25
_GRAIN_LOST = -0.08
"""Typical change of ln grain between two photos."""
_RARITY = 6.7
"""How much rarer a collar of skin's own colour is than a bare neck, ln odds."""


def doubt_neck(before: SkinView, after: SkinView) -> float:
    """Return how likely it is that one of two photos shows no neck where the neck should be.

    Parameters
    ----------
    before, after : SkinView

    Returns
    -------
    chance : float
        0–1; small where too little is seen of either.
    """
    seen = np.isfinite(before.neck.index) & np.isfinite(after.neck.index)
    if not seen.any():
        return 0.0
    necks = [_middle(view.neck, seen) for view in (before, after)]
    blue, lightness, grain = necks[1] - necks[0]
    others = [_beside(before, after, kind) for kind in ("face", "lids")]
    strange = (
        _nearest(blue, [other[0] for other in others]) / _BLUE_SD,
        _nearest(lightness, [other[1] for other in others]) / _LIGHTNESS_SD,
        (grain - _GRAIN_LOST) / _GRAIN_SD,
    )
    return float(1 / (1 + np.exp(_RARITY - float(np.dot(strange, strange)) / 2)))


def _middle(neck: Patches, seen: np.ndarray) -> Points:
    grain = np.log(np.maximum(neck.roughness, 1e-3))
    return np.array([np.median(part[seen]) for part in (neck.blue, neck.lightness, grain)])


def _beside(before: SkinView, after: SkinView, kind: str) -> Points:
    """Return the change of ln B/G and of bloodless lightness of face or lids; NaN if unseen."""
    was, now = (
        np.array([view.blue, float(bloodless_lightness(*view.middle))])
        if kind == "face"
        else _lids(view)
        for view in (before, after)
    )
    return np.asarray(now - was)


def _lids(view: SkinView) -> Points:
    lids = view.eye_region.part(LIDS)
    return np.array([lids.blue.mean(), lids.lightness.mean()])


def _nearest(change: float, others: list[float]) -> float:
    """Return how far a change lies from the nearest of others: redness or a lamp moves but one."""
    apart = [abs(change - other) for other in others if np.isfinite(other)]
    return min(apart, default=0.0)
