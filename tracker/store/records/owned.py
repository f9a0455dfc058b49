"""All rows of a person, out of all tables: whatever hangs on the person, however far down."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, and_, select, true, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from tracker.domain.records.texts import Rows
from tracker.store import mapping
from tracker.store.backend.sql import by_bytes
from tracker.store.records.loading import Texts, exported_tables
from tracker.store.tables import PersonRow

_EVERY = true()
_FEW = 50
"""People. Chosen: each is named in every part of a question, and a database takes so many words."""


def texts_in(
    session: Session, table: Table, which: ColumnElement[bool] = _EVERY
) -> list[list[str]]:
    """Return rows of a table as texts for people, in the order of their keys."""
    order = by_bytes(session, table)
    try:
        rows = session.execute(select(table).where(which).order_by(*order))
        return [list(map(_text_of, table.columns, row)) for row in rows]
    except (ValueError, LookupError, TypeError, ArithmeticError):
        # A damaged value keeps nobody from the others: all are given as they are stored.
        stored = [type_coerce(column, NullType()) for column in table.columns]
        raw = session.execute(select(*stored).where(which).order_by(*order))
        return [list(map(mapping.to_text, row)) for row in raw]


def rows_of(session: Session, person_id: int) -> Rows:
    """Return a person's rows by table, as texts."""
    return {
        table.name: [
            dict(zip(table.columns.keys(), row, strict=True))
            for row in texts_in(session, table, which)
        ]
        for table, which in _owned_by({person_id}).items()
    }


def texts_about(session: Session, names: Collection[str]) -> dict[str, Texts]:
    """Return all rows of people who are called so, and all that are nobody's, by table.

    Upper and lower case are not told apart. Of many people, it is the rows of everybody.
    """
    wanted = {name.casefold() for name in names}
    people = session.execute(select(PersonRow.id, PersonRow.name))
    found = {one for one, name in people if name.casefold() in wanted}
    owned = _owned_by(found) if len(found) <= _FEW else {}
    return {
        table.name: (
            [column.name for column in table.columns],
            texts_in(session, table, owned.get(table, _EVERY)),
        )
        for table in exported_tables()
    }


def texts_of(rows: Rows) -> dict[str, Texts]:
    """Return rows as the tables of an export."""
    columns = {table.name: [one.name for one in table.columns] for table in exported_tables()}
    return {
        name: (names, [[row[one] for one in names] for row in rows.get(name, ())])
        for name, names in columns.items()
    }


def _owned_by(people: Collection[int]) -> Mapping[Table, ColumnElement[bool]]:
    """Return which rows are people's: those of which everything is that they cannot be without.

    Tables that are nobody's are left out.
    """
    found: dict[Table, ColumnElement[bool]] = {}
    for table in exported_tables():  # owners before what they own
        if table is PersonRow.__table__:
            found[table] = table.c.id.in_(people)
            continue
        hangs_on = [
            column.in_(select(key.column).where(found[key.column.table]))
            for column in table.columns
            for key in column.foreign_keys
            if not column.nullable and key.column.table in found
        ]
        if hangs_on:
            found[table] = and_(*hangs_on)
    return found


def _text_of(column: Column[Any], value: object) -> str:
    if isinstance(column.type, JSON):  # a text in it is no text of its own
        return json.dumps(value, ensure_ascii=False)
    return mapping.to_text(value)
