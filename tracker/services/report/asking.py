"""A report that is asked for by names and numbers, as in a shell, and kept as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tracker.domain.records.kept import Person
from tracker.errors import InvalidEntry, NotFound, StoreUnavailable
from tracker.services.recovery.book import open_book
from tracker.services.report.choices import Paper, ReportChoices, Section
from tracker.services.report.page import write_page
from tracker.services.report.pdf import write_pdf
from tracker.services.report.writing import report_content
from tracker.store.disk.private import write_private
from tracker.store.repository import Store

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for; None where it was left open."""

    person: str | None = None
    session: int | None = None
    """Counted from 1, the first one."""
    photos: tuple[int, ...] = ()
    """Counted from 1 within the session, in time order."""
    language: str | None = None
    paper: str = Paper.A4.value
    questions: str = ""
    has_notes: bool = False
    shows_name: bool = True


def report_asked(store: Store, file: Path, asked: Asked) -> None:
    """Write a report to a new file, as PDF or HTML by its ending.

    Raises
    ------
    InvalidEntry, NotFound
        If the file exists or ends otherwise, or there is no such person, session or photo.
    StoreUnavailable
        If the file cannot be written.
    """
    _check_file(file)
    person = _person(store, asked.person)
    book = open_book(store, person.id)
    sessions = book.sessions.procedures
    session = _numbered(sessions, asked.session or len(sessions), "session")
    photos = book.recovery(session.id).photos
    sections = frozenset(Section) if asked.has_notes else frozenset(Section) - {Section.NOTES}
    choices = ReportChoices(
        language=asked.language or person.language,
        paper=Paper(asked.paper),
        sections=sections,
        photo_ids=tuple(_numbered(photos, one, "photo").id for one in asked.photos),
        questions=asked.questions,
        shows_name=asked.shows_name,
    )
    content = report_content(store, person.id, session.id, choices)
    is_page = file.suffix.lower() == ".html"
    _keep(file, write_page(content) if is_page else write_pdf(content, choices.paper))


def _check_file(file: Path) -> None:
    if file.suffix.lower() not in {".pdf", ".html"}:
        raise InvalidEntry(
            "{file} ends neither in .pdf nor in .html. Please choose such a name.", file=file
        )
    if file.exists():
        raise InvalidEntry("{file} exists already. Please choose a new name.", file=file)


def _person(store: Store, name: str | None) -> Person:
    with store.reading() as records:
        people = records.list_people()
    if name is None:
        followed = [one for one in people if one.followed_at] or list(people)
        if not followed:
            raise NotFound("Nobody is followed here yet, so there is nothing to report.")
        return max(followed, key=lambda one: one.followed_at.timestamp() if one.followed_at else 0)
    named = [one for one in people if one.name == name]
    if len(named) != 1:
        raise NotFound(
            "There are {count} people called {name}. Please give one of these names: {names}.",
            count=len(named),
            name=name,
            names=", ".join(one.name for one in people) or "none yet",
        )
    return named[0]


def _numbered(things: Sequence[T], number: int, what: str) -> T:
    if not 1 <= number <= len(things):
        raise NotFound(
            "There is no {what} {number}: there are {count}. Please choose another number.",
            what=what,
            number=number,
            count=len(things),
        )
    return things[number - 1]


def _keep(file: Path, content: bytes) -> None:
    try:
        write_private(file, content)
    except OSError as error:
        raise StoreUnavailable(
            "The report could not be written to {file} ({reason}). Please check the free space "
            "and that you may write there.",
            file=file,
            reason=error.strerror,
        ) from error
