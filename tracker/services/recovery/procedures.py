"""Sessions of needling: log, correct, list, delete."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from tracker import clock
from tracker.domain.records.concern import Timeline, going_with, looks_double, relabelled
from tracker.domain.records.days import diary_day, is_possible_by, utc_offset_min
from tracker.domain.records.kept import DiaryEntry, NewProcedure, Person, Photo, Procedure, id_of
from tracker.errors import InvalidEntry
from tracker.services.photos.album import is_on_wrong_side
from tracker.services.photos.rescoring import rescore_procedure
from tracker.services.recovery.book import Book, open_book, read_book
from tracker.services.recovery.drafts import day_of_form
from tracker.services.recovery.standing import restate_anew
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class Consequence:
    """What goes with a session."""

    entries: tuple[DiaryEntry, ...]
    """Those that no other recovery needs."""
    photos: tuple[Photo, ...]
    shared: int
    """How many other entries it reads, which stay."""

    @property
    def days(self) -> int:
        """How many diary days go."""
        return len({entry.day for entry in self.entries})


Session = TypeVar("Session", bound=NewProcedure)


def log_procedure(store: Store, procedure: NewProcedure) -> Procedure:
    """Keep a new session and return it with its id.

    Raises
    ------
    InvalidEntry
        If it lies in the future or at the very time of another session.
    """
    with store.writing(person_id=procedure.person_id) as records:
        logged = add_procedure(records, procedure)
        restate_anew(store, records, logged.person_id)
        return logged


def add_procedure(records: Records, procedure: NewProcedure) -> Procedure:
    """Keep a new session within a transaction; raise InvalidEntry as `log_procedure` does."""
    procedure = _dated(procedure, records.get_person(procedure.person_id))
    _check_past(procedure)
    _check_distinct(procedure, records.list_procedures(procedure.person_id))
    return records.add_procedure(procedure)


def find_double(book: Book, procedure: NewProcedure) -> Procedure | None:
    """Return the session that a new or corrected one seems to repeat; None if it is another one."""
    others = [one for one in book.procedures if one.id != id_of(procedure)]
    return looks_double(_dated(procedure, book.person), others)


def correct_procedure(store: Store, procedure: Procedure) -> Procedure:
    """Replace what is known of a session; entries follow it where its areas change.

    Raises
    ------
    InvalidEntry
        If it lies in the future, or if diary days or photos would be left on the wrong side of
        their session.
    """
    with store.writing(procedure_id=procedure.id) as records:
        earlier = records.get_procedure(procedure.id)
        procedure = _redated(procedure, earlier, records.get_person(earlier.person_id))
        if procedure.started_at != earlier.started_at:
            _check_past(procedure)
        sessions = Timeline(records.list_procedures(procedure.person_id))
        others = [other for other in sessions.procedures if other.id != procedure.id]
        _check_distinct(procedure, others)
        entries = records.list_entries(procedure.person_id)
        moved = [relabelled(entry, sessions, earlier, procedure) for entry in entries]
        _check_nothing_stranded(records, moved, sessions, Timeline([*others, procedure]), procedure)
        corrected = records.correct_procedure(procedure)
        for entry, before in zip(moved, entries, strict=True):
            if entry != before:
                records.save_entry(entry)
        restate_anew(store, records, procedure.person_id)
    if earlier.treated_zones != corrected.treated_zones:
        rescore_procedure(store, procedure.id)  # what was needled cannot be the reference
    return corrected


def get_procedure(store: Store, procedure_id: int) -> Procedure:
    """Return a session, or raise NotFound."""
    with store.reading() as records:
        return records.get_procedure(procedure_id)


def list_procedures(store: Store, person_id: int) -> tuple[Procedure, ...]:
    """Return a person's sessions, the latest first."""
    return open_book(store, person_id).procedures[::-1]


def goes_with(book: Book, procedure: Procedure) -> Consequence:
    """Return what deleting a session would take with it, and what stays."""
    going = going_with(book.entries, book.sessions, procedure)
    read = [entry for entry in book.entries if procedure in book.sessions.readers(entry)]
    photos = book.photos_by_procedure.get(procedure.id, ())
    return Consequence(tuple(going), photos, len(read) - len(going))


def delete_procedure(store: Store, procedure_id: int) -> None:
    """Delete a session with its photos and the entries that no other recovery needs."""
    with store.writing(procedure_id=procedure_id) as records:
        procedure = records.get_procedure(procedure_id)
        book = read_book(store, records, procedure.person_id)
        for entry in goes_with(book, procedure).entries:
            records.delete_entry(entry)
        _keep_areas(records, book, procedure)
        _drop_drafts(records, book, procedure)
        records.delete_procedure(procedure_id)
        restate_anew(store, records, procedure.person_id)


def _keep_areas(records: Records, book: Book, leaving: Procedure) -> None:
    """Write down what the entries that stay are about, where only the session told it."""
    going = goes_with(book, leaving).entries
    for entry in book.entries:
        if not entry.areas and entry not in going:
            records.save_entry(replace(entry, areas=book.sessions.areas_about(entry)))


def _drop_drafts(records: Records, book: Book, leaving: Procedure) -> None:
    """Drop what was typed about days on which nothing else is asked."""
    for form in records.list_drafts(leaving.person_id):
        day = day_of_form(form)
        if day is not None and book.sessions.asked(day) == [leaving]:
            records.drop_drafts(leaving.person_id, [form])


def procedure_of_day(procedures: Sequence[Procedure], day: date) -> Procedure | None:
    """Return the latest of a person's sessions on or before the day."""
    return Timeline(procedures).latest(day)


def _dated(procedure: Session, person: Person) -> Session:
    """Return a session with the zone of its clock and its diary day."""
    offset = procedure.utc_offset_min
    return replace(
        procedure,
        utc_offset_min=utc_offset_min(procedure.started_at) if offset is None else offset,
        diary_day=diary_day(procedure.started_at, person.day_ends_hour),
    )


def _redated(procedure: Procedure, earlier: Procedure, person: Person) -> Procedure:
    """Return a corrected session; an unchanged time stays on the day that it was."""
    if procedure.started_at != earlier.started_at:
        return _dated(replace(procedure, utc_offset_min=None), person)
    return replace(procedure, utc_offset_min=earlier.utc_offset_min, diary_day=earlier.diary_day)


def _check_past(procedure: NewProcedure) -> None:
    if not is_possible_by(procedure.started_at, clock.now()):
        raise InvalidEntry("This session lies in the future. Please check its date and time.")


def _check_distinct(procedure: NewProcedure, others: Sequence[Procedure]) -> None:
    if any(other.started_at == procedure.started_at for other in others):
        raise InvalidEntry(
            "There is already a session at that date and time. Please correct that one instead."
        )


def _check_nothing_stranded(
    records: Records,
    entries: Sequence[DiaryEntry],
    before: Timeline,
    after: Timeline,
    procedure: Procedure,
) -> None:
    for entry in entries:
        about = replace(entry, areas=before.areas_about(entry))
        if after.latest(entry.day) is None:
            raise InvalidEntry(
                "The diary has an entry for {day}, which would lie before the first "
                "session. Please choose that day or an earlier one.",
                day=entry.day,
            )
        if before.readers(entry) and not after.readers(about):
            raise InvalidEntry(
                "The diary has an entry for {day} that is about an area of this session; "
                "it would no longer belong to any. Please keep the area and the day.",
                day=entry.day,
            )
    for photo in records.list_photos(procedure.id):
        if is_on_wrong_side(photo, procedure):
            raise InvalidEntry(
                "A photo of this session is dated {day}, which would lie on the wrong "
                "side of the session. Please choose another date.",
                day=photo.diary_day,
            )
