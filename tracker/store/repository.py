"""The store: one transaction per `with`, records in and out, no row ever leaves."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.domain.records.kept import NewProcedure, Procedure
from tracker.errors import NotFound, Overtaken
from tracker.store import mapping
from tracker.store.access.log import FOLDER
from tracker.store.access.records import AccessRecords
from tracker.store.care_records import CareRecords
from tracker.store.damage import said_when_damaged
from tracker.store.database import is_read_only, open_database
from tracker.store.disk.copies import unfinished_beside
from tracker.store.disk.leftovers import remove_leftovers
from tracker.store.disk.misplaced import bring_photos_home
from tracker.store.disk.private import close_to_others, write_private
from tracker.store.disk.swap import finish_swap
from tracker.store.faults import said_of_transactions, said_to_people
from tracker.store.forgetting import forget_deleted, note_changes, promise_to_forget
from tracker.store.lock.conversion import backend_of, key_for, settle_conversion
from tracker.store.lock.gate import Gate
from tracker.store.lock.photo_key import open_photos
from tracker.store.memory import Memory, Recollection
from tracker.store.photos import PhotoFiles
from tracker.store.plan_records import PlanRecords
from tracker.store.records.circumstances import CircumstanceRecords
from tracker.store.records.copies import CopyRecords
from tracker.store.records.diary import DiaryRecords
from tracker.store.records.people import PersonRecords
from tracker.store.records.whole import WholeRecords
from tracker.store.rows import Row, add_row, get_row, gone
from tracker.store.tables import (
    PersonRow,
    PhotoRow,
    ProcedureRow,
    StoreStateRow,
    TreatedZoneRow,
)
from tracker.vault import Key


class Store:
    """Everything that is kept: the database and the photo files. One per process.

    Any thread may open transactions. Opening upgrades the schema where needed. A locked diary needs
    its key.

    Raises
    ------
    StoreUnavailable
        If the data folder or the photo folder cannot be used.
    """

    def __init__(self, settings: Settings, key: Key | None = None) -> None:
        self.settings = settings
        self._reading = threading.local()
        self._gate = Gate(settings.database_path)
        finish_swap(settings.data_dir)
        self.is_read_only = is_read_only(settings.database_path)
        """Whether the data folder can only be read; saving is then refused with a sentence."""
        settle_conversion(settings, may_write=not self.is_read_only)
        self._key = key_for(settings, key)
        self._backend = backend_of(self._key)
        self._engine = open_database(settings.database_path, self._backend)
        self._gate.open()
        self._memory = Memory()
        self.photos = open_photos(settings, self._key, read_only=self.is_read_only)
        if not self.is_read_only:
            self._tidy_up()

    @contextmanager
    def reading(self) -> Iterator["Records"]:
        """Open a transaction that sees one unchanging state."""
        with self._session() as session:
            self._reading.here = True
            try:
                query = select(StoreStateRow.revision)
                yield Records(
                    session,
                    self.photos,
                    set(),
                    lambda: self._memory.at(session.scalars(query).one()),
                )
            finally:
                self._reading.here = False

    @contextmanager
    def writing(self) -> Iterator["Records"]:
        """Open a transaction that is kept whole at the end of the `with`, or not at all."""
        assert not getattr(self._reading, "here", False), "a writer would wait for its own reader"
        touched: set[str] = set()
        bump = update(StoreStateRow).values(revision=StoreStateRow.revision + 1)
        try:
            with self._session(writes=True) as session:
                revision = session.scalars(bump.returning(StoreStateRow.revision)).one()
                changed, deletions = note_changes(session)
                memory = self._memory.at(revision - 1)
                yield Records(session, self.photos, touched, lambda: memory)
                session.flush()
                if deletions:
                    promise_to_forget(self.settings.database_path)
                session.commit()
                self._memory.replace(revision, memory.after(changed))
        except BaseException:
            self._memory.clear()
            raise
        finally:
            if touched:
                self._settle_files(touched)
        if deletions:
            with self._gate.passed():
                forget_deleted(self._engine, self.settings.database_path, self._backend)

    @contextmanager
    def drafting(self) -> Iterator["Records"]:
        """Open a transaction for drafts only: what was read stays remembered."""
        with self._session(writes=True) as session:
            yield Records(session, self.photos, set(), lambda: Memory().at(0))
            session.commit()

    def is_current(self) -> bool:
        """Tell whether it may be used: it is not closed, and its file was not exchanged."""
        return self._gate.is_current()

    def find_damage(self) -> str | None:
        """Return what is wrong with the diary's file, None if nothing is."""
        with self._gate.passed(), said_to_people(self.settings.database_path):
            return self._backend.find_damage(self.settings.database_path)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[bytes, list[str]]]:
        """Give the diary's file as it is now, and the digests of the photos that it names."""
        copy = unfinished_beside(self.settings.database_path)
        try:
            with self._session() as session:
                digests = sorted(set(session.scalars(select(PhotoRow.digest))))  # nobody writes now
                write_private(copy, b"")
                self._backend.back_up(self.settings.database_path, copy)
            yield copy.read_bytes(), digests
        finally:
            copy.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every connection, once what is under way is over; nothing is begun any more.

        What it was opened with is dropped: whoever still holds a closed store holds no key.
        """
        self._gate.close()
        self._memory.clear()
        self.photos.forget()
        if (engine := vars(self).pop("_engine", None)) is not None:
            engine.dispose()
        for name in ("_key", "_backend"):
            vars(self).pop(name, None)

    def _settle_files(self, digests: Iterable[str]) -> None:
        # Inside a writing transaction: nobody else can be adding or deleting a photo.
        with self._session(writes=True) as session:
            for digest in digests:
                row = session.scalar(select(PhotoRow.id).where(PhotoRow.digest == digest).limit(1))
                self.photos.settle(digest, is_needed=row is not None)

    def _tidy_up(self) -> None:
        """Mend what earlier versions, or a program that was ended, left behind."""
        path, place = self.settings.database_path, self.settings.photo_place
        courses = self.settings.course_dir
        remove_leftovers(path, courses)
        close_to_others([courses, *courses.glob("*")])
        if isinstance(place, Path) and self._key is None:  # earlier versions knew no lock
            with self.reading() as records, said_to_people(path):
                bring_photos_home(place, records.list_digests())
        with self._session(writes=True) as session:  # while nobody else is adding a photo
            digests = set(session.scalars(select(PhotoRow.digest)))
            self.photos.settle_all(digests)
            self.photos.remove_stray_thumbnails(digests)
        forget_deleted(self._engine, path, self._backend)

    @contextmanager
    def _session(self, *, writes: bool = False) -> Iterator[Session]:
        with (
            self._gate.passed(),
            said_of_transactions(self.settings.database_path),
            Session(
                self._engine.execution_options(writes=writes),
                info={FOLDER: self.settings.data_dir},
            ) as session,
        ):
            session.connection()  # begin now, not at the first statement
            self._gate.check()
            try:
                yield session
            except IntegrityError as error:
                raise _overtaken(error) from error


def _overtaken(error: IntegrityError) -> Exception:
    """Say that another window was quicker; a value that cannot be is nobody else's doing."""
    if "CHECK constraint" in str(error.orig):
        return error
    return Overtaken(
        "Another window has changed the same thing meanwhile. Nothing was changed here; "
        "please load the page anew and try again."
    )


@said_when_damaged
class Records(PersonRecords, DiaryRecords, WholeRecords):
    """The records within one transaction."""

    def __init__(
        self,
        session: Session,
        photos: PhotoFiles,
        touched: set[str],
        recall: Callable[[], Recollection],
    ) -> None:
        self._session = session
        self._recall = recall
        self.plans = PlanRecords(session)
        """What comes before a session and during it."""
        self.care = CareRecords(session)
        """What comes after it."""
        self.circumstances = CircumstanceRecords(session)
        """How the skin is on an ordinary day."""
        self.access = AccessRecords(session)
        """Who signs in, and who may see whom."""
        self.copies = CopyRecords(session)
        """What a deletion does not reach."""
        self._photos = photos
        self._touched = touched  # digests to settle when the transaction is over

    @cached_property
    def memory(self) -> Recollection:
        """What earlier transactions have worked out from the same records."""
        return self._recall()

    # People and procedures

    def delete_person(self, person_id: int) -> None:
        """Delete a person and everything that belongs to them."""
        row = self._get(PersonRow, person_id)
        self.access.erase(person_id)
        self._delete(row, PhotoRow.person_id == person_id)

    def add_procedure(self, procedure: NewProcedure) -> Procedure:
        """Add a procedure."""
        self._get(PersonRow, procedure.person_id)
        first = replace(procedure, version=1)
        return self.get_procedure(self._add(mapping.from_procedure(first)).id)

    def get_procedure(self, procedure_id: int) -> Procedure:
        """Return a procedure."""
        row = self._session.execute(_ONE_PROCEDURE, {"id": procedure_id}).one_or_none()
        if row is None:
            raise NotFound(gone(ProcedureRow))
        return mapping.to_procedure(row)

    def list_procedures(self, person_id: int) -> tuple[Procedure, ...]:
        """Return a person's procedures in time order."""
        rows = self._session.execute(_ALL_PROCEDURES, {"person_id": person_id})
        return tuple(map(mapping.to_procedure, rows))

    def correct_procedure(self, procedure: Procedure) -> Procedure:
        """Keep a procedure in place of the version that it was made from; it stays with its person.

        Raises
        ------
        Overtaken
            If that version is no longer the latest.
        """
        row = self._get(ProcedureRow, procedure.id)
        if row.version != procedure.version:
            raise Overtaken(
                "This session was changed in another window meanwhile. Please look at both "
                "versions."
            )
        row.zones = []
        self._session.flush()  # or the new zones would meet the old ones
        row.zones = mapping.zone_rows(procedure.zones)
        for name, value in mapping.values_of(procedure).items():
            if name not in {"id", "person_id", "zones", "version"}:
                setattr(row, name, value)
        row.version += 1
        self._session.flush()
        return self.get_procedure(row.id)

    def delete_procedure(self, procedure_id: int) -> None:
        """Delete a procedure and its photos."""
        row = self._get(ProcedureRow, procedure_id)
        self._delete(row, PhotoRow.procedure_id == procedure_id)

    # Helpers

    def _add(self, row: Row) -> Row:
        return add_row(self._session, row)

    def _get(self, kind: type[Row], row_id: int) -> Row:
        return get_row(self._session, kind, row_id)


def _procedures(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query for procedures with their zones, in time order."""
    names = [name for name in Procedure.__dataclass_fields__ if name != "zones"]
    zone = TreatedZoneRow
    # SQLite writes numbers into JSON with 15 digits; 17 give back the very same one.
    length = func.printf("%!.17g", zone.needle_length_mm)
    parts = func.json_array(zone.id, zone.zone, length, zone.passes, zone.reached_endpoint)
    zones = select(func.json_group_array(parts)).where(zone.procedure_id == ProcedureRow.id)
    return (
        select(
            *(getattr(ProcedureRow, name) for name in names),
            zones.correlate(ProcedureRow).scalar_subquery().label("zones"),
        )
        .where(which)
        .order_by(ProcedureRow.started_at, ProcedureRow.id)
    )


# Built once: to put them together takes longer than to run them.
_ONE_PROCEDURE = _procedures(ProcedureRow.id == bindparam("id"))
_ALL_PROCEDURES = _procedures(ProcedureRow.person_id == bindparam("person_id"))
