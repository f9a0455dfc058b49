"""Common marks of two photos of body skin: freckles, moles, pores and creases, found or given.

Source: Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94 (features); Arandjelović, Zisserman 2012,
doi:10.1109/CVPR.2012.6248018 (their roots); Barath et al. 2020, arXiv:1912.05909 (robust fit).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.special import gammaln

from analysis.face.detect import Image, Points

# Chosen: by tests/benchmark/closeups.py and tests/benchmark/body.py, 2026-11: marks of the skin are
# told by what lies around them, seen coarsely; pores alone look alike. Faint ones count, too.
_FEATURES = 3000
_LEAST_CONTRAST = 0.005
_RATIO = 0.9
_TURNS = (0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180)
"""Degrees that the second photo is tried at. Chosen: 15 to either side is what a feature bears."""
_FLAT_TOLERANCE = 0.03
"""How far a curved limb may leave the best plane, as a share of the photo's longer side. Chosen:
by hand, for forearms as tests/benchmark/limb.py generates them."""
_GUIDED_REACH = 0.06
"""How far from where the given marks lead a feature may lie, as a share of the longer side.
Chosen: twice the tolerance above: a finger misses, too."""
_MOST_STRETCHED, _MOST_LARGER = 2.0, 3.0
"""Largest ratio of the two axes, and of the sizes, of a plane that a phone sees. Chosen: 60° askew,
and from a third as near."""
_FALSE_ALARMS = -10.0
"""Decadic logarithm of how often chance may lay two unlike photos over each other. Chosen: far
from what strangers reach (above 0), and from what one skin gives (tests/benchmark/closeups.py)."""
_NEIGHBOURS = 12
"""Matches around one that a plane is fitted to. Chosen: four times what a plane needs."""
_ODD = 0.006
"""A match that leaves the plane fitted to its neighbours by more is wrong, as a share of the longer
side. Chosen: by hand, some times the error of a good match."""
_MIN_MATCHES, _MIN_QUADRANTS = 15, 3
"""Matches, and quarters of the skin with two of them, below which nothing is laid over. Chosen: by
hand, far more than the 4 points that fix a pose."""
_MIN_GIVEN = 2  # Chosen: two points fix turn, size and place.
_APART = 0.0125
"""Features nearer to each other are one, as a share of the longer side. Chosen: by hand, so that
what counts as independent is."""
_MARK_SMOOTHING = 1.0  # Chosen: a finger's mark is not exact, so the map need not pass through it.


@dataclass(frozen=True)
class Matches:
    """Points of one photo and the same skin in the other, row and column."""

    first: Points
    second: Points

    @property
    def enough(self) -> bool:
        """Whether the matches are many and spread well enough to lay the photos over."""
        if len(self.first) < _MIN_MATCHES:
            return False
        above, left = (self.first > np.median(self.first, axis=0)).T
        counts = [np.sum((above == a) & (left == b)) for a in (0, 1) for b in (0, 1)]
        return int(np.sum(np.array(counts) >= 2)) >= _MIN_QUADRANTS

    def chosen(self, where: NDArray[Any]) -> "Matches":
        """Return some of the matches."""
        return Matches(self.first[where], self.second[where])


@dataclass(frozen=True)
class _Features:
    """What stands out in a pattern, and how to describe it."""

    pattern: Image
    points: Sequence[cv2.KeyPoint]

    @cached_property
    def upright(self) -> NDArray[np.float32]:
        """What lies around each feature as the photo is (N, 128)."""
        return self.described(0.0)

    @cached_property
    def at(self) -> Points:
        """Row, column (N, 2)."""
        return np.array([point.pt[::-1] for point in self.points]).reshape(-1, 2)

    def described(self, turn: float) -> NDArray[np.float32]:
        """Describe what lies around each feature (N, 128), in a photo turned by so many degrees."""
        turned = [_turned(point, turn % 360) for point in self.points]
        _, found = _sift().compute(self.pattern, turned)
        total = np.maximum(found.sum(axis=1, keepdims=True), 1)
        return np.asarray(np.sqrt(found / total), np.float32)


def _turned(point: cv2.KeyPoint, turn: float) -> cv2.KeyPoint:
    x, y = point.pt
    return cv2.KeyPoint(x, y, point.size, turn, point.response, point.octave)


def match_skin(first: Image, second: Image, marks: Matches | None = None) -> Matches:
    """Find the same skin in two photos.

    Parameters
    ----------
    first, second : (M, N) uint8 ndarray
        Skin patterns, seen coarsely (`analysis.align.body.BodyView.coarse`).
    marks : Matches, optional
        Two to four spots that a person marked in both photos. The search then only looks
        around where they lead.

    Returns
    -------
    matches : Matches
        With the marks among them. May be too few to use: see `Matches.enough`. Without marks there
        are none unless chance would lay over two unlike photos once in 10^10.
    """
    before, after = _look(first), _look(second)
    nothing = Matches(np.empty((0, 2)), np.empty((0, 2)))
    if min(len(before.points), len(after.points)) < _MIN_MATCHES:
        return marks or nothing
    lead = _lead(marks) if marks else _find_plane(before, after)
    if lead is None:
        return nothing
    odd_px = _ODD * max(first.shape) * max(1.0, _size_of(lead))
    found = _drop_odd(_pair_up(before, after, _turn_of(lead), lead), odd_px)
    if marks is None:
        return found
    return Matches(np.vstack([marks.first, found.first]), np.vstack([marks.second, found.second]))


def _look(pattern: Image) -> _Features:
    """Find what stands out, once for each place and size whatever its direction."""
    found = _sift().detect(pattern, None)
    single = {(*p.pt, p.size): p for p in found}
    return _Features(pattern, tuple(single.values()))


@lru_cache(maxsize=1)
def _sift() -> cv2.SIFT:
    return cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=_LEAST_CONTRAST)


def _find_plane(first: _Features, second: _Features) -> Points | None:
    """Find the (3, 2) map of a plane that more matches obey than chance allows."""
    for turn in _TURNS:
        found = _thinned(_pair_up(first, second, turn), _APART * max(first.pattern.shape))
        plane = _fit_plane(found, _FLAT_TOLERANCE * max(first.pattern.shape))
        if plane is not None:
            off = np.linalg.norm(found.first @ plane[:2] + plane[2] - found.second, axis=1)
            if _false_alarms(off, second.pattern.shape) < _FALSE_ALARMS:
                return plane
    return None


def _fit_plane(matches: Matches, tolerance: float) -> Points | None:
    """Fit a plane as a phone may see it; None where the matches show none."""
    if len(matches.first) < _MIN_MATCHES:
        return None
    found, _ = cv2.estimateAffine2D(
        matches.first, matches.second, method=cv2.USAC_MAGSAC, ransacReprojThreshold=tolerance
    )
    if found is None or np.linalg.det(found[:, :2]) <= 0:  # skin is never seen in a mirror
        return None
    plane = np.asarray(found.T, float)
    large, small = np.linalg.svd(plane[:2])[1]
    if large > _MOST_STRETCHED * small:
        return None
    if not 1 / _MOST_LARGER < _size_of(plane) < _MOST_LARGER:
        return None
    return plane


def _false_alarms(off: NDArray[np.float64], shape: tuple[int, ...]) -> float:
    """Return the log10 of how many planes chance would find that as many matches obey as closely.

    Matches of unlike photos end anywhere in the second one. Every turn, number of matches and
    choice of the three that fix a plane counts as a try.

    References
    ----------
    Moisan, Stival 2004, doi:10.1023/B:VISI.0000013094.38752.17 (a contrario number of false
    alarms).
    """
    near = np.sort(np.maximum(off, 1.0))
    near = near[near <= _FLAT_TOLERANCE * max(shape)]
    k, n = np.arange(1, len(near) + 1)[3:], len(off)
    if not len(k):
        return np.inf
    chance = np.log(np.pi * near[3:] ** 2 / (shape[0] * shape[1]))
    tries = np.log(len(_TURNS) * n) + _log_choices(n, k) + _log_choices(k, 3)
    return float(np.min(tries + (k - 3) * chance) / np.log(10))


def _log_choices(n: Any, k: Any) -> Any:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def _thinned(matches: Matches, apart: float) -> Matches:
    """Keep one match of each small square of either photo: neighbours prove nothing more."""
    for name in ("first", "second"):
        squares = np.floor(getattr(matches, name) / apart)
        matches = matches.chosen(np.sort(np.unique(squares, axis=0, return_index=True)[1]))
    return matches


def _pair_up(
    first: _Features, second: _Features, turn: float, lead: Points | None = None
) -> Matches:
    """Pair features that are each other's best, and clearly so; only near where a plane leads."""
    alike = first.upright @ second.described(turn).T
    if lead is not None:
        led = first.at @ lead[:2] + lead[2]
        alike[cdist(led, second.at) > _GUIDED_REACH * max(first.pattern.shape)] = -np.inf
    rows, forth, back = np.arange(len(alike)), alike.argmax(axis=1), alike.argmax(axis=0)
    best = alike[rows, forth]
    alike[rows, forth] = -np.inf
    clear = np.isfinite(best) & (1 - best < _RATIO**2 * (1 - alike.max(axis=1)))
    chosen = np.flatnonzero(clear & (back[forth] == rows))
    return Matches(first.at[chosen], second.at[forth[chosen]])


def _size_of(plane: Points) -> float:
    """Return how many times larger a plane (3, 2) makes the picture."""
    return float(np.sqrt(abs(np.linalg.det(plane[:2]))))


def _turn_of(plane: Points) -> float:
    """Return the degrees that a plane (3, 2) turns the picture by, from its columns to its rows."""
    return float(np.degrees(np.arctan2(plane[1, 0] - plane[0, 1], plane[0, 0] + plane[1, 1])))


def _lead(marks: Matches) -> Points:
    """Fit the (3, 2) map that the marks suggest: turn, size and shift, no more."""
    if len(marks.first) < _MIN_GIVEN:
        raise ValueError("At least two marks are needed in each photo.")
    first, second = (points @ [1j, 1] for points in (marks.first, marks.second))
    centred = first - first.mean()
    turn = np.vdot(centred, second - second.mean()) / np.vdot(centred, centred)
    shift = second.mean() - turn * first.mean()
    return np.array([[turn.real, -turn.imag], [turn.imag, turn.real], [shift.imag, shift.real]])


def _drop_odd(matches: Matches, odd_px: float) -> Matches:
    """Keep what moves as its neighbours do; skin bends, but smoothly."""
    for _ in range(2):
        if len(matches.first) <= _NEIGHBOURS:
            return matches
        matches = matches.chosen(_off_neighbours(matches) < odd_px)
    return matches


def _off_neighbours(matches: Matches) -> Points:
    """Distance of each match from the middle of what its neighbours' shifts and slopes say."""
    near = cKDTree(matches.first).query(matches.first, _NEIGHBOURS + 1)[1][:, 1:]
    shift = matches.second - matches.first
    ones = np.ones((*near.shape, 1))
    source = np.concatenate([ones, matches.first[near] - matches.first[:, None]], axis=-1)
    usual = np.median(shift[near], axis=1)
    off = np.linalg.norm(shift[near] - usual[:, None], axis=-1)
    weight = 1 / (1 + (off / (1.5 * np.median(off, axis=1, keepdims=True) + 1)) ** 4)
    weighted = source * weight[..., None]
    normal = weighted.transpose(0, 2, 1) @ source + np.diag([0.0, 30.0, 30.0])
    fitted = np.linalg.solve(normal, weighted.transpose(0, 2, 1) @ shift[near])[:, 0]
    return np.asarray(np.linalg.norm(shift - fitted, axis=1))


def smooth_map(matches: Matches) -> RBFInterpolator:
    """Return the smooth function that takes points (N, 2) of the first photo to the second."""
    return RBFInterpolator(
        matches.first,
        matches.second,
        neighbors=min(60, len(matches.first)),
        smoothing=_MARK_SMOOTHING,
        degree=1 if len(matches.first) > 2 else 0,
    )
