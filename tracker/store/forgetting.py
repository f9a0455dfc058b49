"""Deleting deletes: nothing of it stays in the file's unused places or in copies.

Overwriting what is deleted is not enough: when SQLite moves rows between pages it leaves their
old bytes behind, so that the file is written anew without its unused places.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from tracker.errors import StoreUnavailable
from tracker.store.backend import DRIVER_ERRORS, PLAIN, Backend
from tracker.store.disk.copies import remove_copies
from tracker.store.disk.private import write_private
from tracker.store.faults import said_to_people
from tracker.store.tables import Base

# What is measured, counted or ticked changes often and holds no word and no picture of anybody.
# A draft goes because its words are kept as an entry, or with what it belongs to.
_WITHOUT_WORDS = frozenset(
    {
        *("area_flags", "area_ratings", "assessments", "care_ticks", "common_spots", "drafts"),
        *("earlier_measurements", "measurements", "ordinary_levels", "outcomes"),
        *("planned_zones", "ratings"),
        *("readiness_ticks", "red_flags", "sign_answers", "special_events", "treated_zones"),
    }
)


def note_changes(
    session: Session, check: Callable[[Iterable[Base]], None]
) -> tuple[set[str], set[str]]:
    """Return two sets that the names of tables come into: of all changes, and of deletions.

    Deletions count where words or pictures are kept. Rows are checked as they are written.
    """
    changed: set[str] = set()
    deleted: set[str] = set()

    @event.listens_for(session, "after_flush")
    def _note_rows(flushed: Session, _context: UOWTransaction) -> None:
        check((*flushed.new, *flushed.dirty, *flushed.deleted))
        gone = {row.__tablename__ for row in flushed.deleted}
        changed.update(gone, (row.__tablename__ for row in (*flushed.new, *flushed.dirty)))
        deleted.update(_with_words(gone))

    @event.listens_for(session, "do_orm_execute")
    def _note_statement(state: ORMExecuteState) -> None:
        if state.bind_mapper is None or state.is_select:
            return
        table = str(state.bind_mapper.local_table)
        changed.add(table)
        if state.is_delete:
            deleted.update(_with_words({table}))

    return changed, deleted


def promise_to_forget(path: Path) -> None:
    """Note on the disk that something is about to be deleted: the next start will know of it."""
    with said_to_people(path):
        write_private(_promise(path), b"")
        remove_copies(path)


def forget_deleted(engine: Engine, path: Path, backend: Backend = PLAIN) -> None:
    """Write the file anew without what was deleted, if that was promised."""
    if not _promise(path).exists():
        return
    try:
        backend.forget(engine)
    except DRIVER_ERRORS as error:
        raise StoreUnavailable(
            "It is deleted, but traces of it may still be in {path} ({reason}). Please close other "
            "programs that may use it, make some space on the disk, and start Fifth Day again.",
            path=path,
            reason=error,
        ) from error
    _promise(path).unlink(missing_ok=True)


def _promise(path: Path) -> Path:
    return path.with_name(f"{path.stem}-to-forget")


def _with_words(tables: set[str]) -> set[str]:
    return tables - _WITHOUT_WORDS
