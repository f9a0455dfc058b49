"""Verdicts that are kept: what was said of each day, and what was known then."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tracker import clock
from tracker.domain.records.kept import Procedure
from tracker.domain.records.shown import ShownVerdict
from tracker.domain.verdict.assess import wording_of
from tracker.domain.verdict.method import method_of_verdicts
from tracker.services.recovery.book import Book, read_book, read_people
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Records, Store


def keep_verdicts(records: Records, book: Book, concerned: Iterable[Procedure]) -> Book:
    """Judge some recoveries of a book as it is now; keep what is new, and return the new book."""
    wanted = {procedure.id for procedure in concerned}
    new = [
        verdict
        for overview in book.recoveries
        if overview.procedure.id in wanted
        for verdict in new_verdicts(overview)
    ]
    return book.with_verdicts(records.add_verdicts(new))


def new_verdicts(overview: RecoveryOverview) -> Iterator[ShownVerdict]:
    """Yield what is to be said of the days of which nothing was said yet that still holds."""
    if overview.said.keys() >= overview.bases.keys():
        return
    procedure = overview.procedure
    assert procedure.id is not None
    for verdict in overview.assessments:
        if verdict.day not in overview.said:
            yield ShownVerdict(
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
    with store.writing() as records:
        before = after = 0
        for person in read_people(records):
            book = read_book(store, records, person.id or 0)
            kept = keep_verdicts(records, book, book.procedures)
            before, after = before + len(book.verdicts), after + len(kept.verdicts)
    return after - before
