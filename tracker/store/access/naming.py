"""Whose record a call is about, read off what it is given.

Ids are known by the names of their arguments, records by their types: who adds a method of records
names its arguments as all others do, and it is guarded. An id of a name that is not known belongs
to nobody who may be asked for.
"""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

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


def names_nobody(method: Callable[..., Any], given: Mapping[str, object]) -> bool:
    """Tell whether a call could name rows, and was given none: it touches nobody's record.

    What names somebody has to be there, in a collection that is empty. An argument that may be
    left out is no such one: without it a call may mean everybody.
    """
    named = (one for name, value in given.items() for one in rows_named(name, value))
    if not any(map(_is_empty, given.values())) or any(named):
        return False
    naming = _naming_arguments(method)
    return bool(naming) and all(needed and _is_empty(given[one]) for one, needed in naming.items())


def _is_empty(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes) and not value


@cache
def _naming_arguments(method: Callable[..., Any]) -> Mapping[str, bool]:
    """Return which arguments may name a row, and whether each has to be given as a collection."""
    hints, signature = get_type_hints(method), inspect.signature(method)
    return {
        name: one.default is one.empty and type(None) not in _parts(hints[name])
        for name, one in signature.parameters.items()
        if name in hints and (_is_id(name) or _holds_id(hints[name]))
    }


def _parts(hint: Any) -> tuple[Any, ...]:
    return getattr(hint, "__args__", ())


def _holds_id(hint: Any) -> bool:
    held = getattr(hint, "__dataclass_fields__", {})
    return hint in BY_RECORD or any(map(_is_id, held)) or any(map(_holds_id, _parts(hint)))


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
