"""The guidance for a person: may the next session be, what to do today, what a course took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.guidance.aftercare import CareItem, care_on_day
from tracker.domain.guidance.outcomes import Checkpoint, SessionOutlay, check_schedule
from tracker.domain.guidance.pauses import (
    earliest_next,
    latest_course,
    recovery_end,
)
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import DiaryEntry, Procedure
from tracker.domain.records.scales import SETTLED, Symptom
from tracker.services.recovery.book import open_book
from tracker.store.repository import Store


@dataclass(frozen=True, kw_only=True)
class CareDay:
    """The care of one day after a session."""

    procedure: Procedure
    day: int
    """Days since the session."""
    peeling: bool
    """Whether the latest rating of dryness or flaking is above 1."""
    items: tuple[CareItem, ...]


@dataclass(frozen=True, kw_only=True)
class CourseOverview:
    """The latest course: its sessions in time order, and when to compare photos."""

    procedures: tuple[Procedure, ...]
    checkpoints: tuple[Checkpoint, ...]


def earliest_next_session(store: Store, person_id: int) -> date | None:
    """Return the first day on which a pause is over in any area; None without a session."""
    last = {
        area: procedure
        for procedure in open_book(store, person_id).sessions.procedures
        for area in areas_of(procedure)
    }
    return min(map(earliest_next, last.values()), default=None)


def care_of_day(store: Store, person_id: int, day: date) -> CareDay | None:
    """Return the care of a day; None before the first session."""
    book = open_book(store, person_id)
    procedure = book.sessions.latest(day)
    if procedure is None:
        return None
    number = (day - procedure.diary_day).days
    entries = book.readings[book.sessions.procedures.index(procedure)]
    peeling = _is_peeling(entries, number)
    items = care_on_day(procedure.started_at, day, peeling=peeling)
    return CareDay(procedure=procedure, day=number, peeling=peeling, items=items)


def latest_course_of(store: Store, person_id: int) -> CourseOverview | None:
    """Return the latest course of a person; None without a session."""
    course = latest_course(open_book(store, person_id).procedures)
    if not course:
        return None
    first, last = course[0].diary_day, course[-1].diary_day
    return CourseOverview(procedures=course, checkpoints=check_schedule(first, last))


def session_outlays(store: Store, person_id: int) -> tuple[SessionOutlay, ...]:
    """Return what each session of a person took, its recovery counted from the diary."""
    book = open_book(store, person_id)
    return tuple(map(_outlay, book.sessions.procedures, book.readings))


def _outlay(procedure: Procedure, entries: Mapping[int, DiaryEntry]) -> SessionOutlay:
    started_on = procedure.diary_day
    settled_on = recovery_end(entries.values(), started_on).settled_on
    ratings = [rating for entry in entries.values() for rating in entry.ratings.values()]
    return SessionOutlay(
        setting=procedure.setting,
        cost=procedure.cost,
        days_of_recovery=(settled_on - started_on).days if settled_on else None,
        worst_rating=max(ratings, default=None),
    )


def _is_peeling(entries: Mapping[int, DiaryEntry], until: int) -> bool:
    rated = [
        entries[day].ratings[Symptom.DRYNESS]
        for day in sorted(entries)
        if day <= until and Symptom.DRYNESS in entries[day].ratings
    ]
    return bool(rated) and rated[-1] > SETTLED
