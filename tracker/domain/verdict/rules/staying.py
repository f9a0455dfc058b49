"""What stands above the usual range, whatever was rated before: no history excuses it.

The range is that of other people and of ordinary days; what a recovery has stood at does not widen
it (docs/decisions/0073).
"""

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, IntArray
from tracker.domain.course.earlier import TROUBLED, is_copied, risen
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.records.scales import SETTLED
from tracker.domain.verdict.rules.plain import STILL_RED_FROM_DAY, above, first_channel

STAYS_FROM_DAY, STAYS, STAYS_LONG = 3, 3, 7
"""First day that counts, and ratings running above the usual range that no history excuses: they
are a watch, or off course where they lie `STAYS_FAR` above it or run for long. Measured: of 2,000
simulated normal recoveries in each of two worlds one or two in a thousand come to it, 2026-11."""
STAYS_FAR = (2, 2, 3, 2, np.inf)
"""Points, by channel; people differ most in how much they itch. Chosen: by that."""
STAYS_TROUBLED = 2
"""Points from which two ratings running of pain or swelling are a watch. Measured: in the same
2,000 recoveries not one more, 2026-11."""
STAYS_ORDINARY = 0.5
"""Points more for each of an ordinary level, which comes and goes, but in pain and swelling.
Chosen: half a step."""
RISEN, RISEN_ABOVE = 4, 2
"""Points above the lowest before, and above the usual range, that are a watch at once. Chosen:
clinical reference 3.3, a point more for slips. Measured: of 2,000 simulated normal recoveries in
each of two worlds 1.5 in 100 more show a watch, none alarms for it, 2026-11."""
TOWERS, TOWERS_FROM_DAY = 7, 2
"""Points above the 95th centile that are off course at once, whatever this person rated before.
Measured: in the same 2,000 recoveries one more, 2026-11."""

_DRYNESS = DIARY_CHANNELS.index(Channel.DRYNESS)
_COMES_AND_GOES = np.array([1, 0, 1, 0, 1], np.float32)  # Chosen: swelling and pain are no skin


def towers(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on a rating that lies far beyond other people's range, (N, E, C), after the first days.

    No history excuses it: who began as high has not healed.
    """
    fired = diaries.ratings - high >= TOWERS
    return first_channel(fired & (diaries.day >= TOWERS_FROM_DAY)[:, :, None])


def rises(diaries: Diaries, high: FloatArray, ordinary: FloatArray) -> BoolArray:
    """Return (N, E, C) where a rating above its range, (N, E, C), is far above its lowest before.

    A symptom that is called ordinary, (N, E, C), was not there before: any such rating counts then.
    """
    fired = (risen(diaries) >= RISEN) & (diaries.day >= STAYS_FROM_DAY)[:, :, None]
    if fired.any():
        points = diaries.ratings - high
        fired &= (points >= RISEN_ABOVE) | ((points > 0) & (ordinary > 0))
    return np.asarray(fired)


def stays_above(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on a symptom that was above the usual range, (N, E, C), on three ratings running.

    What a recovery has stood at is no reason to expect it: the range is that of other people. Pain
    or swelling well above it counts on two.
    """
    fired = above(diaries, high)
    fired[:, :, _DRYNESS] &= diaries.day >= STILL_RED_FROM_DAY
    stays = _running(diaries, fired) >= STAYS
    troubled = _running(diaries, diaries.ratings >= high + STAYS_TROUBLED) >= 2
    stays[:, :, TROUBLED] |= troubled[:, :, TROUBLED]
    return first_channel(stays)


def stays_high(diaries: Diaries, high: FloatArray, ordinary: FloatArray) -> BoolArray:
    """Return (N, E, C) where each of three ratings running was far above it, or many were."""
    points = diaries.ratings - high - STAYS_ORDINARY * ordinary * _COMES_AND_GOES
    far = _running(diaries, points >= np.array(STAYS_FAR, np.float32)) >= STAYS
    long = _running(diaries, (points >= 1) & (diaries.ratings > SETTLED)) >= STAYS_LONG
    far[:, :, TROUBLED] |= long[:, :, TROUBLED]
    return far


def _running(diaries: Diaries, fired: BoolArray) -> FloatArray:
    """Count (N, E, C) the ratings running on which something held, from STAYS_FROM_DAY on.

    A rating that was left out neither counts nor ends the row. An earlier entry that is the one
    before it all over again, and may be a copy, counts half.
    """
    rated = diaries.ratings != MISSING
    steps = np.where(is_copied(diaries), np.float32(0.5), np.float32(1))[:, :, None]
    fired = fired & (diaries.day >= STAYS_FROM_DAY)[:, :, None]
    count: FloatArray = np.zeros(diaries.ratings.shape, np.float32)
    running = np.zeros(diaries.ratings[:, 0].shape, np.float32)
    for entry in range(count.shape[1]):
        count[:, entry] = (running + 1) * (fired[:, entry] & rated[:, entry])
        after = np.where(fired[:, entry], running + steps[:, entry], np.float32(0))
        running = np.where(rated[:, entry], after, running)
    return count
