"""The level at which a skin has settled in this very recovery, where nobody told it before.

A skin that stands still long after the session, without swelling or pain, is as it is on every
day. What it stands at counts as its ordinary level from the next entry on. Only earlier entries
say so, and it is never more than what is believed when it is told.
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, MOST_ORDINARY, Diaries
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

# Chosen: assumed, then held against simulated recoveries (tests/benchmark/second_world, 2026-11).
FROM_DAY = 7
ENTRIES = 5
"""Entries in a row that have to stand still (assumed)."""
STILL = 1
"""Points within which a rating stands still, and above which swelling or pain is no calm."""

_TROUBLED = [DIARY_CHANNELS.index(Channel.SWELLING), DIARY_CHANNELS.index(Channel.PAIN)]


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
        is_calm = (highest[:, _TROUBLED] <= STILL).all(axis=1)
        is_calm &= (diaries.day[late, before] >= FROM_DAY).all(axis=1)
        stands = is_calm[:, None] & (lowest != MISSING) & (highest - lowest <= STILL)
        level[late, entry] = np.where(stands & (highest <= MOST_ORDINARY), highest, 0)
    level[:, :, _TROUBLED] = 0
    return level
