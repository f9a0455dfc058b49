"""Whose record a call is about, read off what it is given.

Ids are known by the names of their arguments, records by their types: who adds a method of records
names its arguments as all others do, and it is guarded. An id of a name that is not known belongs
to nobody who may be asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from tracker.domain.access.consents import Consent
from tracker.domain.guidance.aftercare import ProductUse
from tracker.domain.guidance.outcomes import GoalGrade
from tracker.domain.guidance.planning import NeedleSet, PlannedSession
from tracker.domain.guidance.zone_notes import ZoneNote
from tracker.domain.records.answers import Answer
from tracker.domain.records.kept import DiaryEntry, Person, Photo, Procedure
from tracker.domain.records.shown import ShownVerdict
from tracker.errors import Refused
from tracker.store.access.tables import AccountRow, ConsentRow
from tracker.store.guidance_tables import (
    GoalGradeRow,
    NeedleSetRow,
    PlannedSessionRow,
    PractitionerAnswerRow,
    ProductUseRow,
    ZoneNoteRow,
)
from tracker.store.tables import (
    AssessmentRow,
    Base,
    DiaryEntryRow,
    PersonRow,
    PhotoRow,
    ProcedureRow,
)

Named = tuple[type[Base], int]
"""A row that a call names."""

BY_NAME: Mapping[str, type[Base]] = {
    "person_id": PersonRow,
    "procedure_id": ProcedureRow,
    "photo_id": PhotoRow,
    "baseline_photo_id": PhotoRow,
    "entry_id": DiaryEntryRow,
    "verdict_id": AssessmentRow,
    "plan_id": PlannedSessionRow,
    "needle_set_id": NeedleSetRow,
    "answer_id": PractitionerAnswerRow,
    "note_id": ZoneNoteRow,
    "use_id": ProductUseRow,
    "grade_id": GoalGradeRow,
    "consent_id": ConsentRow,
    "account_id": AccountRow,
    "practitioner_id": AccountRow,
    "invited_by": AccountRow,
}
BY_RECORD: Mapping[type, type[Base]] = {
    Person: PersonRow,
    Procedure: ProcedureRow,
    Photo: PhotoRow,
    DiaryEntry: DiaryEntryRow,
    ShownVerdict: AssessmentRow,
    PlannedSession: PlannedSessionRow,
    NeedleSet: NeedleSetRow,
    Answer: PractitionerAnswerRow,
    ZoneNote: ZoneNoteRow,
    ProductUse: ProductUseRow,
    GoalGrade: GoalGradeRow,
    Consent: ConsentRow,
}


def rows_named(name: str, value: object) -> Iterator[Named]:
    """Yield the rows that an argument names, itself or in the records that it holds.

    Raises
    ------
    Refused
        If something is named that no owner is known of.
    """
    if isinstance(value, int) and not isinstance(value, bool) and _is_id(name):
        yield _kind(name), value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _named_in(value)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from rows_named(name, key)
            yield from rows_named(name, one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from rows_named(name, one)


def owner_query(row: type[Base], row_id: int) -> Select[int]:
    """Return the query for the id of the person whom a row belongs to."""
    return select(_owner_column(row)).where(row.id == row_id)  # type: ignore[attr-defined]


def _owner_column(row: type[Base]) -> ColumnElement[int]:
    if row is PersonRow:
        return PersonRow.id.expression
    if hasattr(row, "person_id"):
        column: Any = row.person_id
        return column.expression  # type: ignore[no-any-return]
    procedure: Any = row.procedure_id  # type: ignore[attr-defined]
    owner = select(ProcedureRow.person_id).where(ProcedureRow.id == procedure)
    return owner.correlate(row).scalar_subquery()


def _named_in(record: Any) -> Iterator[Named]:
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name == "id":
            yield _kind_of(type(record)), value
        else:
            yield from rows_named(one.name, value)


def _is_id(name: str) -> bool:
    return name in BY_NAME or name.endswith(("_id", "_ids"))


def _kind(name: str) -> type[Base]:
    kind = BY_NAME.get(name) or BY_NAME.get(name.removesuffix("s"))
    if kind is None:
        raise Refused
    return kind


def _kind_of(record: type) -> type[Base]:
    kind = BY_RECORD.get(record)
    if kind is None:
        raise Refused
    return kind
