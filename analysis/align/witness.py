"""Never worse than the mesh: what a flow changes is kept only where the patterns agree better.

The fine flow is judged by the coarse pattern, too, which it did not follow, and the lead by the
fine one.
"""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.flow import doubled, shifted
from analysis.colour import Floats
from analysis.face.detect import Image
from analysis.face.mesh import MAP_SIZE, covered
from analysis.face.zones import Mask
from analysis.skin.pattern import GREY, shrunk

Band = tuple[Image, Image]
"""A pattern of both photos, (T, T) uint8, on the skin map or on one smaller by a whole factor."""

PATCH = 64
"""Texels along each side of a patch that a flow is kept in or taken back. Chosen: 17 mm, wide
enough for some dozens of pores and some folds."""
_WHOLE = 0.999
"""Share of a patch that lies on the face; at the edge the pattern ends and tells little. Chosen: by
hand."""
_CHANCE = 0.05
"""Correlations of a patch that differ by less do not differ. Source: the error of a correlation of
the 400 independent places that a patch has."""
_NOTHING = 0.3
"""Correlation of a patch below which the mesh proves nothing either. Chosen: in perspective the
mesh was taken for better elsewhere (tests/benchmark/other_days.py, 12 people, 2026-11)."""


def never_worse(
    bands: Sequence[Band], start: NDArray[np.float32], flow: NDArray[np.float32]
) -> tuple[NDArray[np.float32], Mask]:
    """Take a flow back to where it started, patch by patch, wherever the patterns agree less by it.

    Parameters
    ----------
    bands : sequence of Band
        What judges; in every patch of the face each of them has to agree as well as before.
    start, flow : (S, S, 2) float32 ndarray
        Rows, columns to add, as the mesh and a person's marks say, and as was found.

    Returns
    -------
    flow : (S, S, 2) float32 ndarray
        In no patch and no band do the patterns agree less than by `start`.
    kept : (S, S) bool ndarray
        Where the flow was not taken back.
    """
    before = [_patch_agreement(band, start) for band in bands]
    kept = np.ones(before[0].shape, np.float32)
    left, share = flow, np.ones(flow.shape[:2], np.float32)
    while (worse := _any_worse(bands, left, before)).any():
        kept[worse] = 0.0
        share = _share_of(kept)
        left = np.asarray(start + (flow - start) * doubled(share), np.float32)
    return left, share > 0


def _any_worse(bands: Sequence[Band], flow: Floats, before: Sequence[Floats]) -> Mask:
    agree = [_patch_agreement(band, flow) for band in bands]
    worse = [
        np.maximum(now, _NOTHING) < was - _CHANCE for now, was in zip(agree, before, strict=True)
    ]
    return np.asarray(np.all(worse, axis=0) & _whole())


@lru_cache(maxsize=1)
def _whole() -> Mask:
    return np.asarray(shrunk(covered().astype(np.float32), PATCH) > _WHOLE)


def _patch_agreement(band: Band, flow: Floats) -> Floats:
    """Return the correlation of two patterns over each patch, laid over each other by a flow."""
    factor = MAP_SIZE // len(band[0])
    there = np.asarray(shrunk(flow, factor) / factor, np.float32)
    a = band[0].astype(np.float32) - GREY
    b = shifted(band[1], there).astype(np.float32) - GREY
    ab, aa, bb = (shrunk(part, PATCH // factor) for part in (a * b, a * a, b * b))
    return np.asarray(ab / np.sqrt(aa * bb + 1), np.float32)


def _share_of(kept: Floats) -> Floats:
    """Keep a flow in some patches, 0 or 1; within the kept ones it sets in smoothly."""
    inner = cv2.erode(kept, np.ones((3, 3)), borderValue=1.0)
    size = (MAP_SIZE, MAP_SIZE)
    whole = cv2.resize(kept, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.minimum(cv2.resize(inner, size), whole), np.float32)
