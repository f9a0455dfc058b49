"""The store: one transaction per `with`, records in and out, no row ever leaves."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
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
    TreatedZoneRow,
)
from tracker.store.turn.memory import Memory, Recollection
from tracker.store.turn.taking import Turn, owner_of, stamps_of, take_turn
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
                yield Records(session, self.photos, Recollection(self._memory, stamps_of(session)))
            finally:
                self._reading.here = False

    @contextmanager
    def writing(self, **whose: int) -> Iterator["Records"]:
        """Open a transaction that is kept whole at the end of the `with`, or not at all.

        Parameters
        ----------
        **whose : int
            Whose records are written, by an id: `person_id`, or that of a row of theirs, such as
            `procedure_id`. Writers of one person come one after the other, those of two people do
            not wait for each other. Without it everybody's are, and by nobody else meanwhile.
        """
        assert not getattr(self._reading, "here", False), "a writer would wait for its own reader"
        touched: set[str] = set()
        turn: Turn | None = None
        try:
            with self._session(writes=True) as session:
                turn = take_turn(session, self._home, self._memory, whose)
                changed, deletions = note_changes(session, turn.check)
                yield Records(session, self.photos, turn.recollection, _claims(turn, touched))
                session.flush()
                if deletions:
                    self._home.promise_to_forget()
                self._home.commit(session)
                turn.end(self._memory, changed)
        except BaseException:
            if turn is not None:
                turn.forget(self._memory)
            raise
        finally:
            self._unsettled |= touched
            with suppress(OutOfReach):  # what was saved stays saved; the next writer settles it
                self._settle_files()
        if deletions:
            with self._home.gate.passed():
                self._home.forget_deleted()

    @contextmanager
    def drafting(self, **whose: int) -> Iterator["Records"]:
        """Open a transaction for drafts, or the audit, only: what was read stays remembered.

        Without whose drafts it waits for those alone who write on everybody.
        """
        with self._session(writes=True) as session:
            owner = owner_of(session, whose) if whose else None
            self._home.lock_person(session, owner)
            yield Records(session, self.photos, Recollection(self._memory, lambda _person_id: None))
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
        self._memory.forget()
        self.photos.forget()
        self._home.close()

    def _settle_files(self) -> None:
        gone = set[str]()
        for digest in tuple(self._unsettled):
            # Inside a writing transaction: nobody else can be adding or deleting the photo.
            with self._session(writes=True) as session:
                self._home.lock_photos(session, [digest])
                row = session.scalar(select(PhotoRow.id).where(PhotoRow.digest == digest).limit(1))
                self.photos.settle(digest, is_needed=row is not None)
            if row is None:
                gone.add(digest)
            else:
                self._unsettled.discard(digest)
        self.photos.remove_thumbnails(gone)
        self._unsettled -= gone

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


def _claims(turn: Turn, touched: set[str]) -> Callable[[Collection[str]], None]:
    """Return what notes the digests of photos that are to be settled when a turn is over."""

    def claim(digests: Collection[str]) -> None:
        turn.claim_photos(digests)
        touched.update(digests)

    return claim


def _overtaken(error: IntegrityError) -> Exception:
    """Say that another window was quicker; a value that cannot be is nobody else's doing."""
    if is_broken_check(error.orig):
        return error
    return Overtaken(
        "Another window has changed the same thing meanwhile. Nothing was changed here; "
        "please load the page anew and try again."
    )


def _only_read(digests: Collection[str]) -> None:
    raise AssertionError("files of photos are touched by who writes")


@said_when_damaged
class Records(PersonRecords, DiaryRecords, WholeRecords):
    """The records within one transaction."""

    def __init__(
        self,
        session: Session,
        photos: PhotoFiles,
        recollection: Recollection,
        claim: Callable[[Collection[str]], None] | None = None,
    ) -> None:
        self._session = session
        self._recollection = recollection
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
        self._claim = claim or _only_read

    @property
    def memory(self) -> Recollection:
        """What earlier transactions have worked out from the same records."""
        return self._recollection

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
