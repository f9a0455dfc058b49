"""Which patterns a batch of recoveries shows on each day."""

from dataclasses import dataclass

import numpy as np

from tracker.domain.course import DIARY_CHANNELS, Channel, CourseReference
from tracker.domain.diaries import BoolArray, Diaries, IntArray
from tracker.domain.patterns import Pattern
from tracker.domain.plain_rules import (
    NONE,
    above_band,
    lowest_since_day_1,
    rebound,
    still_red,
    two_days_above_band,
)
from tracker.domain.status import Status

STILL_RED_FROM_DAY = 7
STILL_RED_LONGEST_MM = 1.5
"""Redness of 3 or more on day 7 is not expected with needles up to this length (derived)."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What was found on every entry of a batch, (N, E) each."""

    rank: IntArray
    """Rank of the status; 0 on padding."""
    pattern: IntArray
    """Number of the pattern, in the order of the Enum."""
    channel: IntArray
    """Number of the channel that the pattern was seen in, NONE where it is of none."""


def find_drift(diaries: Diaries, reference: CourseReference) -> Verdicts:
    """Judge every entry from itself and the entries before it."""
    verdicts = Verdicts(
        rank=np.zeros(diaries.day.shape, np.int8),
        pattern=np.full(diaries.day.shape, list(Pattern).index(Pattern.AS_EXPECTED), np.int8),
        channel=np.full(diaries.day.shape, NONE, np.int8),
    )
    for pattern, channel in _findings(diaries, reference).items():
        _raise_to(verdicts, pattern, channel != NONE, channel)
    _raise_to(verdicts, Pattern.UNREADABLE, diaries.is_unreadable)
    _raise_to(verdicts, Pattern.NOTHING_ENTERED, diaries.is_blank)
    _raise_flags(verdicts, diaries)
    _raise_to(verdicts, Pattern.AFTER_OFF_COURSE, _follows_off_course(verdicts) & diaries.present)
    return verdicts


def _findings(diaries: Diaries, reference: CourseReference) -> dict[Pattern, IntArray]:
    return {
        Pattern.STRONG_RISE: pain_strongly_risen(diaries),
        Pattern.REBOUND: rebound(diaries),
        Pattern.STILL_RED: still_red(diaries, STILL_RED_FROM_DAY, longest_mm=STILL_RED_LONGEST_MM),
        Pattern.NOT_SETTLING: not_settling(diaries, reference),
        Pattern.ABOVE_TWICE: two_days_above_band(diaries, reference),
        Pattern.ABOVE_BAND: above_band(diaries, reference),
    }


def pain_strongly_risen(diaries: Diaries) -> IntArray:
    """Fire on pain of 6 or more that has risen by 5 since its lowest, from day 3 on."""
    index = DIARY_CHANNELS.index(Channel.PAIN)
    pain = diaries.rating(Channel.PAIN)
    risen = pain - lowest_since_day_1(diaries)[:, :, index] >= 5
    fired = risen & (pain >= 6) & (diaries.day >= 3)
    return np.where(fired, index, NONE).astype(np.int8)


def not_settling(diaries: Diaries, reference: CourseReference) -> IntArray:
    """Fire on redness of 3 or more, above its band, from day 5 on."""
    red = still_red(diaries)
    above = above_band(diaries, reference) == DIARY_CHANNELS.index(Channel.REDNESS)
    return np.where(above, red, NONE).astype(np.int8)


def _raise_to(
    verdicts: Verdicts, pattern: Pattern, fired: BoolArray, channel: IntArray | int = NONE
) -> None:
    higher = fired & (verdicts.rank < pattern.status.rank)
    verdicts.rank[higher] = pattern.status.rank
    verdicts.pattern[higher] = list(Pattern).index(pattern)
    verdicts.channel[higher] = np.broadcast_to(channel, higher.shape)[higher]


def _raise_flags(verdicts: Verdicts, diaries: Diaries) -> None:
    flagged = (diaries.flag_rank > 0) & (diaries.flag_rank >= verdicts.rank)
    verdicts.rank[flagged] = diaries.flag_rank[flagged]
    verdicts.pattern[flagged] = list(Pattern).index(Pattern.RED_FLAG)
    verdicts.channel[flagged] = NONE


def _follows_off_course(verdicts: Verdicts) -> BoolArray:
    follows = np.zeros(verdicts.rank.shape, np.bool_)
    follows[:, 1:] = verdicts.rank[:, :-1] >= Status.OFF_COURSE.rank
    return follows
