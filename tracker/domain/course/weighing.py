"""Weigh the entries of recoveries for every kind of departure.

Only where evidence may suffice for a status at all: what lies so many spreads above what was
expected can say no more than it would for just the least departure that it is.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.departures import (
    BEYOND_FULL,
    EXPLAINED_CAP,
    FREEDOM,
    KINDS,
    NEARLY,
    Against,
    BoolArray,
    Departure,
    Evidence,
    IntArray,
    Kind,
    Shift,
    evidence_above,
)
from tracker.domain.course.diaries import Diaries
from tracker.domain.course.earlier import risen
from tracker.domain.course.expectation import Followed
from tracker.domain.course.explanations import explained
from tracker.domain.course.reference import Channel

_CHANNELS = tuple(Channel)


class Compared(NamedTuple):
    """Entries against what was expected of them, (E, C, N)."""

    surprise: FloatArray
    """By how many spreads an entry lies above; not-a-number where nothing was entered."""
    sd: FloatArray
    """The spread; points, in photos EI."""


def compare(followed: Followed) -> dict[Against, Compared]:
    """Return the entries of N recoveries against all that may be expected of them."""
    expected = {
        Against.OWN: followed.own,
        Against.DAY_0: followed.first,
        Against.OTHERS: followed.usual,
    }
    return {
        against: Compared((followed.least[:, : one.mean.shape[1]] - one.mean) / one.sd, one.sd)
        for against, one in expected.items()
    }


def weigh(diaries: Diaries, compared: Mapping[Against, Compared]) -> dict[Departure, Evidence]:
    """Weigh the entries of N recoveries for every kind of departure.

    In most recoveries no evidence can suffice for a status, whatever else is weighed: theirs is
    given as nothing, as is that of entries which cannot speak for a kind.
    """
    grown = np.maximum(risen(diaries).transpose(1, 2, 0), 0)
    is_explained = explained(diaries)
    return {
        departure: _evidence(kind, compared[kind.against], diaries, grown, is_explained)
        for departure, kind in KINDS.items()
    }


def _evidence(
    kind: Kind, compared: Compared, diaries: Diaries, grown: IntArray, is_explained: BoolArray
) -> Evidence:
    """Weigh the entries of N recoveries for one kind, where it may suffice."""
    can, day = _can_count(kind, compared, diaries, grown), diaries.day.T
    total, leading = np.zeros(can.shape, np.float32), np.zeros(can.shape, np.int8)
    rows = np.flatnonzero(can.any(axis=0))
    if len(rows):
        rows = rows[may_suffice(kind, compared.surprise, day, can, rows)]
    if len(rows):
        said, leading[:, rows] = _weigh(kind, compared, is_explained, rows)
        counts = can[:, rows] & (said > 0)
        total[:, rows] = np.where(counts, _leaky_sum(kind, said, day[:, rows]), 0)
    return Evidence(total.T, leading.T)


def may_suffice(
    kind: Kind, surprise: FloatArray, day: npt.NDArray[np.int16], can: BoolArray, rows: Indices
) -> BoolArray:
    """Return in which of some recoveries the evidence for a kind may come to what a status asks.

    `can` says which entries (E, N) may speak for it.
    """
    most = np.zeros((len(day), len(rows)), np.float32)
    for place, shift in _shifts(kind, surprise).items():
        part = _blunted(kind, _most_evidence(surprise[:, place, rows]))
        most += np.float32(shift.weight) * part
    least = np.float32(NEARLY * min(kind.alarm, kind.watch))
    suffices = _leaky_sum(kind, most, day[:, rows]) >= least
    return np.asarray((suffices & can[:, rows]).any(axis=0))


def _most_evidence(surprise: FloatArray) -> FloatArray:
    """Return the most that something so many spreads above can say, for any least departure."""
    squares = np.fmax(surprise, 0)
    squares *= squares
    squares *= np.float32(1 / FREEDOM)
    squares += 1
    return np.asarray(np.float32((FREEDOM + 1) / 2) * np.log(squares, out=squares))


def _weigh(
    kind: Kind, compared: Compared, is_explained: BoolArray, rows: Indices
) -> tuple[FloatArray, IntArray]:
    """Return what each entry of some recoveries says for a kind, and which channel says most."""
    parts = []
    known = _shifts(kind, compared.surprise)
    for place, shift in known.items():
        least = np.float32(shift.least) / compared.sd[:, place, rows]
        part = evidence_above(compared.surprise[:, place, rows], least)
        np.copyto(part, 0, where=np.isnan(part))
        np.minimum(part, np.float32(EXPLAINED_CAP), out=part, where=is_explained[:, place, rows])
        part = _blunted(kind, part)
        part *= np.float32(shift.weight)
        parts.append(part)
    today = np.sum(parts, axis=0)
    places = np.array(list(known), np.int8)
    leading = places[np.argmax(parts, axis=0)] if len(parts) > 1 else np.full(today.shape, places)
    return today, leading


def _blunted(kind: Kind, evidence: FloatArray) -> FloatArray:
    """Return the evidence of one symptom on one day, of which little counts beyond `full`."""
    beyond = evidence - np.float32(kind.full)
    np.maximum(beyond, 0, out=beyond)
    beyond *= np.float32(1 - BEYOND_FULL)
    return np.asarray(np.subtract(evidence, beyond, out=beyond))


def _shifts(kind: Kind, surprises: FloatArray) -> dict[int, Shift]:
    """Return a kind's shifts by the place of their channel, of those that anybody entered."""
    by_place = {_CHANNELS.index(channel): shift for channel, shift in kind.shifts.items()}
    return {place: shift for place, shift in by_place.items() if place < surprises.shape[1]}


def _can_count(kind: Kind, compared: Compared, diaries: Diaries, grown: IntArray) -> BoolArray:
    """Return (E, N) whether an entry itself may speak for a kind.

    What departs from a person's own course has to have risen; what lies nearer to what was
    expected than to the least departure speaks against it.
    """
    speaks, shifts = np.zeros(diaries.day.shape[::-1], np.bool_), _shifts(kind, compared.surprise)
    if shifts and kind.against is Against.OWN:
        return np.asarray(_has_risen(kind, grown) & _is_felt(kind, diaries))
    for place, shift in shifts.items():
        speaks |= compared.surprise[:, place] * compared.sd[:, place] * 2 > np.float32(
            shift.least * NEARLY
        )
    return speaks


def _has_risen(kind: Kind, grown: IntArray) -> BoolArray:
    """Return (E, N) whether a kind's symptoms stand far enough above their lowest before."""
    places = [_CHANNELS.index(one) for one in kind.shifts if one is not Channel.PHOTO_REDNESS]
    if not places:
        return np.ones((grown.shape[0], grown.shape[2]), np.bool_)
    return np.asarray(grown[:, places].sum(axis=1, dtype=np.int8) >= kind.risen)


def _is_felt(kind: Kind, diaries: Diaries) -> BoolArray:
    """Return (E, N) whether a kind's first symptom is rated high enough to speak of it."""
    if not kind.felt:
        return np.ones(diaries.day.shape[::-1], np.bool_)
    rated = diaries.rating(next(iter(kind.shifts))).T
    return np.asarray(rated >= kind.felt)


def _leaky_sum(kind: Kind, today: FloatArray, day: npt.NDArray[np.int16]) -> FloatArray:
    """Return (E, N) each entry's evidence with what is left of the entries before."""
    kept, before = np.float32(kind.kept), np.zeros(today.shape[1], np.float32)
    for entry, on_day in enumerate(day):
        counts = on_day >= kind.first_day
        total = np.where(counts, kept * before + today[entry], 0)
        before = np.where(counts, np.maximum(total, 0), before)
        today[entry] = total
    return today
