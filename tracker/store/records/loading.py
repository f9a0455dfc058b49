"""Rows from the texts that an export writes of them, and back into the tables they came from."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
)
from sqlalchemy import Enum as EnumByName
from sqlalchemy.orm import Session

from tracker.errors import TrackerError
from tracker.store.access.tables import CLINIC_TABLES
from tracker.store.backend.sql import last_ids, note_ids
from tracker.store.clinic.tables import StandingRow
from tracker.store.columns import Amount, Moment, ZonedMoment
from tracker.store.tables import Base, PersonStateRow, StoreStateRow

Texts = tuple[list[str], list[list[str]]]
"""Column names, and rows of texts."""
_TRUTHS = {"True": True, "False": False}
_LARGEST = 2**63
_STATES = {one.__tablename__ for one in (StoreStateRow, PersonStateRow, StandingRow)}
_NOT_EXPORTED = {*_STATES, *CLINIC_TABLES}
"""Tables that follow from the others, or are about this store only."""


class NoSuchValue(TrackerError):
    """A text that no value of a table is written as."""


def exported_tables() -> list[Table]:
    """Return the tables that an export holds, owners before what they own."""
    tables = Base.metadata.sorted_tables
    return [table for table in tables if table.name not in _NOT_EXPORTED]


def next_ids(session: Session) -> dict[str, int]:
    """Return of each table the first id that was never given."""
    found = {
        table.name: 1 + (session.scalar(select(func.max(table.c.id))) or 0)
        for table in exported_tables()
        if "id" in table.c
    }
    return {name: max(found[name], 1 + last) for name, last in last_ids(session, found).items()}


def load_rows(session: Session, texts: Mapping[str, Texts]) -> None:
    """Add the rows of every table.

    Raises
    ------
    NoSuchValue
        If a text is no value of its column.
    """
    for table in exported_tables():
        names, rows = texts[table.name]
        try:
            values = [_values(table, names, row) for row in rows]
        except (ValueError, LookupError, ArithmeticError, TypeError) as error:
            raise NoSuchValue(table.name) from error
        if values:
            session.execute(table.insert(), values)
    note_ids(session, (table.name for table in exported_tables() if "id" in table.c))


def people_in(texts: Mapping[str, Texts]) -> frozenset[int]:
    """Return the ids of the people whom rows are about."""
    found = set[int]()
    for name, (columns, rows) in texts.items():
        column = "id" if name == "people" else "person_id"
        if column in columns:
            found |= {int(row[columns.index(column)]) for row in rows}
    return frozenset(found)


def _values(table: Table, names: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    pairs = zip(names, row, strict=True)
    return {name: _from_text(table.columns[name], text) for name, text in pairs}


def _from_text(column: Column[Any], text: str) -> Any:
    kind = column.type
    if not text and column.nullable:
        return None
    match kind:
        case EnumByName():
            return kind.enum_class[text]  # type: ignore[index]
        case Moment() | ZonedMoment() | DateTime():
            return datetime.fromisoformat(text)
        case Date():
            return date.fromisoformat(text)
        case Amount():
            return Decimal(text)
        case Boolean():
            return _TRUTHS[text]
        case Integer():
            return _whole(text)
        case Float():
            return float(text)
        case LargeBinary():
            return base64.b64decode(text, validate=True)
        case JSON():
            return json.loads(text, parse_constant=_refuse)
        case String():
            return text
    raise ValueError(f"{column}: no text")


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _whole(text: str) -> int:
    number = int(text)
    if not -_LARGEST <= number < _LARGEST:
        raise ValueError("too large a number")
    return number
