"""Where ratings say what a red flag asks: the sign is asked back, and counts at its level.

A sign counts from the day and the size from which it means something. One such rating alone is
a question; with a second entry or another risen symptom it has the sign's level. "No" settles it.
Itching that was there from the first days on is a rash where it stays on a third entry; else it has
come since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.diaries import (
    MISSING,
    SEEN,
    BoolArray,
    Diaries,
    IntArray,
    bits_of,
    by_recovery,
    unknown,
)
from tracker.domain.course.earlier import (
    is_copied,
    is_worse,
    last_before,
    least_meant,
    lowest_before,
    risen,
)
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.verdict.rules.plain import NONE

# Chosen: by clinical judgement (docs/decisions/0021, 0023), then on simulated recoveries; no study
# has such limits.
PAIN, PAIN_FROM_DAY = 4, 3
SECOND_PAIN_FROM_DAY = 2
GROWN, GROWN_FROM_DAY = 3, 2
ITCHING, ITCHING_FROM_DAY = 4, 3
ITCHING_ABOVE_BAND, ITCHING_UNKNOWN = 2, 1.0
"""Points above the usual range, and how many more where that is hardly known (0067)."""
ALLERGY_SWELLING, ALLERGY_ITCHING = 7, 4
ALLERGY_ABOVE, ALLERGY_MOST = 2.5, 9
"""Points above the usual range that such a swelling also has, and from which any has."""
SUPPORTING = 3
"""Points by which another symptom has risen over its lowest, so that it supports a sign."""

# Chosen: as above.
STRONG = 6
"""A rating from which a second entry supports a sign, whatever was expected."""
UNEXPECTED = 1.5
"""Spreads above what was expected from which a sign stands without an answer."""

_FLAGS = tuple(RedFlag)
_REDNESS, _SWELLING, _ITCHING, _PAIN, _DRYNESS = range(len(DIARY_CHANNELS))
_STAYING = [_SWELLING, _PAIN]


@dataclass(frozen=True, eq=False)
class Claim:
    """What ratings say of one sign, (N, E)."""

    sign: RedFlag
    channel: int
    """Number of the channel whose rating says so."""
    stands: BoolArray
    """Whether a rating says it and it was not answered with no."""
    has_company: BoolArray
    """Whether another symptom has risen with it, too."""
    is_again: BoolArray
    """Whether an earlier entry said it, too."""
    is_beside: BoolArray
    """Whether another symptom lies far above its usual range, whatever was rated before."""


def claims(diaries: Diaries, high: FloatArray, ordinary: FloatArray) -> Iterator[Claim]:
    """Yield what the ratings of N recoveries say of each sign.

    Parameters
    ----------
    diaries : Diaries
        The recoveries.
    high : (N, E, C) array
        The upper end of the usual range.
    ordinary : (N, E, C) array
        What the skin rates on an ordinary day.
    """
    points = diaries.ratings - ordinary
    grown, day = risen(diaries), diaries.day
    # However high a level is said to be ordinary, pain that grew by so much is not that.
    grew = (diaries.ratings >= PAIN) & (risen(diaries, from_day=1) >= GROWN)
    hurts = ((points >= PAIN) | grew)[:, :, _PAIN]
    others = [_REDNESS, _SWELLING, _ITCHING]
    yield _claim(
        *(RedFlag.RISING_PAIN, _PAIN, diaries),
        hurts & (day >= PAIN_FROM_DAY),
        _any(grown[:, :, others] >= SUPPORTING),
        _earlier(hurts & (day >= SECOND_PAIN_FROM_DAY)),
        _any((diaries.ratings - high)[:, :, others] >= SUPPORTING),
    )
    swells = risen(diaries, from_day=1)[:, :, _SWELLING] >= GROWN
    swells &= day >= GROWN_FROM_DAY
    yield _claim(
        *(RedFlag.ONE_SIDED_SWELLING, _SWELLING, diaries),
        swells,
        _any(grown[:, :, [_REDNESS, _PAIN]] >= GROWN),
        _earlier(swells),
    )
    itches = points[:, :, _ITCHING] >= ITCHING
    much = high[:, :, _ITCHING] + ITCHING_ABOVE_BAND + ITCHING_UNKNOWN * unknown(diaries)
    itches &= diaries.ratings[:, :, _ITCHING] > much
    itches &= day >= ITCHING_FROM_DAY
    nothing = np.zeros(day.shape, np.bool_)
    came = risen(diaries, from_day=1)[:, :, _ITCHING] >= GROWN
    stays = (diaries.ratings >= last_before(diaries))[:, :, _ITCHING]
    stays &= _earlier(itches & _earlier(itches))
    again = _earlier(itches) & (came | stays)
    yield _claim(*(RedFlag.PERSISTENT_RASH, _ITCHING, diaries), itches, nothing, again)
    allergic = np.asarray(points[:, :, _SWELLING] >= ALLERGY_SWELLING)
    much = np.minimum(high[:, :, _SWELLING] + ALLERGY_ABOVE, ALLERGY_MOST)
    allergic &= diaries.ratings[:, :, _SWELLING] >= much
    allergic &= points[:, :, _ITCHING] >= ALLERGY_ITCHING
    sign = RedFlag.BREATHING_OR_FACE_SWELLING
    yield _claim(sign, _SWELLING, diaries, allergic, nothing, nothing)


def asked(said: Iterable[Claim], diaries: Diaries) -> IntArray:
    """Return the place (N, E) of the most urgent sign that stands unanswered; NONE for none."""
    most = by_recovery(diaries.day.shape, NONE, np.int8)
    for claim in said:
        place = np.int8(_FLAGS.index(claim.sign))
        is_open = claim.stands & (((diaries.yes | diaries.flags) & bits_of([claim.sign])) == 0)
        is_open &= (most == NONE) | (place < most)  # the order of signs is that of urgency
        np.copyto(most, place, where=is_open)
    return most


def findings(
    said: Iterable[Claim],
    diaries: Diaries,
    surprise: Mapping[Channel, FloatArray],
    pain_holds: BoolArray,
) -> Iterator[tuple[Pattern, IntArray]]:
    """Yield the pattern of each sign that ratings speak of, with its channel.

    Parameters
    ----------
    said : iterable of Claim
        As of `claims`.
    diaries : Diaries
    surprise : mapping of (N, E) arrays
        By how many spreads each rating lies above what was expected. What was high from the first
        day on and falls as expected is asked about, and no more unless answered with yes.
    pain_holds : (N, E) array
        Where strong pain does not fall: a second entry of it supports its sign, as expected as it
        may have become.
    """
    not_fallen = _has_not_fallen(diaries, _STAYING)
    for claim in said:
        nowhere, channel = np.int8(NONE), np.int8(claim.channel)
        supported = claim.stands & (claim.has_company | claim.is_again | claim.is_beside)
        strong = diaries.ratings[:, :, claim.channel] >= STRONG
        if claim.channel == _PAIN:
            strong |= pain_holds | _came_anew(diaries, _PAIN)
        if claim.channel in _STAYING:
            strong |= not_fallen[:, :, _STAYING.index(claim.channel)]
        strong &= claim.is_again
        strong |= claim.is_beside
        supported &= strong | (surprise[DIARY_CHANNELS[claim.channel]] >= UNEXPECTED)
        supported = _while_it_stays(supported, claim, diaries)
        if claim.sign in _SUPPORTED:
            yield _SUPPORTED[claim.sign], np.where(supported, channel, nowhere)
        alone = _ALONE.get(claim.sign, Pattern.SIGN_OPEN)
        yield alone, np.where(claim.stands, channel, nowhere)


_SUPPORTED = {
    RedFlag.RISING_PAIN: Pattern.SIGN_SUPPORTED,
    RedFlag.ONE_SIDED_SWELLING: Pattern.SIGN_SUPPORTED,
    RedFlag.PERSISTENT_RASH: Pattern.ITCH_CLIMBING,
}
"""What a sign comes to with a second entry or another risen symptom."""


_ALONE = {RedFlag.BREATHING_OR_FACE_SWELLING: Pattern.ALLERGY_LIKE}
"""What a sign comes to by itself where that is more than a question."""


def _claim(
    sign: RedFlag,
    channel: int,
    diaries: Diaries,
    said: BoolArray,
    has_company: BoolArray,
    is_again: BoolArray,
    is_beside: BoolArray | bool = False,
) -> Claim:
    stands = said & ((diaries.no & bits_of([sign])) == 0)
    return Claim(sign, channel, stands, has_company, is_again, stands & is_beside)


def _came_anew(diaries: Diaries, channel: int) -> BoolArray:
    """Return (N, E) where a rating has risen since its lowest and not fallen since the last one.

    No matter how low that was: who had no pain at all is as new to it. Who rates in fives is taken
    at the least that they may mean.
    """
    least = least_meant(diaries)[:, :, channel]
    rose = least >= lowest_before(diaries)[:, :, channel] + GROWN
    stays = (diaries.ratings >= last_before(diaries))[:, :, channel]
    return np.asarray(rose & stays)


def _has_not_fallen(diaries: Diaries, channels: Sequence[int]) -> BoolArray:
    """Return (N, E, len(channels)) where a rating stands no lower than the last, both of a sign.

    A day that is no worse than the one before may be copied from it, and counts with the next one,
    or with the one after that. Who rates in fives is taken at the least that they may mean.
    """
    rated, last, least = (
        one[:, :, channels] for one in (diaries.ratings, last_before(diaries), least_meant(diaries))
    )
    stays = (rated >= last) & (last >= PAIN) & (least >= PAIN)
    again = np.zeros_like(stays)
    again[:, 1:] = (stays & ~is_copied(diaries)[:, :, None])[:, :-1]
    again[:, 2:] |= stays[:, 1:-1] & stays[:, :-2]
    return np.asarray(stays & (is_worse(diaries)[:, :, None] | again))


def _while_it_stays(supported: BoolArray, claim: Claim, diaries: Diaries) -> BoolArray:
    """Return (N, E) where a sign stands supported, or has since and its rating has not fallen.

    What has become expected only by staying is no calmer. A no, or a clinician's look, ends it.
    """
    rating, last = (one[:, :, claim.channel] for one in (diaries.ratings, last_before(diaries)))
    is_seen = diaries.outcome == SEEN
    stays = supported.copy()
    held = np.zeros(len(rating), np.bool_)
    for entry in range(rating.shape[1]):
        is_rated = rating[:, entry] != MISSING
        kept = claim.stands[:, entry] & (rating[:, entry] >= last[:, entry])
        held &= ~is_seen[:, entry] & (kept | ~is_rated)
        stays[:, entry] |= held & is_rated
        held |= supported[:, entry]
    return stays


def _any(fired: BoolArray) -> BoolArray:
    return np.asarray(fired.any(axis=2))


def _earlier(said: BoolArray) -> BoolArray:
    """Return where an earlier entry says it."""
    earlier = np.zeros_like(said)
    earlier[:, 1:] = np.logical_or.accumulate(said, axis=1)[:, :-1]
    return earlier
