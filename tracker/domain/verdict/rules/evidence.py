"""What lies above what was expected, by the evidence that was weighed: each a channel, or NONE."""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.departures import KINDS, Departure
from tracker.domain.course.diaries import BoolArray, Diaries, IntArray
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.course.suspicion import Suspicion
from tracker.domain.verdict.rules.plain import NONE, TURNING

# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11;
# docs/decisions/0021).
FAR_POINTS = 5.0
FAR = {
    Channel.REDNESS: 10.0,
    Channel.SWELLING: 4.5,
    Channel.ITCHING: 9.0,
    Channel.PAIN: 9.0,
    Channel.DRYNESS: 9.0,
}
"""Spreads above what was expected from which one symptom alone is off course; it also needs
FAR_POINTS. Redness, itching and dryness flare for many reasons, and a finger slips."""
BEYOND = {
    Channel.REDNESS: 8.6,
    Channel.SWELLING: 4.7,
    Channel.ITCHING: 6.6,
    Channel.PAIN: 5.5,
    Channel.DRYNESS: 7.4,
}
"""Spreads from which one symptom alone is a watch: beyond the 99th centile of real, heavy-tailed
ratings."""
TOGETHER_POINTS, TOGETHER_SPREADS = 2.2, 1.2
"""Two of redness, swelling and pain that rose so far above what was expected are off course that
day."""
BESIDE_POINTS, BESIDE_RISEN = 2.0, 3
"""Points of two of them of which only one has risen, and by how many."""
SLOW_FROM_DAY = 3

_REDNESS, _SWELLING, _PAIN = TURNING


def settling(diaries: Diaries, suspicion: Suspicion, *, is_alarm: bool) -> IntArray:
    """Return redness that is much for its day for longer than a flush on the first days."""
    seen = []
    for departure in (Departure.MUCH_REDNESS, Departure.SLOW):
        kind = KINDS[departure]
        seen.append(seen_in(suspicion, departure, kind.alarm if is_alarm else kind.watch))
    return np.where(diaries.day >= SLOW_FROM_DAY, np.maximum(*seen), np.int8(NONE))


def seen_in(suspicion: Suspicion, departure: Departure, required: float | FloatArray) -> IntArray:
    """Return the leading channel of a departure where its evidence suffices."""
    evidence = suspicion.evidence[departure]
    return np.where(evidence.total >= required, evidence.channel, np.int8(NONE))


def two_together(suspicion: Suspicion, grown: IntArray) -> IntArray:
    """Fire on two of redness, swelling and pain that lie clearly above what was expected.

    Both have risen, or one of them much while the other does not fall as it should.
    """
    spreads: dict[Channel, float] = {one: TOGETHER_SPREADS for one in DIARY_CHANNELS}
    points = grown[:, :, TURNING]
    rose = alone(suspicion, spreads, TOGETHER_POINTS)[:, :, TURNING] & (points > 0)
    beside = alone(suspicion, spreads, BESIDE_POINTS)[:, :, TURNING]
    leads = beside & (points >= BESIDE_RISEN)
    fired = (rose.sum(axis=2) >= 2) | ((beside.sum(axis=2) >= 2) & leads.any(axis=2))
    leads |= rose
    leading = np.where(leads[:, :, 2], _PAIN, np.where(leads[:, :, 1], _SWELLING, _REDNESS))
    return fired_on(fired, leading)


def alone(suspicion: Suspicion, spreads: dict[Channel, float], points: float) -> BoolArray:
    """Return (N, E, C) where one symptom lies so far above what was expected."""
    return np.stack(
        [
            (suspicion.surprise[channel] >= spreads[channel]) & (suspicion.above[channel] >= points)
            for channel in DIARY_CHANNELS
        ],
        axis=2,
    )


def fired_on(fired: BoolArray, channel: int | npt.NDArray[np.intp]) -> IntArray:
    """Return the channel (N, E) where a rule has fired, NONE elsewhere."""
    return np.where(fired, channel, NONE).astype(np.int8)


def photo_alarm(diaries: Diaries, suspicion: Suspicion) -> IntArray:
    """Fire on redness of the face in photos beyond their error.

    They share the photo from before, so many within it tell no more than one.
    """
    photo = seen_in(suspicion, Departure.PHOTO, KINDS[Departure.PHOTO].alarm)
    return np.where(diaries.photo > diaries.photo_too_high, photo, np.int8(NONE))
