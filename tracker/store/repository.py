"""The store: one transaction per `with`, records in and out, no row ever leaves."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.domain.records.kept import NewProcedure, Procedure
from tracker.errors import NotFound, OutOfReach, Overtaken
from tracker.store import mapping
from tracker.store.access.log import FOLDER
from tracker.store.access.records import AccessRecords
from tracker.store.backend import is_broken_check
from tracker.store.backend.sql import exact, rows_as_json
from tracker.store.care_records import CareRecords
from tracker.store.clinic.standings import StandingRecords
from tracker.store.damage import said_when_damaged
from tracker.store.forgetting import note_changes
from tracker.store.home import open_home
from tracker.store.memory import Memory, Recollection
from tracker.store.photos import PhotoFiles
from tracker.store.plan_records import PlanRecords
from tracker.store.records.circumstances import CircumstanceRecords
from tracker.store.records.copies import CopyRecords
from tracker.store.records.diary import DiaryRecords
from tracker.store.records.people import PersonRecords
from tracker.store.records.research import ResearchRecords
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

    is_whole = True
    """Whether it is open to whoever holds it, not to one viewer."""

    def __init__(self, settings: Settings, key: Key | None = None) -> None:
        self.settings = settings
        self._reading = threading.local()
        self._home = open_home(settings, key)
        self.is_read_only = self._home.is_read_only
        """Whether the data folder can only be read; saving is then refused with a sentence."""
        self._memory = Memory()
        self._unsettled: set[str] = set()
        self.photos = self._home.photos
        if not self.is_read_only:
            self._tidy_up()

    @contextmanager
    def reading(self) -> Iterator["Records"]:
        """Open a transaction that sees one unchanging state."""
        with self._session() as session:
            self._reading.here = True
            try:
                query = select(StoreStateRow.revision)
                recall = lambda: self._memory.at(session.scalars(query).one())  # noqa: E731
                yield Records(session, self.photos, set(), recall)
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
                self._home.lock_whole(session)
                revision = session.scalars(bump.returning(StoreStateRow.revision)).one()
                changed, deletions = note_changes(session)
                memory = self._memory.at(revision - 1)
                yield Records(session, self.photos, touched, lambda: memory)
                session.flush()
                if deletions:
                    self._home.promise_to_forget()
                self._home.commit(session)
                self._memory.replace(revision, memory.after(changed))
        except BaseException:
            self._memory.clear()
            raise
        finally:
            self._unsettled |= touched
            with suppress(OutOfReach):  # what was saved stays saved; the next writer settles it
                for digest in tuple(self._unsettled):
                    self._settle_file(digest)
        if deletions:
            with self._home.gate.passed():
                self._home.forget_deleted()

    @contextmanager
    def drafting(self) -> Iterator["Records"]:
        """Open a transaction for drafts only: what was read stays remembered."""
        with self._session(writes=True) as session:
            self._home.lock_whole(session)
            yield Records(session, self.photos, set(), lambda: Memory().at(0))
            session.commit()

    def is_current(self) -> bool:
        """Tell whether it may be used: it is not closed, and its file was not exchanged."""
        return self._home.gate.is_current()

    def find_damage(self) -> str | None:
        """Return what is wrong with the records' pages, None if nothing is."""
        with self._home.gate.passed():
            return self._home.find_damage()

    def size_bytes(self) -> int:
        """Return how much the records take, without photos."""
        with self._home.gate.passed():
            return self._home.size_bytes()

    def snapshot(self) -> tuple[bytes, list[str]]:
        """Return the diary's file as it is now, and the digests of the photos that it names.

        Raises
        ------
        StoreUnavailable
            If the diary is kept on a server.
        """
        with self._session() as session:
            digests = sorted(set(session.scalars(select(PhotoRow.digest))))  # nobody writes now
            return self._home.copy_whole(), digests

    def close(self) -> None:
        """Close every connection, once what is under way is over; nothing is begun any more.

        What it was opened with is dropped: whoever still holds a closed store holds no key.
        """
        self._home.gate.close()
        self._memory.clear()
        self.photos.forget()
        self._home.close()

    def _settle_file(self, digest: str) -> None:
        # Inside a writing transaction: nobody else can be adding or deleting the photo.
        with self._session(writes=True) as session:
            self._home.lock_photos(session, [digest])
            row = session.scalar(select(PhotoRow.id).where(PhotoRow.digest == digest).limit(1))
            self.photos.settle(digest, is_needed=row is not None)
        self._unsettled.discard(digest)

    def _tidy_up(self) -> None:
        """Mend what earlier versions, or a program that was ended, left behind."""
        with self.reading() as records:
            self._home.tidy_up(records.list_digests())
        with self._session(writes=True) as session:  # while nobody else is adding a photo
            self._home.lock_whole(session)
            digests = set(session.scalars(select(PhotoRow.digest)))
            self.photos.settle_all(digests)
            self.photos.remove_stray_thumbnails(digests)
        self._home.forget_deleted()

    @contextmanager
    def _session(self, *, writes: bool = False) -> Iterator[Session]:
        home = self._home
        with (
            home.gate.passed(),
            home.saying(),
            Session(
                home.writer if writes else home.reader,
                info={FOLDER: self.settings.data_dir},
                close_resets_only=False,  # what is asked of records later fails: it begins nothing
            ) as session,
        ):
            session.connection()  # begin now, not at the first statement
            home.gate.check()
            try:
                yield session
            except IntegrityError as error:
                raise _overtaken(error) from error


def _overtaken(error: IntegrityError) -> Exception:
    """Say that another window was quicker; a value that cannot be is nobody else's doing."""
    if is_broken_check(error.orig):
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
        self.standings = StandingRecords(session)
        self.research = ResearchRecords(session)
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
    length = exact(zone.needle_length_mm)
    parts = rows_as_json(zone.id, zone.zone, length, zone.passes, zone.reached_endpoint)
    zones = select(parts).where(zone.procedure_id == ProcedureRow.id)
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
