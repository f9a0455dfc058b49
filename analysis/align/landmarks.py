"""Common marks of two photos of body skin: freckles, moles, pores and creases, found or given.

Source: Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94 (features); Barath et al. 2020,
arXiv:1912.05909 (robust fit).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from analysis.face.detect import Image, Points

# Chosen: limbs have few and faint marks, so many features and little contrast; ratios as Lowe 2004
# (doi:10.1023/B:VISI.0000029664.99615.94, 0.8), wider where marks lead.
_FEATURES = 4000
_LEAST_CONTRAST = 0.01
_RATIO, _RATIO_GUIDED = 0.8, 0.9
_FLAT_TOLERANCE = 0.03
"""How far a curved limb may leave the best plane, as a share of the photo's longer side. Chosen:
by hand, for forearms as tests/benchmark/limb.py generates them."""
_GUIDED_REACH = 0.06
"""How far from where the given marks lead a feature may lie, as a share of the longer side.
Chosen: twice the tolerance above: a finger misses, too."""
_NEIGHBOURS = 12
"""Matches around one that a plane is fitted to. Chosen: four times what a plane needs."""
_ODD_PX = 3.0
"""A match that leaves the plane fitted to its neighbours by more is wrong. Chosen: by hand, some
times the error of a good match."""
_MIN_MATCHES, _MIN_QUADRANTS = 15, 3
"""Matches, and quarters of the skin with two of them, below which nothing is laid over. Chosen: by
hand, far more than the 4 points that fix a pose."""
_MIN_GIVEN = 2  # Chosen: two points fix turn, size and place.
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

    def chosen(self, where: NDArray[np.bool_]) -> "Matches":
        """Return some of the matches."""
        return Matches(self.first[where], self.second[where])


def match_skin(first: Image, second: Image, marks: Matches | None = None) -> Matches:
    """Find the same skin in two photos.

    Parameters
    ----------
    first, second : (M, N) uint8 ndarray
        Skin patterns (`analysis.body.body_pattern`).
    marks : Matches, optional
        Two to four spots that a person marked in both photos. The search then only looks
        around where they lead.

    Returns
    -------
    matches : Matches
        With the marks among them. May be too few to use: see `Matches.enough`.
    """
    found = _pair_up(first, second, marks)
    if marks is None:
        found = _on_one_plane(found, _FLAT_TOLERANCE * max(first.shape))
    found = _drop_odd(found)
    if marks is None:
        return found
    return Matches(np.vstack([marks.first, found.first]), np.vstack([marks.second, found.second]))


def _pair_up(first: Image, second: Image, marks: Matches | None) -> Matches:
    sift = cv2.SIFT.create(nfeatures=_FEATURES, contrastThreshold=_LEAST_CONTRAST)
    found = [sift.detectAndCompute(pattern, None) for pattern in (first, second)]
    (first_at, first_features), (second_at, second_features) = (
        (np.array([point.pt[::-1] for point in points]).reshape(-1, 2), _unit(features))
        for points, features in found
    )
    if min(len(first_at), len(second_at)) < _MIN_MATCHES:
        return Matches(np.empty((0, 2)), np.empty((0, 2)))
    apart = 2 - 2 * first_features @ second_features.T
    if marks is not None:
        led = first_at @ (lead := _lead(marks))[:2] + lead[2]
        apart[cdist(led, second_at) > _GUIDED_REACH * max(first.shape)] = np.inf
    forth, back = apart.argmin(axis=1), apart.argmin(axis=0)
    two = np.partition(apart, 1, axis=1)[:, :2]
    ratio = _RATIO if marks is None else _RATIO_GUIDED
    clear = np.isfinite(two[:, 0]) & (two[:, 0] < ratio**2 * two[:, 1])
    chosen = np.flatnonzero(clear & (back[forth] == np.arange(len(forth))))
    return Matches(first_at[chosen], second_at[forth[chosen]])


def _unit(features: NDArray[Any] | None) -> NDArray[np.float32]:
    if features is None:  # a photo without any feature
        return np.empty((0, 128), np.float32)
    return np.asarray(features / np.linalg.norm(features, axis=1, keepdims=True), np.float32)


def _lead(marks: Matches) -> Points:
    """Fit the (3, 2) map that the marks suggest: turn, size and shift, no more."""
    if len(marks.first) < _MIN_GIVEN:
        raise ValueError("At least two marks are needed in each photo.")
    first, second = (points @ [1j, 1] for points in (marks.first, marks.second))
    centred = first - first.mean()
    turn = np.vdot(centred, second - second.mean()) / np.vdot(centred, centred)
    shift = second.mean() - turn * first.mean()
    return np.array([[turn.real, -turn.imag], [turn.imag, turn.real], [shift.imag, shift.real]])


def _on_one_plane(matches: Matches, tolerance: float) -> Matches:
    if len(matches.first) < _MIN_MATCHES:
        return matches
    _, inside = cv2.findHomography(
        matches.first[:, ::-1], matches.second[:, ::-1], cv2.USAC_MAGSAC, tolerance
    )
    if inside is None:
        return matches.chosen(np.zeros(len(matches.first), bool))
    return matches.chosen(inside.ravel().astype(bool))


def _drop_odd(matches: Matches) -> Matches:
    """Keep what moves as its neighbours do; skin bends, but smoothly."""
    for _ in range(2):
        if len(matches.first) <= _NEIGHBOURS:
            return matches
        matches = matches.chosen(_off_neighbours(matches) < _ODD_PX)
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
