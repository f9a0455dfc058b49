"""What the entries before say: lowest ratings, steps of five, the level of a settled skin.

A skin that stands still long after the session, without swelling or pain, may be as it is on every
day. What it stands at counts as its ordinary level from the next entry on, if it is not much:
nobody has said so, and an alarm then becomes a watch that asks, not silence (`verdict/holds.py`).
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import (
    MISSING,
    BoolArray,
    Diaries,
    IntArray,
)
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

HIGHEST = 10
"""Chosen: the end of the scale."""
COARSE = 5
"""The step of who rates none, middling or the worst. Chosen: half the scale."""
_LEAST_FOR_STEP = 2
"""Chosen: two ratings in fives come by chance in one of twenty."""
FROM_DAY = 7
"""Chosen: when the usual course of most needles is over."""
ENTRIES = 5
"""Entries in a row that have to stand still, and the first day that counts. Chosen: derived."""
STILL = 1
"""Points within which a rating stands still; pain above it is no calm. Chosen: one step."""

MOST_SETTLED = 3
"""The highest level that is believed untold. Chosen: what rosacea or eczema rate on a calm day."""

TROUBLED = [DIARY_CHANNELS.index(Channel.SWELLING), DIARY_CHANNELS.index(Channel.PAIN)]
"""Places of what nothing in life explains."""


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


def kept_low(diaries: Diaries) -> FloatArray:
    """Return (N, E, C) the lowest level that three ratings running before kept to; 10 for none.

    Whoever has stood lower than what is said to be ordinary is not there on every day. One step
    above it is no news, but in swelling and pain.
    """
    low: FloatArray = np.full(diaries.ratings.shape, HIGHEST, np.float32)
    last = one_more = np.full_like(diaries.ratings[:, 0], HIGHEST)
    for entry in range(1, low.shape[1]):
        before = diaries.ratings[:, entry - 1]
        rated = before != MISSING
        kept = np.where(rated, np.maximum(np.maximum(before, last), one_more), HIGHEST)
        low[:, entry] = np.minimum(low[:, entry - 1], kept)
        one_more = np.where(rated, last, one_more)
        last = np.where(rated, before, last)
    step = np.full(len(DIARY_CHANNELS), STILL, np.float32)
    step[TROUBLED] = 0
    return low + step


def last_before(diaries: Diaries) -> IntArray:
    """Return each rating's last value (N, E, C) on earlier entries, MISSING for none."""
    last = np.full_like(diaries.ratings, MISSING)
    for entry in range(1, last.shape[1]):
        before = diaries.ratings[:, entry - 1]
        last[:, entry] = np.where(before != MISSING, before, last[:, entry - 1])
    return last


def is_coarse(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether all earlier ratings are multiples of COARSE, two of them above 0."""
    ratings = np.maximum(diaries.ratings, 0)
    fits = ((ratings % COARSE) == 0).all(axis=2)
    many = np.cumsum((ratings > 0).sum(axis=2), axis=1) >= _LEAST_FOR_STEP
    coarse = np.zeros_like(fits)
    coarse[:, 1:] = (np.logical_and.accumulate(fits, axis=1) & many)[:, :-1]
    return np.asarray(coarse)


def least_meant(diaries: Diaries) -> IntArray:
    """Return ratings (N, E, C) as little as they may mean where all earlier ones were in fives."""
    lower = np.where(is_coarse(diaries), np.int8((COARSE + 1) // 2), np.int8(0))[:, :, None]
    least = np.maximum(diaries.ratings - lower, np.minimum(diaries.ratings, 0))
    return np.asarray(least, np.int8)


def is_worse(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether anything stands above what was last entered of it, or above 0 at first.

    A day on which nothing does is no news: it may be a copy of the day before.
    """
    photo = np.where(np.isnan(diaries.photo), np.float32(MISSING), np.maximum(diaries.photo, 0))
    worse = np.ones(diaries.day.shape, np.bool_)
    worse[:, 1:] = _stands_above(photo[:, :, None]) | _stands_above(diaries.ratings)
    return worse


def is_copied(diaries: Diaries) -> BoolArray:
    """Return (N, E) whether all ratings are those of the entry before, and may be a copy of it."""
    copied = np.zeros(diaries.day.shape, np.bool_)
    copied[:, 1:] = (diaries.ratings[:, 1:] == diaries.ratings[:, :-1]).all(axis=2)
    return copied


def _stands_above(entered: IntArray | FloatArray) -> BoolArray:
    """Return (N, E - 1) whether anything of (N, E, …) has risen since it was entered last."""
    last = np.zeros_like(entered)
    for entry in range(1, entered.shape[1]):
        before = entered[:, entry - 1]
        last[:, entry] = np.where(before != MISSING, before, last[:, entry - 1])
    above: BoolArray = np.asarray(entered > last)
    return np.asarray(above[:, 1:].any(axis=2))


def ordinary_level(diaries: Diaries, known: FloatArray) -> FloatArray:
    """Return (N, E, C) what the skin rates on an ordinary day, as known by the entry before.

    `known` (N, C) was told, or learned from earlier recoveries. It counts unless this recovery has
    stood lower; what it settled at counts where it is more.
    """
    level = settled_level(diaries)
    rows = np.flatnonzero(known.any(axis=1))
    if len(rows):
        believed = np.minimum(known[rows, None], kept_low(diaries.rows(rows)))
        level[rows] = np.maximum(level[rows], believed)
    return level


def settled_level(diaries: Diaries) -> FloatArray:
    """Return (N, E, C) the level at which each symptom has settled by the entry before; 0 for none.

    Swelling and pain never settle at a level of their own.
    """
    level = np.zeros(diaries.ratings.shape, np.float32)
    late = np.flatnonzero((diaries.day >= FROM_DAY).sum(axis=1) > ENTRIES)
    for entry in range(ENTRIES, diaries.day.shape[1]) if len(late) else ():
        before = slice(entry - ENTRIES, entry)
        ratings = diaries.ratings[late, before]
        lowest, highest = ratings.min(axis=1), ratings.max(axis=1)
        is_calm = (highest[:, TROUBLED] <= STILL).all(axis=1)
        is_calm &= (diaries.day[late, before] >= FROM_DAY).all(axis=1)
        stands = is_calm[:, None] & (lowest != MISSING) & (highest - lowest <= STILL)
        level[late, entry] = np.where(stands & (highest <= MOST_SETTLED), highest, 0)
    level[:, :, TROUBLED] = 0
    return level
