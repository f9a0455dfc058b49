"""Whether what lies below the chin is still this person's neck, and no collar or scarf.

The neck is the best reference, so a false one does the most harm. It is held against the person's
own neck in the photo from before: skin keeps how it differs from the face in blue, in lightness
without blood and in grain, and how unevenly it is shaded; cloth does not.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t as student_t

from analysis.colour import bloodless_lightness
from analysis.face.detect import Points
from analysis.skin.eye_region import LIDS
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView

# Typical distances of a bare neck and of cloth from what is expected: ln B/G and bloodless
# lightness beside face or lids, ln grain, ln spread of lightness and of the index over the patches.
# Measured: 890 simulated pairs of 14 people, bare and behind collars, 2026-11.
_BARE = np.array([0.045, 0.088, 0.149, 0.178, 0.235])
_CLOTH = np.array([0.154, 0.312, 0.399, 2.32, 2.40])
_EXPECTED = np.array([0.0, 0.0, -0.08, -0.03, 0.0])
_BARE_TAIL, _CLOTH_TAIL = 4, 2
"""Degrees of freedom of Student's t: how often a distance is far larger than typical.
Chosen: heavy, since lamps and cloths differ more than those tried."""
_SHADED = 3
"""From here on the distances are spreads. Chosen: by their order."""
_RARITY = 1.5
"""How much rarer a collar of skin's own colour is than a bare neck, ln odds. Chosen: nothing is
known."""
_LEAST_SPREAD = 1e-3
"""Chosen: below what any photo shows, before a logarithm."""


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
    change = necks[1] - necks[0]
    others = np.array([_beside(before, after, kind) for kind in ("face", "lids")])
    change[:2] = [
        _nearest(own, list(beside)) for own, beside in zip(change, others.T, strict=False)
    ]
    strange = change - _EXPECTED
    bare = _log_density(strange, _BARE, _BARE_TAIL)
    cloth = _log_density(strange, _CLOTH, _CLOTH_TAIL)
    colour = float((cloth - bare)[:_SHADED].sum())
    # Cloth is smoother than a neck, or in folds, and then shaded as a neck is.
    shade = float(np.logaddexp((cloth - bare)[_SHADED:].sum(), 0.0) - np.log(2))
    return float(expit(colour + shade - _RARITY))


def _log_density(values: Points, scale: Points, tail: int) -> Points:
    return np.asarray(student_t.logpdf(values / scale, tail) - np.log(scale))


def _middle(neck: Patches, seen: NDArray[np.bool_]) -> Points:
    """Return blue, lightness, and ln of grain and of the spreads over the patches, (5,)."""
    spreads = [neck.roughness[seen], neck.lightness[seen].std(), neck.index[seen].std()]
    logs = [float(np.log(max(np.median(part), _LEAST_SPREAD))) for part in spreads]
    return np.array([np.median(neck.blue[seen]), np.median(neck.lightness[seen]), *logs])


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
