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

    def rows(self, chosen: Indices) -> "Compared":
        """Return some of the recoveries."""
        return Compared(self.surprise[..., chosen], self.sd[..., chosen])


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
    may = may_suffice(diaries, compared, grown)
    rows = np.flatnonzero(may.any(axis=0))
    shape = (len(KINDS), *diaries.day.shape[::-1])
    totals, leading = np.zeros(shape, np.float32), np.zeros(shape, np.int8)
    if len(rows):
        some = {against: one.rows(rows) for against, one in compared.items()}
        totals[..., rows], leading[..., rows] = _weigh_where(
            may[:, rows], diaries.rows(rows), some, grown[..., rows]
        )
    return {one: Evidence(totals[n].T, leading[n].T) for n, one in enumerate(KINDS)}


def may_suffice(
    diaries: Diaries, compared: Mapping[Against, Compared], grown: IntArray
) -> BoolArray:
    """Return (K, N) in which recoveries the evidence for a kind may come to what a status asks."""
    most = {against: _most_evidence(one.surprise) for against, one in compared.items()}
    today = np.zeros((len(KINDS), *diaries.day.shape[::-1]), np.float32)
    for number, kind in enumerate(KINDS.values()):
        for place, shift in _shifts(kind, most[kind.against]).items():
            today[number] += np.float32(shift.weight) * _blunted(kind, most[kind.against][:, place])
    least = np.array([NEARLY * min(kind.alarm, kind.watch) for kind in KINDS.values()], np.float32)
    suffices = _leaky_sums(today, diaries.day.T) >= least[:, None, None]
    for number, kind in enumerate(KINDS.values()):
        if kind.against is Against.OWN:
            suffices[number] &= _has_risen(kind, grown) & _is_felt(kind, diaries)
    return np.asarray(suffices.any(axis=1))


def _most_evidence(surprise: FloatArray) -> FloatArray:
    """Return the most that something so many spreads above can say, for any least departure."""
    squares = np.fmax(surprise, 0)
    squares *= squares
    squares *= np.float32(1 / FREEDOM)
    squares += 1
    return np.asarray(np.float32((FREEDOM + 1) / 2) * np.log(squares, out=squares))


def _weigh_where(
    may: BoolArray, diaries: Diaries, compared: Mapping[Against, Compared], grown: IntArray
) -> tuple[FloatArray, IntArray]:
    """Return evidence and leading channel (K, E, N) of each kind, where it `may` suffice."""
    caps = np.where(explained(diaries), np.float32(EXPLAINED_CAP), np.float32(np.inf))
    today = np.zeros((len(KINDS), *diaries.day.shape[::-1]), np.float32)
    leading, counts = np.zeros(today.shape, np.int8), np.zeros(today.shape, np.bool_)
    for number, kind in enumerate(KINDS.values()):
        rows = np.flatnonzero(may[number])
        if len(rows):
            one = compared[kind.against]
            can = _can_count(kind, one, diaries, grown)[:, rows]
            said, leading[number][:, rows] = _weigh(kind, one.rows(rows), caps[..., rows])
            today[number][:, rows] = said
            counts[number][:, rows] = can & (said > 0)
    return np.where(counts, _leaky_sums(today, diaries.day.T), 0), leading


def _weigh(kind: Kind, compared: Compared, caps: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return what each entry says for a kind (E, N), and which channel says most."""
    parts = []
    known = _shifts(kind, compared.surprise)
    for place, shift in known.items():
        least = np.float32(shift.least) / compared.sd[:, place]
        part = evidence_above(compared.surprise[:, place], least)
        np.copyto(part, 0, where=np.isnan(part))
        np.minimum(part, caps[:, place], out=part)
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


def _leaky_sums(today: FloatArray, day: npt.NDArray[np.int16]) -> FloatArray:
    """Return (K, E, N) each entry's evidence with what is left of the entries before."""
    kept = np.array([[kind.kept] for kind in KINDS.values()], np.float32)
    first_day = np.array([[kind.first_day] for kind in KINDS.values()], np.int16)
    before = np.zeros((today.shape[0], today.shape[2]), np.float32)
    for entry in range(today.shape[1]):
        counts = day[entry] >= first_day
        total = np.where(counts, kept * before + today[:, entry], 0)
        before = np.where(counts, np.maximum(total, 0), before)
        today[:, entry] = total
    return today
