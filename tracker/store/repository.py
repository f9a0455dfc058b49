"""The store: one transaction per `with`, records in and out, no row ever leaves."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from tracker.config import Settings
from tracker.domain.records.kept import (
    CommonSpot,
    DiaryEntry,
    Measurement,
    Person,
    Photo,
    Procedure,
    ShownVerdict,
)
from tracker.store import mapping
from tracker.store.care_records import CareRecords
from tracker.store.circumstance_records import CircumstanceRecords
from tracker.store.damage import said_when_damaged
from tracker.store.database import is_read_only, open_database
from tracker.store.disk.leftovers import remove_leftovers
from tracker.store.disk.misplaced import bring_photos_home
from tracker.store.disk.private import close_to_others
from tracker.store.faults import said_of_transactions, said_to_people
from tracker.store.forgetting import forget_deleted, note_deletions, promise_to_forget
from tracker.store.photos import PhotoFiles, digest_of
from tracker.store.plan_records import PlanRecords
from tracker.store.rows import Row, add_row, get_row
from tracker.store.tables import (
    AssessmentRow,
    Base,
    CommonSpotRow,
    DiaryEntryRow,
    MeasurementRow,
    PersonRow,
    PhotoRow,
    ProcedureRow,
)


class Store:
    """Everything that is kept: the database and the photo files. One per process.

    Any thread may open transactions. Opening upgrades the schema where needed.

    Raises
    ------
    StoreUnavailable
        If the data folder or the photo folder cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._reading = threading.local()
        self.is_read_only = is_read_only(settings.database_path)
        """Whether the data folder can only be read; saving is then refused with a sentence."""
        self._engine = open_database(settings.database_path)
        self.photos = PhotoFiles(settings.photo_place, read_only=self.is_read_only)
        if not self.is_read_only:
            self._tidy_up()

    @contextmanager
    def reading(self) -> Iterator["Records"]:
        """Open a transaction that sees one unchanging state."""
        with self._session() as session:
            self._reading.here = True
            try:
                yield Records(session, self.photos, set())
            finally:
                self._reading.here = False

    @contextmanager
    def writing(self) -> Iterator["Records"]:
        """Open a transaction that is kept whole at the end of the `with`, or not at all."""
        assert not getattr(self._reading, "here", False), "a writer would wait for its own reader"
        touched: set[str] = set()
        try:
            with self._session(writes=True) as session:
                deletions = note_deletions(session)
                yield Records(session, self.photos, touched)
                session.flush()
                if deletions:
                    promise_to_forget(self.settings.database_path)
                session.commit()
        finally:
            if touched:
                self._settle_files(lambda: touched)
        if deletions:
            forget_deleted(self._engine, self.settings.database_path)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _settle_files(self, find: Callable[[], Iterable[str]]) -> None:
        # Inside a writing transaction: nobody else can be adding or deleting a photo.
        with self._session(writes=True) as session:
            for digest in find():
                row = session.scalar(select(PhotoRow.id).where(PhotoRow.digest == digest).limit(1))
                self.photos.settle(digest, is_needed=row is not None)

    def _tidy_up(self) -> None:
        """Mend what earlier versions, or a program that was ended, left behind."""
        path, place, courses = (
            self.settings.database_path,
            self.settings.photo_place,
            self.settings.course_dir,
        )
        remove_leftovers(path, courses)
        close_to_others([courses, *courses.glob("*")])
        if isinstance(place, Path):
            with self.reading() as records, said_to_people(path):
                bring_photos_home(place, records.list_digests())
        self._settle_files(self.photos.find_unsettled)
        forget_deleted(self._engine, path)

    @contextmanager
    def _session(self, *, writes: bool = False) -> Iterator[Session]:
        with (
            said_of_transactions(self.settings.database_path),
            Session(self._engine.execution_options(writes=writes)) as session,
        ):
            session.connection()  # begin now, not at the first statement
            yield session


@said_when_damaged
class Records:
    """The records within one transaction."""

    def __init__(self, session: Session, photos: PhotoFiles, touched: set[str]) -> None:
        self._session = session
        self.plans = PlanRecords(session)
        """What comes before a session and during it."""
        self.care = CareRecords(session)
        """What comes after it."""
        self.circumstances = CircumstanceRecords(session)
        """What surrounds the entries of the diary."""
        self._photos = photos
        self._touched = touched  # digests to settle when the transaction is over

    # People

    def add_person(self, person: Person) -> Person:
        """Add a person."""
        return mapping.to_person(self._add(mapping.from_person(person)))

    def get_person(self, person_id: int) -> Person:
        """Return a person."""
        return mapping.to_person(self._get(PersonRow, person_id))

    def list_people(self) -> tuple[Person, ...]:
        """Return everybody, in the order of arrival."""
        rows = self._session.scalars(select(PersonRow).order_by(PersonRow.id))
        return tuple(map(mapping.to_person, rows))

    def rename_person(self, person_id: int, name: str) -> Person:
        """Give a person another name."""
        row = self._get(PersonRow, person_id)
        row.name = replace(mapping.to_person(row), name=name).name  # the record checks the name
        return mapping.to_person(row)

    def set_consent(self, person_id: int, *, consents_to_refit: bool) -> Person:
        """Keep whether the usual range may be learned from a person's recoveries."""
        row = self._get(PersonRow, person_id)
        row.consents_to_refit = consents_to_refit
        return mapping.to_person(row)

    def set_skin(self, person_id: int, *, is_sensitive: bool) -> Person:
        """Keep whether a person's skin is thin or sensitive."""
        row = self._get(PersonRow, person_id)
        row.skin_sensitive = is_sensitive
        return mapping.to_person(row)

    def set_language(self, person_id: int, language: str) -> Person:
        """Keep the language that a person reads."""
        row = self._get(PersonRow, person_id)
        row.language = language
        return mapping.to_person(row)

    def delete_person(self, person_id: int) -> None:
        """Delete a person and everything that belongs to them."""
        row = self._get(PersonRow, person_id)
        self._delete(row, PhotoRow.person_id == person_id)

    # Procedures

    def add_procedure(self, procedure: Procedure) -> Procedure:
        """Add a procedure."""
        self._get(PersonRow, procedure.person_id)
        return mapping.to_procedure(self._add(mapping.from_procedure(procedure)))

    def get_procedure(self, procedure_id: int) -> Procedure:
        """Return a procedure."""
        return mapping.to_procedure(self._get(ProcedureRow, procedure_id))

    def list_procedures(self, person_id: int) -> tuple[Procedure, ...]:
        """Return a person's procedures in time order."""
        query = select(ProcedureRow).where(ProcedureRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(ProcedureRow.started_at, ProcedureRow.id))
        return tuple(map(mapping.to_procedure, rows))

    def correct_procedure(self, procedure: Procedure) -> Procedure:
        """Replace what is known of a procedure; it stays with its person."""
        row = self._get(ProcedureRow, procedure.id)
        row.zones = []
        self._session.flush()  # or the new zones would meet the old ones
        row.zones = mapping.zone_rows(procedure.zones)
        for name, value in mapping.values_of(procedure).items():
            if name not in {"id", "person_id", "zones"}:
                setattr(row, name, value)
        self._session.flush()
        return mapping.to_procedure(row)

    def delete_procedure(self, procedure_id: int) -> None:
        """Delete a procedure and its photos."""
        row = self._get(ProcedureRow, procedure_id)
        self._delete(row, PhotoRow.procedure_id == procedure_id)

    # The diary

    def save_entry(self, entry: DiaryEntry) -> DiaryEntry:
        """Keep one day of a person's diary in place of what was there."""
        self._get(PersonRow, entry.person_id)
        earlier = self._find_entry(entry.person_id, entry.day)
        if earlier is not None:
            self._session.delete(earlier)
            self._session.flush()
        row = mapping.from_entry(replace(entry, id=earlier.id if earlier else None))
        return mapping.to_entry(self._add(row))

    def find_entry(self, person_id: int, day: date) -> DiaryEntry | None:
        """Return a person's entry of a day, None if there is none."""
        row = self._find_entry(person_id, day)
        return mapping.to_entry(row) if row else None

    def list_entries(self, person_id: int) -> tuple[DiaryEntry, ...]:
        """Return a person's diary in day order."""
        query = select(DiaryEntryRow).where(DiaryEntryRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(DiaryEntryRow.day))
        return tuple(map(mapping.to_entry, rows))

    def delete_entry(self, person_id: int, day: date) -> None:
        """Delete a person's entry of a day and what was said of it, if there is any."""
        row = self._find_entry(person_id, day)
        if row is not None:
            self._session.delete(row)
            self._session.flush()
        self._session.execute(
            delete(AssessmentRow).where(
                AssessmentRow.person_id == person_id, AssessmentRow.diary_day == day
            )
        )

    def add_verdict(self, verdict: ShownVerdict) -> ShownVerdict:
        """Keep what was said of an entry, beside what was said of it before."""
        return mapping.to_verdict(self._add(mapping.from_verdict(verdict)))

    def list_verdicts(self, procedure_id: int) -> tuple[ShownVerdict, ...]:
        """Return what was said of the entries after a procedure, in the order it was said."""
        query = select(AssessmentRow).where(AssessmentRow.procedure_id == procedure_id)
        rows = self._session.scalars(query.order_by(AssessmentRow.id))
        return tuple(map(mapping.to_verdict, rows))

    # Photos

    def add_photo(self, photo: Photo, content: bytes) -> Photo:
        """Add a photo and its file."""
        assert photo.digest == digest_of(content), "a photo is named by its content"
        owner = self._get(ProcedureRow, photo.procedure_id)
        assert owner.person_id == photo.person_id, "a photo belongs to the procedure's person"
        row = self._add(mapping.from_photo(photo))
        self._touched.add(photo.digest)
        self._photos.put(content)
        return mapping.to_photo(row)

    def get_photo(self, photo_id: int) -> Photo:
        """Return a photo's record."""
        return mapping.to_photo(self._get(PhotoRow, photo_id))

    def list_photos(self, procedure_id: int) -> tuple[Photo, ...]:
        """Return a procedure's photos in time order."""
        query = select(PhotoRow).where(PhotoRow.procedure_id == procedure_id)
        rows = self._session.scalars(query.order_by(PhotoRow.taken_at, PhotoRow.id))
        return tuple(map(mapping.to_photo, rows))

    def list_digests(self) -> set[str]:
        """Return the digests of everybody's photos."""
        return set(self._session.scalars(select(PhotoRow.digest)))

    def delete_photo(self, photo_id: int) -> None:
        """Delete a photo, every value that was measured on or against it, and its file."""
        row = self._get(PhotoRow, photo_id)
        self._delete(row, PhotoRow.id == photo_id)

    def save_analysis(self, photo: Photo, measurements: Iterable[Measurement]) -> Photo:
        """Keep a photo's verdict and values in place of the earlier ones."""
        row = self._get(PhotoRow, photo.id)
        row.usable, row.findings = photo.usable, mapping.finding_parts(photo.findings)
        for earlier in self._measurement_rows(row.id):
            self._session.delete(earlier)
        self._session.flush()
        self._session.add_all(map(mapping.from_measurement, measurements))
        self._session.flush()
        return mapping.to_photo(row)

    def list_measurements(self, photo_id: int) -> tuple[Measurement, ...]:
        """Return the values that were measured on a photo."""
        return tuple(map(mapping.to_measurement, self._measurement_rows(photo_id)))

    def save_spots(
        self, photo_id: int, baseline_photo_id: int, spots: Iterable[CommonSpot]
    ) -> None:
        """Keep the spots that were marked in two photos in place of the earlier ones."""
        for row in self._spot_rows(photo_id, baseline_photo_id):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(map(mapping.from_spot, spots))
        self._session.flush()

    def list_spots(self, photo_id: int, baseline_photo_id: int) -> tuple[CommonSpot, ...]:
        """Return the spots that were marked in two photos, in the order they were marked."""
        return tuple(map(mapping.to_spot, self._spot_rows(photo_id, baseline_photo_id)))

    # Everything

    def dump_tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield the name, column names and rows of every table, as texts for people."""
        for table in Base.metadata.sorted_tables:
            texts = [[mapping.to_text(value) for value in row] for row in self._rows_of(table)]
            yield table.name, [column.name for column in table.columns], texts

    # Helpers

    def _rows_of(self, table: Table) -> list[tuple[Any, ...]]:
        order = list(table.primary_key)
        try:
            return [tuple(row) for row in self._session.execute(select(table).order_by(*order))]
        except (ValueError, LookupError, TypeError, ArithmeticError):
            # A damaged value keeps nobody from the others: all are given as they are stored.
            stored = [type_coerce(column, NullType()) for column in table.columns]
            raw = self._session.execute(select(*stored).order_by(*order))
            return [tuple(row) for row in raw]

    def _add(self, row: Row) -> Row:
        return add_row(self._session, row)

    def _get(self, kind: type[Row], row_id: int | None) -> Row:
        return get_row(self._session, kind, row_id)

    def _find_entry(self, person_id: int, day: date) -> DiaryEntryRow | None:
        query = select(DiaryEntryRow).where(
            DiaryEntryRow.person_id == person_id, DiaryEntryRow.day == day
        )
        return self._session.scalar(query)

    def _measurement_rows(self, photo_id: int) -> list[MeasurementRow]:
        query = select(MeasurementRow).where(MeasurementRow.photo_id == photo_id)
        return list(self._session.scalars(query.order_by(MeasurementRow.id)))

    def _spot_rows(self, photo_id: int, baseline_photo_id: int) -> list[CommonSpotRow]:
        query = select(CommonSpotRow).where(
            CommonSpotRow.photo_id == photo_id,
            CommonSpotRow.baseline_photo_id == baseline_photo_id,
        )
        return list(self._session.scalars(query.order_by(CommonSpotRow.id)))

    def _delete(self, row: Base, photos_of_it: ColumnElement[bool]) -> None:
        digests = set(self._session.scalars(select(PhotoRow.digest).where(photos_of_it)))
        self._session.delete(row)
        self._session.flush()
        self._touched |= digests
        for digest in digests:
            self._photos.unsettle(digest)
