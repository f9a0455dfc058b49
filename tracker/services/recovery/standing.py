"""How a client stands, kept in the transaction in which something of them changes."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta

from tracker import clock
from tracker.domain.clinic.acts import ActKind
from tracker.domain.clinic.standing import NEVER, Found, Standing, sign_of, stands_now
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.concern import UNDER_WAY_DAYS, areas_of
from tracker.domain.records.status import Status
from tracker.domain.verdict.method import method_of_verdicts
from tracker.said import parts_of
from tracker.services.recovery.book import Book, read_afresh
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Records, Store

_SPARK_DAYS = 14
"""Chosen: as many as a recovery is asked about."""
_WATCHED_DAYS = 7
"""Days for which a course that leans away stays open after the last entry. Chosen: by then either
the next entry has come, or silence says more than the old one."""
_LONG_OVER = date(1970, 1, 1)


def restate(records: Records, book: Book) -> Standing:
    """Keep how a client stands by the rules of now; what is unchanged keeps its version."""
    standings = records.standings
    before = standings.find_one(book.person.id, to_change=True) or standings.begin(book.person.id)
    after = _stands(records, book, before)
    if after != before:
        standings.keep(after)
    return after


def restate_anew(store: Store, records: Records, person_id: int) -> None:
    """Keep how a client stands after a change in the same transaction."""
    restate(records, read_afresh(store, records, person_id))


def is_stated(records: Records, book: Book) -> bool:
    """Tell whether it is kept how a client stands by the rules of now."""
    before = records.standings.find_one(book.person.id)
    return before is not None and _stands(records, book, before) == before


def find_standing(book: Book, today: date, closed_on: date | None = None) -> Found:
    """Return how a client stands on a day, of several open recoveries as in the worst.

    Parameters
    ----------
    closed_on : date or None
        The day on which somebody closed what was open then.
    """
    current = list(_current(book, today, closed_on))
    going_on = [one for one in current if _ends_on(one) >= today]
    worst = max(going_on or current[-1:], key=_severity, default=None)
    if worst is None:
        return _no_session()
    latest = worst.latest
    heard = max(one.procedure.diary_day for one in going_on or [worst])
    entered = [entry.day for one in going_on or [worst] for entry in one.entries.values()]
    return Found(
        urgency=Urgency.of(latest.status if latest else Status.ON_COURSE),
        procedure_id=worst.procedure.id,
        started_on=worst.procedure.diary_day,
        heard_on=max([heard, *entered]),
        ends_on=max(map(_ends_on, going_on or [worst])),
        others=max(len(going_on) - 1, 0),
        sign=sign_of(latest.pattern, latest.reason) if latest else "",
        reason=json.dumps(parts_of(latest.reason)) if latest else "",
        spark=_spark(worst),
        seen=_digest(book, worst),
        method=method_of_verdicts(),
    )


def _stands(records: Records, book: Book, before: Standing) -> Standing:
    last = records.standings.find_last_placing(book.person.id)
    is_closed = last is not None and last.kind is ActKind.CLOSE
    closed_on = last.at.astimezone().date() if last and is_closed else None
    found = find_standing(book, clock.today(book.person), closed_on)
    return stands_now(before, found, last, clock.now())


def _current(book: Book, today: date, closed_on: date | None) -> Iterator[RecoveryOverview]:
    """Yield the recoveries that are open, in time order.

    A later session of the same zones takes the place of the one before, but not of one that went
    off course: a session is no answer to it.
    """
    day = max([today, *(one.diary_day for one in book.procedures)])
    for one in book.recoveries:
        areas = areas_of(one.procedure)
        goes_on = any(one.procedure in book.sessions.going_on(area, day) for area in areas)
        if goes_on or _is_unanswered(one, closed_on):
            yield one


def _is_unanswered(overview: RecoveryOverview, closed_on: date | None) -> bool:
    """Tell whether a recovery was last off course, and nobody has closed that since."""
    latest = overview.latest
    if latest is None or latest.status.rank < Status.OFF_COURSE.rank:
        return False
    last = overview.procedure.diary_day + timedelta(latest.day)
    return closed_on is None or last > closed_on


def _ends_on(overview: RecoveryOverview) -> date:
    """Return the last day on which a recovery is open; drift is, until somebody closes it."""
    end = overview.procedure.diary_day + timedelta(UNDER_WAY_DAYS)
    latest = overview.latest
    if latest is None or latest.status is Status.ON_COURSE:
        return end
    if latest.status.rank >= Status.OFF_COURSE.rank:
        return NEVER
    last = overview.procedure.diary_day + timedelta(latest.day + _WATCHED_DAYS)
    return max(end, last)


def _severity(overview: RecoveryOverview) -> tuple[int, date]:
    rank = overview.latest.status.rank if overview.latest else 0
    return rank, overview.procedure.diary_day


def _spark(overview: RecoveryOverview) -> tuple[tuple[int, int], ...]:
    rated = ((day, entry.ratings.values()) for day, entry in overview.entries.items())
    highest = [(day, max(ratings)) for day, ratings in rated if ratings]
    return tuple(highest[-_SPARK_DAYS:])


def _digest(book: Book, worst: RecoveryOverview) -> str:
    """Return all that a click can be about as a digest: what is kept, and what it comes to.

    It says nothing of the day that it is: time alone is no news.
    """
    latest = worst.latest
    said = (latest.status.name, latest.pattern.name, latest.reason) if latest else ()
    content = (
        [(one.id, one.version) for one in book.entries],
        [(one.id, one.version) for one in book.procedures],
        sorted(one.id for one in book.photos),
        sorted(map(repr, (*book.changes, *book.ordinary))),
    )
    return hashlib.sha256(repr((said, content)).encode()).hexdigest()


def _no_session() -> Found:
    return Found(
        urgency=Urgency.CALM,
        procedure_id=None,
        started_on=None,
        heard_on=None,
        ends_on=_LONG_OVER,
        others=0,
        sign="",
        reason="",
        spark=(),
        seen="",
        method=method_of_verdicts(),
    )
