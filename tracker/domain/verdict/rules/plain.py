"""What stands in a diary, entry by entry, without statistics. Everything looks back only."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, IntArray, unknown
from tracker.domain.course.earlier import (
    is_worse,
    last_before,
    least_meant,
    lowest_before,
    risen,
)
from tracker.domain.course.reference import DIARY_CHANNELS, LAST_DAY, Channel
from tracker.domain.words.phases import LONGEST_USUAL_MM

Number = TypeVar("Number", bound=np.generic)

# Chosen: by clinical judgement from the expected course (docs/decisions/0012, 0021), then on
# simulated recoveries; no study has such limits.
NONE = -1
"""The channel of a rule that has not fired, or that speaks of no channel."""
WHOLE_ENTRY = 6
"""The channel of a rule that has fired on no channel of its own."""
SUDDEN_POINTS = 3
SUDDEN_FROM_DAY = 1
STILL_RED_FROM_DAY = 7
STILL_RED = 3
"""Redness that is not expected on day 7 with needles up to `LONGEST_USUAL_MM` (derived)."""
STILL_RED_PER_MM = 3.0
"""Points by which the limit rises for every mm above: no needle length is a cliff."""
STILL_RED_RF = 1.0
STILL_RED_UNKNOWN = 2
"""Points above that limit that one entry is enough for where the usual course is hardly known; less
has to stand on two (derived: clinical reference 2.2 asks for day 7 and day 10)."""
ORDINARY_TIMES = 1.25
"""An ordinary level comes and goes, the more the higher it is."""
LATE_RATING, LATE_SUM = 3, 4
LINGERING = 2
"""Points above the ordinary level that are no slip when they stand on two entries."""
REBOUND_RISE = 3
"""Points above the lowest before."""
REBOUND_STRONG = 6
"""A rating that is no copied slip. Less, on a day that is no worse than the one before, has to
stand on a third entry."""
PAIN_HOLDS, PAIN_TIMES_BAND = 5, 2.5
PAIN_COPIED = 7
"""Pain from which two entries that may be copies are enough; less has to stand on a third."""
PAIN_EARLY, PAIN_EARLY_PER_MM = 3, 4.0
"""Points above the usual range from which a copy counts on day 1 already, up to 1 mm, and how many
more for every further mm: longer needles hurt longer."""
BURN_HOLDS, BURN_ABOVE, BURN_KEPT, BURN_LAST_DAY = 5, (2, 3), 0.8, 2
"""Pain after radio-frequency, its points above the usual range on two entries, on day 0 and later,
and the share of the first that is left on the second, which together are a burn: usual pain halves
overnight."""
PAIN_FAR, PAIN_FAR_BEFORE = 4, 3
"""Points above the usual range, today and on the entry before."""
FAR_AT_FIRST = (5, 5, 7, 5.5, 6)
"""Points above the 95th centile, by channel, that are usual in nobody (derived); people differ most
in how much they itch."""
BURN_AT_FIRST = (0, -1, 3)
"""Points that redness, swelling and pain lie above it together in few after radio-frequency."""
LAST_FIRST_DAY = 1
SORE_PAIN, SORE_PAIN_ABOVE, SORE_REDNESS = 6, 3, 5
"""Pain, its points above the usual range, and redness that are off course together from day 2 on,
whatever was rated before: who hurts from the start has no lower day to rise from."""
SORE_FROM_DAY = 2

SOARING, SOARED = 9, 5
"""Redness, and its points above the lowest before, that are off course on a single entry.
Measured: on 5,000 simulated normal recoveries one more alarms for it (2026-11)."""

_REDNESS, _SWELLING, _ITCHING, _PAIN, _DRYNESS = range(len(DIARY_CHANNELS))
TURNING = [_REDNESS, _SWELLING, _PAIN]


def above(diaries: Diaries, high: FloatArray) -> BoolArray:
    """Return (N, E, C) where a rating lies above the usual range of its day, given as `high`."""
    return np.asarray(diaries.ratings > high)


def rebound(
    diaries: Diaries,
    ordinary: FloatArray | float = 0.0,
    rated: IntArray | None = None,
    *,
    rise: int = REBOUND_RISE,
    least: int = 4,
) -> BoolArray:
    """Return (N, E, C) where a rating from day 2 on has risen by `rise` to `least` or more.

    It counts from the lowest since day 1, or from what is ordinary, (N, E, C), if that is more;
    `rated` stands for the ratings where they may mean less than they say.
    """
    rated = diaries.ratings if rated is None else rated
    lowest = np.maximum(lowest_before(diaries, from_day=1), ordinary)
    has_risen = (rated >= lowest + rise) & (rated >= ordinary + least)
    return np.asarray(has_risen & (diaries.day >= 2)[:, :, None])


def rebound_twice(diaries: Diaries, ordinary: FloatArray) -> IntArray:
    """Fire on redness, swelling or pain that stands 3 above its lowest on two entries running.

    Who rates in fives is taken at the least that they may mean.
    """
    meant = least_meant(diaries)
    high = rebound(diaries, ordinary, meant)
    high &= _before(high)
    is_news = is_worse(diaries)[:, :, None] | (meant >= REBOUND_STRONG)
    high &= is_news | _before(high)
    high[:, :, [_ITCHING, _DRYNESS]] = False
    return first_channel(high)


def sudden_turn(diaries: Diaries) -> IntArray:
    """Fire on two of redness, swelling and pain that are 3 above the lowest of earlier entries."""
    points = risen(diaries)[:, :, TURNING]
    fired = (points >= SUDDEN_POINTS).sum(axis=2) >= 2
    fired &= diaries.day >= SUDDEN_FROM_DAY
    channel = np.array(TURNING)[points.argmax(axis=2)]
    return np.where(fired, channel, NONE).astype(np.int8)


def pain_holds(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on strong pain after day 0 that was above its range before, too, and has not fallen.

    Pain that falls fires as well while both entries are far above the range, as after a burn.
    It was above on all entries so far, or is as strong on three; a day that is no worse than the
    one before may be copied from it, and counts with the next. `high` is the upper end of the usual
    range, (N, E, C). Who rates in fives is taken at the least that they may mean.
    """
    pain = least_meant(diaries)[:, :, _PAIN]
    above = pain - high[:, :, _PAIN]
    fired = (pain >= PAIN_HOLDS) & (diaries.day >= 1)
    holds = (_before(above) > 0) & (pain >= _before(pain))
    holds &= pain >= PAIN_TIMES_BAND * high[:, :, _PAIN]
    fired &= holds | ((above >= PAIN_FAR) & (_before(above) >= PAIN_FAR_BEFORE))
    for_long = (_before(pain) >= PAIN_HOLDS) & (_before(_before(pain)) >= PAIN_HOLDS)
    fired &= for_long | _before(np.logical_and.accumulate(above > 0, axis=1))
    again = _before(fired) & ((pain >= PAIN_COPIED) | _before(_before(fired)))
    longer = np.maximum(diaries.length_mm - 1, 0)[:, None]
    is_early = (diaries.day <= 1) & (above >= PAIN_EARLY + PAIN_EARLY_PER_MM * longer)
    fired &= is_worse(diaries) | again | is_early
    return np.where(fired | _burn_holds(diaries, high), _PAIN, NONE).astype(np.int8)


def _burn_holds(diaries: Diaries, high: FloatArray) -> BoolArray:
    """Return (N, E) where pain after radio-frequency is no usual one on two early entries."""
    pain = diaries.ratings[:, :, _PAIN]
    is_above = pain - high[:, :, _PAIN] >= np.where(diaries.day == 0, *BURN_ABOVE)
    fired = (pain >= BURN_HOLDS) & is_above & _before(is_above)
    fired &= pain >= BURN_KEPT * _before(pain)
    fired &= (diaries.day >= 1) & (diaries.day <= BURN_LAST_DAY)
    return np.asarray(fired & diaries.is_rf[:, None])


def far_at_first(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on a rating far above the usual range, (N, E, C), on the first two days.

    Before anything is known of a person only other people's range can say what is much; day 1 may
    be a copy of day 0.
    """
    fired = diaries.ratings - high >= np.array(FAR_AT_FIRST, np.float32)
    is_early = (diaries.day <= LAST_FIRST_DAY) & (is_worse(diaries) | (diaries.day == 0))
    return first_channel(fired & is_early[:, :, None])


def burns_at_first(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on redness, swelling and pain that are all much, (N, E, C), after radio-frequency.

    On the first two days it is a burn only if it holds.
    """
    above = (diaries.ratings - high)[:, :, TURNING]
    fired = (above >= np.array(BURN_AT_FIRST, np.float32)).all(axis=2) & diaries.is_rf[:, None]
    fired &= diaries.day <= LAST_FIRST_DAY
    return np.where(fired, _PAIN, NONE).astype(np.int8)


def sore(diaries: Diaries, high: FloatArray) -> IntArray:
    """Fire on strong pain far above the usual range, (N, E, C), in skin at its upper end of red.

    Neither what was rated before nor a first entry that comes late can make it usual; a day that
    may be a copy counts with the next.
    """
    pain, redness = diaries.ratings[:, :, _PAIN], diaries.ratings[:, :, _REDNESS]
    fired = (pain >= SORE_PAIN) & (pain >= high[:, :, _PAIN] + SORE_PAIN_ABOVE)
    fired &= (redness >= SORE_REDNESS) & (redness >= high[:, :, _REDNESS])
    fired &= diaries.day >= SORE_FROM_DAY
    fired &= is_worse(diaries) | _before(fired)
    return np.where(fired, _PAIN, NONE).astype(np.int8)


def still_red(diaries: Diaries, ordinary: FloatArray, *, surely: bool) -> IntArray:
    """Fire on clear redness on day 7, or on the first rated day after a missing day 7.

    Where the usual course is hardly known it is there surely if it is much more, was as much when
    it was rated last, or is as much on the next day, too.
    """
    redness = diaries.rating(Channel.REDNESS)
    limit = STILL_RED + STILL_RED_PER_MM * np.maximum(diaries.length_mm - LONGEST_USUAL_MM, 0)
    limit = (limit + STILL_RED_RF * diaries.is_rf)[:, None]
    limit = limit + ORDINARY_TIMES * ordinary[:, :, _REDNESS]
    rated = (diaries.day >= STILL_RED_FROM_DAY) & (redness != MISSING)
    nth, before = np.cumsum(rated, axis=1), last_before(diaries)[:, :, _REDNESS]
    is_much = redness >= limit + STILL_RED_UNKNOWN * unknown(diaries)
    at_once = (is_much | (before == MISSING)) if surely else True
    stays = (before >= limit) & (nth <= np.where(unknown(diaries) > 0, 2, 1))
    fired = ((nth == 1) & at_once) | stays
    return np.where(fired & rated & (redness >= limit), _REDNESS, NONE).astype(np.int8)


def late_change(diaries: Diaries, ordinary: FloatArray) -> IntArray:
    """Fire on what comes anew after the usual course has ended and all was calm.

    Either one symptom of LATE_RATING, or several that come to LATE_SUM together.
    """
    is_late = diaries.day > LAST_DAY
    if not is_late.any():
        return np.full(diaries.day.shape, NONE, np.int8)
    was_calm = (lowest_before(diaries, from_day=1) - ordinary).min(axis=2) <= 1
    points = np.maximum(diaries.ratings - ordinary, 0)
    points[:, :, _DRYNESS] = 0
    several = points[:, :, TURNING].sum(axis=2) >= LATE_SUM
    fired = is_late & was_calm & (several | (points >= LATE_RATING).any(axis=2))
    return np.where(fired, points.argmax(axis=2), NONE).astype(np.int8)


def soars(diaries: Diaries) -> BoolArray:
    """Return (N, E) where redness alone has risen to nearly all there is."""
    rose = (risen(diaries)[:, :, _REDNESS] >= SOARED) & (diaries.day >= SORE_FROM_DAY)
    return np.asarray(rose & (diaries.rating(Channel.REDNESS) >= SOARING))


def lingers(diaries: Diaries, known: FloatArray) -> IntArray:
    """Fire on what is there on two entries running after the usual course has ended, calm or not.

    `known` (N, C) is the ordinary level as told or learned before this recovery. Dryness is the
    weather's, too.
    """
    points = np.where(diaries.ratings == MISSING, 0, diaries.ratings - known[:, None])
    before = last_before(diaries) - known[:, None]
    fired = np.minimum(points, before) >= LINGERING
    fired[:, :, _DRYNESS] = False
    fired &= (diaries.day > LAST_DAY)[:, :, None]
    return first_channel(fired)


def still_above(diaries: Diaries, high: FloatArray, known: FloatArray) -> IntArray:
    """Return the first symptom (N, E) above what was known to be usual before this recovery.

    It counts where it is no lower than when it was rated last, or was not rated again, and where
    nothing but this recovery has made it usual: `high` and `known` (N, E, C) are the upper ends
    with and without that. A rating above both is no lower than the last one, as none of those that
    taught it lies above `high`: so this never ends as a rating rises.
    """
    before = last_before(diaries)
    is_kept = (before != MISSING) & (diaries.ratings >= before)
    is_learned = ~above(diaries, high)
    usual = np.maximum(known, 1)
    stays = (is_kept | is_learned) & above(diaries, usual)
    return first_channel(stays | ((diaries.ratings == MISSING) & (before > usual)))


def _before(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return what the entry before had, (N, E, …); nothing for the first."""
    before = np.zeros_like(values)
    before[:, 1:] = values[:, :-1]
    return before


def first_channel(fired: npt.NDArray[np.bool_]) -> IntArray:
    """Return the first channel (N, E) that has fired, of (N, E, C); NONE where none has."""
    first = np.full(fired.shape[:2], NONE, np.int8)
    at = np.nonzero(fired.any(axis=2))
    first[at] = fired[at].argmax(axis=1)
    return first
