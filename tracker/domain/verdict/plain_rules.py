"""Plain rules on ratings, each one function: whether a rule fires on an entry, and on what.

Every rule takes a batch and returns (N, E) channel numbers: the channel that fired, or NONE.
They look back only. Simulated false alarms of each stand in the benchmark's baseline.
"""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, FloatArray, IntArray
from tracker.domain.course.reference import DIARY_CHANNELS, Channel

NONE = -1
FIRST_JUDGED_DAY = 2
"""No statistical alarm before it: on day 0 and 1 anything from a flush to a burn is usual."""

SUDDEN_POINTS = 3
FAR_POINTS = 4
"""Points above the 95th centile that are usual in nobody (derived)."""
_TURNING = [
    DIARY_CHANNELS.index(channel) for channel in (Channel.REDNESS, Channel.SWELLING, Channel.PAIN)
]


def above(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on a rating above the 95th centile of its day, given as (N, E, C)."""
    return first_channel((diaries.ratings > high) & _judged(diaries)[:, :, None])


def rebound(diaries: Diaries, rise: int = 3, least: int = 4) -> IntArray:
    """Fire on a rating that has risen by `rise` over its lowest since day 1, to `least` or more."""
    risen = diaries.ratings - lowest_since_day_1(diaries) >= rise
    return first_channel(risen & (diaries.ratings >= least) & _judged(diaries)[:, :, None])


def sudden_turn(diaries: Diaries) -> IntArray:
    """Fire on two of redness, swelling and pain that are 3 above the lowest of earlier entries."""
    values = np.where(diaries.ratings == MISSING, np.int8(10), diaries.ratings)
    lowest = np.full_like(values, 10)
    lowest[:, 1:] = np.minimum.accumulate(values, axis=1)[:, :-1]
    risen = (diaries.ratings - lowest)[:, :, _TURNING] >= SUDDEN_POINTS
    channel = np.array(_TURNING)[risen.argmax(axis=2)]
    return np.where(risen.sum(axis=2) >= 2, channel, NONE).astype(np.int8)


def far_above(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on a rating far above the 95th centile of its day, given as (N, E, C); on any day."""
    return first_channel(diaries.ratings >= high + FAR_POINTS)


def still_red(
    diaries: Diaries, from_day: int = 5, least: int = 3, longest_mm: float = np.inf
) -> IntArray:
    """Fire on redness of `least` or more from a day on, with needles up to a length."""
    redness = diaries.rating(Channel.REDNESS)
    fits = (diaries.length_mm <= longest_mm)[:, None]
    fired = (redness >= least) & (diaries.day >= from_day) & fits
    return np.where(fired, DIARY_CHANNELS.index(Channel.REDNESS), NONE).astype(np.int8)


def lowest_since_day_1(diaries: Diaries) -> IntArray:
    """Return each rating's lowest value (N, E, C) on earlier days from day 1 on; 10 for none."""
    counted = (diaries.ratings != MISSING) & (diaries.day >= 1)[:, :, None]
    values = np.where(counted, diaries.ratings, np.int8(10))
    before = np.full_like(values, 10)
    for entry in range(1, values.shape[1]):
        np.minimum(before[:, entry - 1], values[:, entry - 1], out=before[:, entry])
    return before


def _judged(diaries: Diaries) -> BoolArray:
    return diaries.day >= FIRST_JUDGED_DAY


def first_channel(fired: npt.NDArray[np.bool_]) -> IntArray:
    """Return the first channel (N, E) that has fired, of (N, E, C); NONE where none has."""
    first = np.full(fired.shape[:2], NONE, np.int8)
    at = np.nonzero(fired.any(axis=2))
    first[at] = fired[at].argmax(axis=1)
    return first
