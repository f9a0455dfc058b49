"""Dense flow between two skin maps: where every texel of the first lies in the second.

The flow follows the skin's own pattern. It is believed where following it forth and back returns
to the start and the patterns agree once laid over each other, in more places around than chance
would have it; everywhere else it is drawn from the believed surroundings, and far from any of them
falls back to no flow.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from analysis.face.detect import Image
from analysis.face.mesh import MAP_SIZE, covered
from analysis.face.zones import Mask, skin_mask
from analysis.skin.pattern import CONTRAST, GREY, blurred, shrunk
from analysis.threads import side_by_side

_RETURN_TOLERANCE = 1.5
"""Texels that forth and back may miss the start by. Chosen: by the figures of
tests/benchmark/alignment.py (40 people, 2026-11)."""
# Chosen: by the figures of tests/benchmark/alignment.py (20 people, 2026-11), as those below.
_LEAST_AGREEMENT = 0.2
_MOSTLY = 0.5
_AGREEMENT_TEXELS = 8.0
_STRIDE = 4
"""Steps of two texels between the patches that are followed."""
_WINDOW = 3
"""Steps of two texels, each way, that a last step is fitted to."""
_FLAT = 25.0
"""Squared counts per texel: what is flatter has nothing to fit to. Chosen: an eighth of a pattern's
spread, above its rounding."""
_MOST_TEXELS = 1.0
"""Chosen: further than this a straight line through the pattern tells nothing."""

_AROUND_TEXELS = 24.0
"""Chosen: a zone's half, some hundred times what a single agreement rests on."""
_BY_CHANCE, _SURELY = 0.3, 0.5
"""Share of what lies around that returns and agrees: of two people's skin at most a sixth, of one
person's three fifths; in between evidence counts the more. Measured: tests/benchmark/other_days.py,
10 people, 2026-11."""

_FEATURE_SMOOTHING = 1.5  # Chosen: by the same figures; steps of two texels.
_SMOOTHING = ((48.0, 8), (16.0, 4), (5.0, 2))
"""Texels, and the factor by which the map may be smaller; where evidence is thin, each level leans
on the wider one before it. Chosen: by the same figures."""
_HALF_SMOOTHING = tuple((sigma / 2, factor // 2) for sigma, factor in _SMOOTHING)
"""The same in steps of two texels. Chosen: as above."""
_SOLID_EVIDENCE = 0.002
"""Pattern energy at which a level counts as much as the next coarser one. Chosen: by the same
figures."""


def dense_flow(first: Image, second: Image) -> tuple[NDArray[np.float32], Mask]:
    """Follow the skin's pattern from one map to another.

    Parameters
    ----------
    first, second : (S, S) uint8 ndarray
        As from `skin_pattern`.

    Returns
    -------
    flow : (S, S, 2) float32 ndarray
        Rows, columns to add to a texel of the first map to reach the same skin in the second.
    accepted : (S, S) bool ndarray
        Where the flow was believed.

    References
    ----------
    Kroeger et al. 2016, arXiv:1603.03590 (dense inverse search flow); Knutsson, Westin 1993,
    doi:10.1109/CVPR.1993.341081 (normalised convolution).
    """
    # Searched, judged and smoothed on maps half the size; a last step is read off the whole ones.
    halves = shrunk(first, 2), shrunk(second, 2)
    with side_by_side() as pool:
        returning = pool.submit(search_flow, halves[1], halves[0])
        forth, energy = _with_last_step(first, second, search_flow(*halves, _STRIDE))
    missed = forth + shifted(returning.result(), forth)
    returned = cv2.magnitude(missed[..., 0], missed[..., 1]) < _RETURN_TOLERANCE / 2
    agreed = measure_agreement(*halves, forth, _AGREEMENT_TEXELS / 2) > _LEAST_AGREEMENT
    accepted = returned & agreed & (_covered_half() > _MOSTLY)
    trust = _beyond_chance(accepted)
    evidence = np.asarray(energy * (accepted * trust), np.float32)
    flow = _with_features(forth, evidence, fill_flow(forth, evidence, _HALF_SMOOTHING))
    believed = enlarged((accepted & (trust > 0)).astype(np.float32)) > _MOSTLY
    return 2 * enlarged(flow), believed & covered()


def _with_last_step(
    first: Image, second: Image, flow: NDArray[np.float32]
) -> tuple[NDArray[np.float32], Floats]:
    """Bring a flow between maps of half the size to where the whole ones fit best around.

    Returns
    -------
    flow : (S / 2, S / 2, 2) float32 ndarray
    energy : (S / 2, S / 2) float32 ndarray
        How much pattern there was to follow.

    References
    ----------
    Lucas, Kanade 1981, Proc. 7th IJCAI, 674–679.
    """
    there = shifted(second, 2 * enlarged(flow))
    lacking = cv2.subtract(first, there, dtype=cv2.CV_32F)
    down, right = (cv2.Scharr(first, cv2.CV_32F, *way, scale=1 / 32) for way in ((0, 1), (1, 0)))
    dd, rr, dr, dl, rl = (
        cv2.blur(shrunk(one * other, 2), (_WINDOW, _WINDOW))
        for one, other in (
            (down, down), (right, right), (down, right), (down, lacking), (right, lacking)
        )
    )  # fmt: skip
    energy = np.asarray((dd + rr) / CONTRAST**2, np.float32)
    dd, rr = dd + _FLAT, rr + _FLAT
    steps = np.array([rr * dl - dr * rl, dd * rl - dr * dl]) / (dd * rr - dr * dr)
    return flow + cv2.merge([*(np.clip(steps, -_MOST_TEXELS, _MOST_TEXELS) / 2)]), energy


def _beyond_chance(accepted: Mask) -> Floats:
    """Return how far (0–1) more is accepted around each texel than unlike skin would have."""
    share = blurred(accepted.astype(np.float32), _AROUND_TEXELS / 2) / _covered_around()
    return np.asarray(np.clip((share - _BY_CHANCE) / (_SURELY - _BY_CHANCE), 0, 1), np.float32)


@lru_cache(maxsize=1)
def _covered_half() -> Floats:
    return np.asarray(shrunk(covered().astype(np.float32), 2), np.float32)


@lru_cache(maxsize=1)
def _covered_around() -> Floats:
    return np.maximum(blurred(_covered_half(), _AROUND_TEXELS / 2), 1e-3)


def composed(start: NDArray[np.float32], rest: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the flow that goes by one (S, S, 2) from where another one started."""
    if not start.any():
        return rest
    return np.asarray(rest + shifted(start, rest), np.float32)


def shifted(values: NDArray[Any], flow: Floats) -> NDArray[Any]:
    """Read a map (S, S[, C]) at every texel moved by the flow."""
    if not flow.any():  # as without marks
        return values
    return read_places(values, *places(flow))


def places(flow: Floats) -> tuple[Floats, Floats]:
    """Return the rows and the columns, each (S, S), that the flow moves every texel to."""
    rows, columns = _grid(flow.shape[:2])
    return rows + flow[..., 0], columns + flow[..., 1]


def read_places(values: NDArray[Any], rows: Floats, columns: Floats) -> NDArray[Any]:
    """Read a map (S, S[, C]) at rows and columns (T, U); beyond its edge the edge holds."""
    return np.asarray(
        cv2.remap(values, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def enlarged(values: Floats) -> Floats:
    """Carry a smaller map (T, T[, C]) over to the skin map's size."""
    return np.asarray(cv2.resize(values, (MAP_SIZE, MAP_SIZE)), np.float32)


def search_flow(first: Image, second: Image, stride: int = 6) -> NDArray[np.float32]:
    """Follow the pattern of one map (T, T) to another, unsmoothed; rows, columns to add.

    Parameters
    ----------
    first, second : (T, T) uint8 ndarray
    stride : int, optional
        Texels from one patch that is followed to the next.
    """
    # Full resolution without variational smoothing: faster and, smoothed by `fill_flow`, nearer
    # to the truth than the presets (tests/benchmark/alignment.py).
    solver = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    solver.setFinestScale(0)
    solver.setPatchStride(stride)
    solver.setGradientDescentIterations(8)
    solver.setVariationalRefinementIterations(0)
    still = np.zeros((*first.shape, 2), np.float32)
    columns, rows = cv2.split(solver.calc(first, second, still))
    return np.asarray(cv2.merge([rows, columns]), np.float32)


def measure_agreement(first: Image, second: Image, flow: Floats, sigma: float) -> Floats:
    """Return the local correlation of two patterns (T, T) laid over each other by a flow."""
    a = first.astype(np.float32) - GREY
    b = shifted(second, flow).astype(np.float32) - GREY
    ab, aa, bb = (cv2.GaussianBlur(v, (0, 0), sigma) for v in (a * b, a * a, b * b))
    return np.asarray(ab / np.sqrt(aa * bb + 1), np.float32)


def pattern_energy(pattern: Image) -> Floats:
    """How much pattern there is to follow around a texel."""
    values = pattern.astype(np.float32) / CONTRAST
    down = cv2.Scharr(values, cv2.CV_32F, 0, 1, scale=1 / 32)
    right = cv2.Scharr(values, cv2.CV_32F, 1, 0, scale=1 / 32)
    return blurred(down * down + right * right, 2.0)


def fill_flow(
    flow: NDArray[np.float32],
    evidence: Floats,
    levels: Sequence[tuple[float, int]] = _SMOOTHING,
) -> NDArray[np.float32]:
    """Smooth a flow, weighted by its evidence; each level leans on the next coarser one.

    Parameters
    ----------
    flow : (M, N, 2) float32 ndarray
    evidence : (M, N) float ndarray
        As from `pattern_energy`, 0 where the flow is not believed.
    levels : sequence of (float, int), optional
        Standard deviations, and by what factor the map may be smaller there.
    """
    least = min(factor for _, factor in levels)
    weighted, evidence = shrunk(flow * doubled(evidence), least), shrunk(evidence, least)
    smooth = np.zeros((1, 1, 2), np.float32)
    for sigma, factor in levels:
        small, small_evidence = (shrunk(one, factor // least) for one in (weighted, evidence))
        wide = np.asarray(cv2.resize(smooth, small.shape[1::-1]), np.float32)
        smooth = np.asarray(_lean(small, small_evidence, sigma / factor, wide), np.float32)
    return np.asarray(cv2.resize(smooth, flow.shape[1::-1]), np.float32)


def _with_features(
    flow: NDArray[np.float32], evidence: Floats, skin: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Smooth less on lids, brows and lips."""
    rows, features = _features()
    part, near = flow[rows], evidence[rows]
    own = _lean(part * doubled(near), near, _FEATURE_SMOOTHING, skin[rows])
    skin[rows] += features * (own - skin[rows])
    return skin


def _lean(weighted: Floats, evidence: Floats, sigma: float, prior: Floats) -> Floats:
    total = cv2.GaussianBlur(weighted, (0, 0), sigma) + _SOLID_EVIDENCE * prior
    share = cv2.GaussianBlur(evidence, (0, 0), sigma) + _SOLID_EVIDENCE
    return np.asarray(total / doubled(share))


def doubled(weight: Floats) -> Floats:
    """Repeat a weight (M, N) for both components of a flow: quicker than broadcasting it."""
    return np.asarray(cv2.merge([weight, weight]), np.float32)


@lru_cache(maxsize=1)
def _features() -> tuple[slice, Floats]:
    """Lids, brows and lips, 0–1, in their rows of half a map: they move by themselves."""
    features = (covered() & ~skin_mask()).astype(np.uint8)
    soft = shrunk(blurred(cv2.dilate(features, np.ones((9, 9))).astype(np.float32), 3.0), 2)
    found = np.flatnonzero(soft.max(axis=1) > 0.01)
    rows = slice(int(found[0]), int(found[-1]) + 1)
    return rows, doubled(soft[rows])


@lru_cache(maxsize=4)
def _grid(size: tuple[int, int]) -> NDArray[np.float32]:
    return np.indices(size).astype(np.float32)
