"""What stays until something ends it: urgent advice until its outcome, off course until calm.

What has not fallen is no calmer for having become expected: what this recovery has stood at for
long can end an alarm, and leaves a watch that asks about it. Who "did not go" has said what came of
the advice, but nobody has looked at it: their entries stay off course until somebody has.
"""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, BoolArray, Diaries, IntArray, flag_status_rank
from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.plain_rules import NONE, still_above
from tracker.domain.verdict.verdicts import Verdicts

_PATTERNS = tuple(Pattern)
# Source: the order of outcomes.
_SEEN, _NOT_SEEN = (1 + tuple(Outcome).index(one) for one in (Outcome.SEEN, Outcome.NOT_SEEN))


def hold(
    found: Verdicts,
    diaries: Diaries,
    high: npt.NDArray[np.float32],
    *,
    known: npt.NDArray[np.float32],
) -> None:
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
    """
    said_yes = _yes_rank(diaries)
    flagged = np.maximum(diaries.flag_rank, said_yes)
    is_back = _is_back(diaries, high)
    higher = still_above(diaries, high, known)
    advised = np.zeros(len(diaries.day), np.int8)
    unseen = np.zeros(len(diaries.day), np.bool_)
    off, watch = Status.OFF_COURSE.rank, Status.WATCH.rank
    before = np.zeros(len(diaries.day), np.int8)
    for entry in range(diaries.day.shape[1]):
        outcome = diaries.outcome[:, entry]
        unseen = (unseen & (outcome != _SEEN)) | (outcome == _NOT_SEEN)
        advised = np.where(outcome > 0, np.int8(0), advised)
        present = diaries.day[:, entry] >= 0
        _raise(found, entry, Pattern.SIGN_YES, said_yes[:, entry], at_least=True)
        _raise(found, entry, Pattern.RED_FLAG, diaries.flag_rank[:, entry], at_least=True)
        _raise(found, entry, Pattern.EMERGENCY_OPEN, advised * present)
        stays = (before >= watch) & (higher[:, entry] != NONE)
        _raise(found, entry, Pattern.STILL_ABOVE, watch * stays, channel=higher[:, entry])
        _raise(found, entry, Pattern.NOT_SEEN, off * (present & unseen))
        held = (before >= off) & present
        _raise(found, entry, Pattern.NOT_BACK_YET, off * (held & ~is_back[:, entry]))
        _raise(found, entry, Pattern.AFTER_OFF_COURSE, watch * held)
        urgent = flagged[:, entry] * (flagged[:, entry] >= Status.URGENT.rank)
        advised = np.maximum(advised, np.where(outcome > 0, 0, urgent)).astype(np.int8)
        before = found.rank[:, entry]


def sign_left_unread(diaries: Diaries) -> BoolArray:
    """Return (N, E) where a red flag that could not be read has not been answered since.

    It may be any of them, so it holds as an urgent one does, as a watch: until its outcome is said.
    """
    left = diaries.is_sign_unreadable & (diaries.outcome == 0)
    for entry in range(1, left.shape[1]):
        left[:, entry] |= left[:, entry - 1] & (diaries.outcome[:, entry] == 0)
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


def _yes_rank(diaries: Diaries) -> IntArray:
    """Return (N, E) the rank that signs answered with yes ask for at least."""
    rank = np.zeros(diaries.day.shape, np.int8)
    if diaries.yes.any():
        for place, flag in enumerate(RedFlag):
            said = (diaries.yes & (1 << place)) != 0
            np.maximum(rank, said * np.int8(flag_status_rank(frozenset({flag}))), out=rank)
    return rank


def _is_back(diaries: Diaries, high: npt.NDArray[np.float32]) -> BoolArray:
    """Return (N, E) whether every symptom rated so far is rated, and within its usual range."""
    known = diaries.ratings != MISSING
    was_rated = np.logical_or.accumulate(known, axis=1)
    within = known & (diaries.ratings <= np.maximum(high, 1))
    return np.asarray((within | ~was_rated).all(axis=2) & known.any(axis=2))
