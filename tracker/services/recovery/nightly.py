"""All that has no verdict yet is judged at once, person by person, so that no page has to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from analysis import Crew, CrewError, Lost, assemble
from tracker.config import Settings
from tracker.domain.records.kept import Person
from tracker.errors import ProcessEnded, UserError
from tracker.said import Said
from tracker.services.recovery.book import Book
from tracker.services.recovery.judgement import (
    Judgement,
    find_unjudged,
    judge,
    keep_missing_in,
    keep_missing_of,
)
from tracker.store.repository import Store

_DAYS_OF_A_TASK = 40
"""Chosen: judging so many days takes about as long as measuring a photo."""


@dataclass(frozen=True)
class JudgedPerson:
    """One step of the batch: a person whose days all have a verdict, or why they have none."""

    done: int
    total: int
    name: str
    verdicts: int = 0
    """How many days had none."""
    error: Said | None = None


def judge_everybody(store: Store) -> Iterator[JudgedPerson]:
    """Keep a verdict for every day that has none, and go on where one person cannot be judged.

    Each person is kept whole before the step is told, and what is kept is not judged again: a
    batch that was ended, however, is taken up by beginning it once more.
    """
    with store.reading() as records:
        people = records.list_people()
    for done, person in enumerate(people, start=1):
        try:
            kept = keep_missing_of(store, person.id)
            yield JudgedPerson(done, len(people), person.name, kept)
        except UserError as error:
            yield JudgedPerson(done, len(people), person.name, error=error.text)


def judge_many(store: Store, workers: int | None = None) -> Iterator[JudgedPerson]:
    """Do as `judge_everybody`, with a crew: it judges, this process keeps.

    Parameters
    ----------
    workers : int, optional
        Processes of this machine that share the work; see `analysis.assemble`.

    Raises
    ------
    ProcessEnded
        If a cluster cannot be used, or is gone. What was done until then is kept.
    """
    with store.reading() as records:
        people = records.list_people()
    number, wanted, days = count(1), list[Person](), 0
    for person in people:
        found = _look(store, person)
        if isinstance(found, Book):
            wanted.append(person)
            days += len(found.entries)
        else:
            yield JudgedPerson(next(number), len(people), person.name, error=found)
    try:
        with assemble(days // _DAYS_OF_A_TASK, workers=workers) as crew:
            for task, judged in crew.share(_judge, _tasks(store, wanted, crew)):
                yield _keep(store, task, judged, (next(number), len(people)))
    except CrewError as error:
        raise ProcessEnded(str(error)) from error


def _look(store: Store, person: Person) -> Book | Said | None:
    try:
        return find_unjudged(store, person.id)
    except UserError as error:
        return error.text


@dataclass(frozen=True)
class _Task:
    person: Person
    book: Book | None
    """Without the settings, which hold secrets; None where only this process can judge it."""


def _tasks(store: Store, people: list[Person], crew: Crew) -> Iterator[_Task]:
    # A table of one's own lies in the data folder, which other machines do not have.
    may_travel = crew.is_here or not any(store.settings.course_dir.glob("*.csv"))
    bare = Settings(store.settings.data_dir)
    for person in people:
        book = find_unjudged(store, person.id) if may_travel else None
        yield _Task(person, replace(book, settings=bare) if book else None)


def _judge(task: _Task) -> Judgement | Said | None:
    """Judge what is missing in a book: what a member of a crew does."""
    try:
        return judge(task.book, task.book.procedures) if task.book else None
    except UserError as error:
        return error.text


def _keep(
    store: Store, task: _Task, judged: Judgement | Said | Lost | None, step: tuple[int, int]
) -> JudgedPerson:
    name = task.person.name
    if isinstance(judged, Said):
        return JudgedPerson(*step, name, error=judged)
    try:
        if task.book is None or not isinstance(judged, Judgement):  # nobody could judge it there
            return JudgedPerson(*step, name, keep_missing_of(store, task.person.id))
        book = replace(task.book, settings=store.settings)
        return JudgedPerson(*step, name, keep_missing_in(store, book, judged))
    except UserError as error:
        return JudgedPerson(*step, name, error=error.text)
