"""What stays until something ends it: a sign's advice until its outcome, off course until calm.

What has not fallen is no calmer for having become expected: what this recovery has stood at for
long can end an alarm, and leaves a watch that asks about it. Who "did not go" has said what came of
the advice, but nobody has looked at it: the advice stands until somebody has. No new session ends
it either: what its needles leave looks like what was to be looked at.
"""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import (
    MISSING,
    NOT_SEEN,
    SEEN,
    BitArray,
    BoolArray,
    Diaries,
    IntArray,
    by_recovery,
    flag_status_rank,
)
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import SETTLED
from tracker.domain.records.status import Status
from tracker.domain.verdict.rules.plain import NONE, still_above
from tracker.domain.verdict.verdicts import Opened, Verdicts, nothing_open

_PATTERNS = tuple(Pattern)
_TROUBLED = [DIARY_CHANNELS.index(one) for one in (Channel.SWELLING, Channel.PAIN)]


def hold(
    found: Verdicts,
    diaries: Diaries,
    high: npt.NDArray[np.float32],
    *,
    known: npt.NDArray[np.float32],
    begin: Opened | None = None,
) -> Opened:
    """Raise entries to their red flags and to what earlier entries still ask for.

    Parameters
    ----------
    found : Verdicts
        Raised in place.
    diaries : Diaries
        The recoveries.
    high : (N, E, C) array
        The upper end of the usual range.
    known : (N, E, C) array
        The same, as far as it was known before this recovery.
    begin : Opened, optional
        What the same skin's recovery before has left open.

    Returns
    -------
    Opened
        What these recoveries leave open.
    """
    said_yes = _rank_of(diaries.yes)
    flagged = np.maximum(diaries.flag_rank, said_yes)
    # What of an entry is open after it: an outcome settles all but what was entered since.
    settles = diaries.outcome == SEEN
    opens = np.where(settles, _rank_of(diaries.since), flagged)
    opens = (opens * (opens >= Status.OFF_COURSE.rank)).astype(np.int8)
    is_back = _is_back(diaries, high)
    higher = still_above(diaries, high, known)
    begin = begin or nothing_open(len(diaries.day))
    advised, rated = begin.advised, begin.rated
    unseen = np.zeros(len(diaries.day), np.bool_)
    off, watch, urgent = Status.OFF_COURSE.rank, Status.WATCH.rank, np.int8(Status.URGENT.rank)
    before, left = np.zeros(len(diaries.day), np.int8), rated
    for entry in range(diaries.day.shape[1]):
        outcome, is_seen = diaries.outcome[:, entry], settles[:, entry]
        unseen = (unseen & ~is_seen) | (outcome == NOT_SEEN)
        advised = np.where(is_seen, np.int8(0), advised)
        rated = np.where(is_seen | _is_calm(diaries, entry), np.int8(0), rated)
        present = diaries.day[:, entry] >= 0
        _raise(found, entry, Pattern.SIGN_YES, said_yes[:, entry], at_least=True)
        _raise(found, entry, Pattern.RED_FLAG, diaries.flag_rank[:, entry], at_least=True)
        _raise(found, entry, Pattern.EMERGENCY_OPEN, np.maximum(advised, rated) * present)
        stays = present & (before >= watch) & (higher[:, entry] != NONE)
        _raise(found, entry, Pattern.STILL_ABOVE, watch * stays, channel=higher[:, entry])
        _raise(found, entry, Pattern.NOT_SEEN, off * (present & unseen))
        held = (before >= off) & present
        _raise(found, entry, Pattern.NOT_BACK_YET, off * (held & ~is_back[:, entry]))
        _raise(found, entry, Pattern.AFTER_OFF_COURSE, watch * held)
        advised = np.maximum(advised, opens[:, entry]).astype(np.int8)
        before = found.rank[:, entry]
        last = np.where((before >= urgent) & ~is_seen, urgent, np.int8(0))
        left = np.where(present, last, left)
    return Opened(advised, left)


def sign_left_unread(diaries: Diaries) -> BoolArray:
    """Return (N, E) where a red flag that could not be read has not been answered since.

    It may be any of them, so it holds as an urgent one does, as a watch: until its outcome is said.
    """
    is_seen = diaries.outcome == SEEN
    left = diaries.is_sign_unreadable & ~is_seen
    for entry in range(1, left.shape[1]):
        left[:, entry] |= left[:, entry - 1] & ~is_seen[:, entry]
    return np.asarray(left & diaries.present)


def _raise(
    found: Verdicts,
    entry: int,
    pattern: Pattern,
    rank: IntArray,
    *,
    at_least: bool = False,
    channel: IntArray | None = None,
) -> None:
    """Raise an entry to a rank, 0 for not at all; `at_least` names the pattern at equal rank."""
    before = found.rank[:, entry]
    higher = (rank > 0) & ((rank >= before) if at_least else (rank > before))
    found.rank[higher, entry] = rank[higher]
    found.pattern[higher, entry] = _PATTERNS.index(pattern)
    found.channel[higher, entry] = NONE if channel is None else channel[higher]


def _rank_of(signs: BitArray) -> IntArray:
    """Return (N, E) the rank that signs ask for at least."""
    rank = by_recovery(signs.shape, 0, np.int8)
    if signs.any():
        for place, flag in enumerate(RedFlag):
            said = (signs & (1 << place)) != 0
            np.maximum(rank, said * np.int8(flag_status_rank(frozenset({flag}))), out=rank)
    return rank


def _is_calm(diaries: Diaries, entry: int) -> BoolArray:
    """Return (N,) whether neither pain nor swelling is left, whatever the needles leave of red."""
    ratings = diaries.ratings[:, entry][:, _TROUBLED]
    return np.asarray(((ratings != MISSING) & (ratings <= SETTLED)).all(axis=1))


def _is_back(diaries: Diaries, high: npt.NDArray[np.float32]) -> BoolArray:
    """Return (N, E) whether every symptom rated so far is rated, and within its usual range."""
    known = diaries.ratings != MISSING
    was_rated = np.logical_or.accumulate(known, axis=1)
    within = known & (diaries.ratings <= np.maximum(high, 1))
    return np.asarray((within | ~was_rated).all(axis=2) & known.any(axis=2))
