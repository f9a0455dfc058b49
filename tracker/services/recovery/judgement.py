"""Verdicts that are kept: what was said of each day, and what was known then.

`judge` only looks; `keep` only writes. Between them stands a `Judgement`.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker import clock
from tracker.domain.records.kept import Photo, Procedure
from tracker.domain.records.shown import NewShownVerdict
from tracker.domain.verdict.assess import wording_of
from tracker.domain.verdict.method import method_of_verdicts
from tracker.errors import NotFound
from tracker.services.photos.keeping import delete_photo
from tracker.services.recovery.book import Book, learn_book, read_book
from tracker.services.recovery.overview import RecoveryOverview
from tracker.services.recovery.standing import is_stated, restate
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class Judgement:
    """What is to be said from now on, and the ids of what was said that no longer holds."""

    new: tuple[NewShownVerdict, ...] = ()
    gone: frozenset[int] = frozenset()


def judge(book: Book, concerned: Iterable[Procedure]) -> Judgement:
    """Judge some recoveries of a book, as it is or is about to be."""
    wanted = {procedure.id for procedure in concerned}
    overviews = (one for one in book.recoveries if one.procedure.id in wanted)
    return Judgement(tuple(verdict for one in overviews for verdict in new_verdicts(one)))


def judge_anew(book: Book, day: date, concerned: Collection[Procedure]) -> Judgement:
    """Judge a day of some recoveries in a book that something of that day is missing from.

    What was said of it and no longer rests on what is there goes; what is left of the day is judged
    where nothing that was said of it still holds.
    """
    wanted, gone = {one.id for one in concerned}, set[int]()
    for overview in book.recoveries:
        if overview.procedure.id in wanted:
            said = overview.said.get(overview.day_of(day))
            basis = said.basis if said else None
            gone |= {
                one.id for one in overview.shown if one.diary_day == day and one.basis != basis
            }
    left = judge(book.without_verdicts(gone), concerned)
    return replace(left, gone=frozenset(gone))


def keep(records: Records, book: Book, judgement: Judgement) -> None:
    """Write what was judged and how the client stands, and remember the book, as it is now."""
    records.drop_verdicts(judgement.gone)
    new = records.add_verdicts(judgement.new)
    book = book.without_verdicts(judgement.gone).with_verdicts(new)
    restate(records, book)
    learn_book(records, book)


def keep_verdicts_after(store: Store, procedure: Procedure) -> None:
    """Keep what is to be said of a recovery whose photos have changed."""
    with store.writing(person_id=procedure.person_id) as records:
        book = read_book(store, records, procedure.person_id)
        keep(records, book, judge(book, [procedure]))


def delete_photo_and_word(store: Store, procedure: Procedure, photo: Photo) -> None:
    """Delete a photo of a session for good, with what was said that rests on it."""
    delete_photo(store, photo.id)
    with store.writing(person_id=procedure.person_id) as records:
        book = read_book(store, records, procedure.person_id)
        keep(records, book, judge_anew(book, photo.diary_day, [procedure]))


def new_verdicts(overview: RecoveryOverview) -> Iterator[NewShownVerdict]:
    """Yield what is to be said of the days of which nothing was said yet that still holds."""
    if overview.said.keys() >= overview.bases.keys():
        return
    procedure = overview.procedure
    for verdict in overview.assessments:
        if verdict.day not in overview.said:
            yield NewShownVerdict(
                person_id=procedure.person_id,
                procedure_id=procedure.id,
                diary_day=procedure.diary_day + timedelta(days=verdict.day),
                day=verdict.day,
                status=verdict.status,
                pattern=verdict.pattern,
                reason=verdict.reason,
                reference_version=verdict.reference_version,
                assessed_at=clock.now(),
                basis=overview.bases[verdict.day],
                method=method_of_verdicts(),
                wording=wording_of(verdict),
            )


def keep_missing_verdicts(store: Store) -> int:
    """Keep a verdict for every day that has none, and return for how many.

    Entries from before verdicts were kept have none; a new version of the expected course would
    change what is said about them.
    """
    with store.reading() as records:
        people = records.list_people()
    return sum(keep_missing_of(store, person.id) for person in people)


def keep_missing_of(store: Store, person_id: int) -> int:
    """Keep what is missing of a person: a verdict for every day, and how they stand now.

    A transaction of its own: others can save between one person and the next. Whoever is gone has
    no days.

    Returns
    -------
    int
        For how many days.
    """
    book = find_unjudged(store, person_id)
    return 0 if book is None else keep_missing_in(store, book, None)


def find_unjudged(store: Store, person_id: int) -> Book | None:
    """Return the book of somebody of whom a verdict, or how they stand now, is missing."""
    with store.reading() as records:
        book = _book_of(store, records, person_id)
        return None if book is None or _is_whole(records, book) else book


def keep_missing_in(store: Store, book: Book, judgement: Judgement | None) -> int:
    """Keep what is missing in a book, in a transaction of its own; return for how many days.

    Parameters
    ----------
    judgement : Judgement, optional
        What somebody else found on the book. It holds if nothing was saved since.
    """
    with store.writing(person_id=book.person.id) as records:
        now = _book_of(store, records, book.person.id)
        if now is None:
            return 0
        if judgement is None or now != book:
            judgement = judge(now, now.procedures)
        new = records.add_verdicts(judgement.new)
        restate(records, now.with_verdicts(new))
        return len(new)


def _book_of(store: Store, records: Records, person_id: int) -> Book | None:
    with suppress(NotFound):
        return read_book(store, records, person_id)
    return None


def _is_whole(records: Records, book: Book) -> bool:
    is_judged = all(one.said.keys() >= one.bases.keys() for one in book.recoveries)
    return is_judged and is_stated(records, book)
