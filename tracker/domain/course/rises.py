"""By how much ratings stand above the lowest before, and whether they come in fives."""

import numpy as np

from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, IntArray

HIGHEST = 10
"""Chosen: the end of the scale."""
COARSE = 5
"""The step of who rates none, middling or the worst. Chosen: half the scale."""
_LEAST_FOR_STEP = 2
"""Chosen: two ratings in fives come by chance in one of twenty."""


def risen(diaries: Diaries, from_day: int = 0) -> IntArray:
    """Return by how many points (N, E, C) ratings lie above the lowest of earlier entries.

    Below 0 where one was not answered, or is the first of its kind.
    """
    known = diaries.ratings != MISSING
    points = diaries.ratings - lowest_before(diaries, from_day)
    return np.where(known, points, np.int8(-HIGHEST)).astype(np.int8)


def lowest_before(diaries: Diaries, from_day: int = 0) -> IntArray:
    """Return each rating's lowest value (N, E, C) on earlier entries from a day on; 10 for none."""
    counted = (diaries.ratings != MISSING) & (diaries.day >= from_day)[:, :, None]
    values = np.where(counted, diaries.ratings, np.int8(HIGHEST))
    before = np.full_like(values, HIGHEST)
    for entry in range(1, values.shape[1]):
        np.minimum(before[:, entry - 1], values[:, entry - 1], out=before[:, entry])
    return before


def is_coarse(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether all earlier ratings are multiples of COARSE, two of them above 0."""
    ratings = np.maximum(diaries.ratings, 0)
    fits = ((ratings % COARSE) == 0).all(axis=2)
    many = np.cumsum((ratings > 0).sum(axis=2), axis=1) >= _LEAST_FOR_STEP
    coarse = np.zeros_like(fits)
    coarse[:, 1:] = (np.logical_and.accumulate(fits, axis=1) & many)[:, :-1]
    return np.asarray(coarse)
