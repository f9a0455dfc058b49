"""Which patterns a batch of recoveries shows on each day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.departures import NOTHING, Suspicion, suspect
from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, IntArray, band_high
from tracker.domain.course.healing import EI_PER_POINT
from tracker.domain.course.hypotheses import RISES
from tracker.domain.course.personal import Memories
from tracker.domain.course.reference import DIARY_CHANNELS, LAST_DAY, Channel, CourseReference
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.plain_rules import (
    FIRST_JUDGED_DAY,
    NONE,
    above,
    far_above,
    first_channel,
    lowest_since_day_1,
    rebound,
    still_red,
    sudden_turn,
)

FloatArray = npt.NDArray[np.float64]

RISE_REQUIRED = (0.6, 0.8, 0.8)
CLIMB_REQUIRED = (1.2, 1.35, 1.2)
SLOW_REQUIRED = (2.5, 2.5, 2.5)
"""Log likelihood ratios that an alarm needs with needles of 0.5 mm and less, of 1.5 mm, and of
2 mm and more: longer needles leave more days on which something can look like drift, and up to
1.5 mm some alarms are taken by redness on day 7. Set on simulated recoveries so that an alarm
comes in about one normal recovery of a hundred; low, since ratings are weighed as if they were
noisier than they are expected to be (ratings.py)."""
CLIMBED_TO = 3
"""Itching below it is mild, whatever it climbed from: a watch at most."""
CAUTION = 0.8
"""Added for each standard deviation by which a person is known to heal slowly or rate high: a
longer and higher course leaves more room for chance, too."""
PHOTO_CAUTION = 0.45
"""Added where photos are known: one more channel in which chance can look like drift."""
_LENGTHS_MM = (0.5, 1.5, 2.0)
WATCH_REQUIRED = 0.0
"""A watch costs little: it is said as soon as a departure is the likelier of the two."""
URGENT_REQUIRED = 5.0
URGENT_PAIN = 5
STILL_RED_FROM_DAY = 7
STILL_RED_LONGEST_MM = 1.5
"""Redness of 3 or more on day 7 is not expected with needles up to this length (derived)."""
LATE_RATING = 3
CLEAR_REDNESS_EI = 4.5

_PATTERNS = tuple(Pattern)
_REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)
_SWELLING = DIARY_CHANNELS.index(Channel.SWELLING)
_PAIN = DIARY_CHANNELS.index(Channel.PAIN)
_ITCHING = DIARY_CHANNELS.index(Channel.ITCHING)
_DRYNESS = DIARY_CHANNELS.index(Channel.DRYNESS)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was found on every entry of a batch, (N, E) each."""

    rank: IntArray
    """Rank of the status; 0 on padding."""
    pattern: IntArray
    """Number of the pattern, in the order of the Enum."""
    channel: IntArray
    """Number of the channel that the pattern was seen in, NONE where it is of none."""


def find_drift(
    diaries: Diaries,
    reference: CourseReference,
    memories: Memories | None = None,
    persons: Sequence[str | None] | None = None,
) -> Verdicts:
    """Judge every entry from itself and the entries before it.

    Parameters
    ----------
    diaries : Diaries
        N recoveries; those of one person stand in time order.
    reference : CourseReference
        The expected course.
    memories : Memories, optional
        What earlier recoveries of these persons have said; learns from this batch.
    persons : sequence of str or None, optional
        Whose recovery each one is; None for somebody nothing is known of.
    """
    suspicion = suspect(diaries, reference, memories, persons)
    verdicts = Verdicts(
        rank=np.zeros(diaries.day.shape, np.int8),
        pattern=np.full(diaries.day.shape, _PATTERNS.index(Pattern.AS_EXPECTED), np.int8),
        channel=np.full(diaries.day.shape, NONE, np.int8),
    )
    high = band_high(diaries, reference)
    for pattern, channel in _findings(diaries, high, suspicion):
        _raise_to(verdicts, pattern, channel != NONE, channel)
    _raise_to(verdicts, Pattern.UNREADABLE, diaries.is_unreadable)
    _raise_to(verdicts, Pattern.NOTHING_ENTERED, diaries.is_blank)
    _hold(verdicts, diaries, high)
    _raise_flags(verdicts, diaries)
    _raise_to(verdicts, Pattern.AFTER_OFF_COURSE, _follows_off_course(verdicts) & diaries.present)
    return verdicts


def _findings(
    diaries: Diaries, high: npt.NDArray[np.float32], suspicion: Suspicion
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield each pattern with the channel it was seen in, the most telling first."""
    rise, climb, slow = (
        _by_entry(ratio, diaries) for ratio in (suspicion.rise, suspicion.climb, suspicion.slow)
    )
    yield Pattern.STRONG_RISE, strong_rise(diaries, rise)
    yield from _rising(diaries, suspicion, rise >= _required(RISE_REQUIRED, diaries, suspicion))
    itches = diaries.rating(Channel.ITCHING) >= CLIMBED_TO
    climbs = climb >= _required(CLIMB_REQUIRED, diaries, suspicion)
    yield Pattern.ITCH_CLIMBING, _where(itches & climbs, _ITCHING)
    yield Pattern.SUDDEN_TURN, sudden_turn(diaries)
    yield Pattern.REBOUND, rebound_twice(diaries)
    red = still_red_on_day_7(diaries)
    as_before = diaries.rating(Channel.REDNESS) <= suspicion.own_redness[:, None]
    yield Pattern.STILL_RED, np.where(as_before, np.int8(NONE), red)
    slow_required = _required(SLOW_REQUIRED, diaries, suspicion)
    yield Pattern.NOT_SETTLING, _where(slow >= slow_required, _REDNESS)
    yield Pattern.LATE_CHANGE, late_change(diaries)
    yield Pattern.FAR_ABOVE, far_above(diaries, high)
    yield Pattern.RED_AS_BEFORE, np.where(as_before, red, np.int8(NONE))
    yield Pattern.PHOTO_DISAGREES, photo_disagrees(diaries)
    yield Pattern.SETTLING_SLOWLY, _where(slow >= WATCH_REQUIRED, _REDNESS)
    yield Pattern.LEANING, _where(np.maximum(rise, climb) >= WATCH_REQUIRED, _REDNESS)
    yield Pattern.ABOVE_BAND, above(diaries, high)


def strong_rise(diaries: Diaries, rise: FloatArray) -> IntArray:
    """Fire on overwhelming evidence of a rise together with considerable pain."""
    pain = diaries.rating(Channel.PAIN)
    return _where((rise >= URGENT_REQUIRED) & (pain >= URGENT_PAIN), _PAIN)


def rebound_twice(diaries: Diaries) -> IntArray:
    """Fire on redness, swelling or pain that stands 3 above its lowest on two entries running."""
    channel = rebound(diaries)
    fired = np.isin(channel, (_REDNESS, _SWELLING, _PAIN))
    fired[:, 1:] &= channel[:, 1:] == channel[:, :-1]
    fired[:, :1] = False
    return np.where(fired, channel, NONE).astype(np.int8)


def still_red_on_day_7(diaries: Diaries) -> IntArray:
    """Fire on redness of 3 or more on day 7, or on the first rated day after a missing day 7."""
    rated = (diaries.day >= STILL_RED_FROM_DAY) & (diaries.rating(Channel.REDNESS) != MISSING)
    is_first = rated & (np.cumsum(rated, axis=1) == 1)
    fired = still_red(diaries, STILL_RED_FROM_DAY, longest_mm=STILL_RED_LONGEST_MM)
    return np.where(is_first, fired, NONE).astype(np.int8)


def late_change(diaries: Diaries) -> IntArray:
    """Fire on a rating of 3 or more after the usual course has ended and all was calm."""
    if not (diaries.day > LAST_DAY).any():
        return np.full(diaries.day.shape, NONE, np.int8)
    was_calm = lowest_since_day_1(diaries).min(axis=2) <= 1
    late = (diaries.ratings >= LATE_RATING) & (was_calm & (diaries.day > LAST_DAY))[:, :, None]
    late[:, :, _DRYNESS] = False
    return first_channel(late)


def photo_disagrees(diaries: Diaries) -> IntArray:
    """Fire where a photo shows clear redness and the diary none, or the other way round."""
    if np.isnan(diaries.photo).all():
        return np.full(diaries.day.shape, NONE, np.int8)
    redness = diaries.rating(Channel.REDNESS)
    error = diaries.photo_mdc95
    more = (diaries.photo - error >= CLEAR_REDNESS_EI) & (redness <= 1) & (redness != MISSING)
    less = (diaries.photo + error <= EI_PER_POINT) & (redness >= 6)
    return _where((more | less) & (diaries.day >= 1), _REDNESS)


def _rising(
    diaries: Diaries, suspicion: Suspicion, fired: BoolArray
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield the likeliest rise by its name, seen in the channel that has risen most."""
    leading = np.maximum(_by_entry(suspicion.leading_rise, diaries), 0).astype(np.intp)
    climbs_in = np.array([[rise.slopes.get(c, 0) >= 1 for c in DIARY_CHANNELS] for rise in RISES])
    channel = np.zeros(fired.shape, np.intp)
    rows = np.flatnonzero(fired.any(axis=1))
    some = diaries.rows(rows)
    risen = some.ratings - lowest_since_day_1(some)
    channel[rows] = np.where(climbs_in[leading[rows]], risen, np.int8(-11)).argmax(axis=2)
    for pattern in dict.fromkeys(rise.pattern for rise in RISES):
        named = np.array([rise.pattern is pattern for rise in RISES])[leading]
        yield pattern, _where(fired & named, channel)


def _hold(verdicts: Verdicts, diaries: Diaries, high: npt.NDArray[np.float32]) -> None:
    """Keep a recovery off course until an entry lies within the usual range again."""
    is_above = np.asarray((diaries.ratings > np.maximum(high, 1)).any(axis=2))
    for entry in range(1, diaries.day.shape[1]):
        was_off = verdicts.rank[:, entry - 1] >= Status.OFF_COURSE.rank
        held = was_off & is_above[:, entry] & (verdicts.rank[:, entry] < Status.OFF_COURSE.rank)
        verdicts.rank[held, entry] = Status.OFF_COURSE.rank
        verdicts.pattern[held, entry] = _PATTERNS.index(Pattern.NOT_BACK_YET)
        verdicts.channel[held, entry] = NONE


def _required(by_length: tuple[float, ...], diaries: Diaries, suspicion: Suspicion) -> FloatArray:
    """Return the log ratio (N, E) that an alarm needs with this needle length and person."""
    required = (
        np.interp(diaries.length_mm, _LENGTHS_MM, by_length) + CAUTION * suspicion.slow_and_high
    )
    has_photos = np.maximum.accumulate(~np.isnan(diaries.photo), axis=1)
    return np.asarray(required[:, None] + PHOTO_CAUTION * has_photos)


def _by_entry(values: FloatArray, diaries: Diaries) -> FloatArray:
    """Look up values by day (N, D) for each entry (N, E), NOTHING outside the judged days."""
    day = np.clip(diaries.day, 0, values.shape[1] - 1).astype(np.intp)
    looked_up = np.take_along_axis(values, day, axis=1)
    is_judged = (diaries.day >= FIRST_JUDGED_DAY) & (diaries.day < values.shape[1])
    return np.where(is_judged, looked_up, NOTHING)


def _where(fired: BoolArray, channel: int | npt.NDArray[np.intp]) -> IntArray:
    return np.where(fired, channel, NONE).astype(np.int8)


def _raise_to(
    verdicts: Verdicts, pattern: Pattern, fired: BoolArray, channel: IntArray | int = NONE
) -> None:
    higher = fired & (verdicts.rank < pattern.status.rank)
    verdicts.rank[higher] = pattern.status.rank
    verdicts.pattern[higher] = _PATTERNS.index(pattern)
    verdicts.channel[higher] = np.broadcast_to(channel, higher.shape)[higher]


def _raise_flags(verdicts: Verdicts, diaries: Diaries) -> None:
    flagged = (diaries.flag_rank > 0) & (diaries.flag_rank >= verdicts.rank)
    verdicts.rank[flagged] = diaries.flag_rank[flagged]
    verdicts.pattern[flagged] = _PATTERNS.index(Pattern.RED_FLAG)
    verdicts.channel[flagged] = NONE


def _follows_off_course(verdicts: Verdicts) -> BoolArray:
    follows = np.zeros(verdicts.rank.shape, np.bool_)
    follows[:, 1:] = verdicts.rank[:, :-1] >= Status.OFF_COURSE.rank
    return follows
