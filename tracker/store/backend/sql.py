"""What SQLite and PostgreSQL say differently, under one name each."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, String, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Upsert = sqlite.Insert | postgresql.Insert
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class rows_as_json(FunctionElement[str]):
    """A JSON array, as text, with an array of these columns for each row; `[]` without rows."""

    type = String()
    inherit_cache = True


class exact(FunctionElement[Any]):
    """A number as it is in JSON, to the last digit; it may be a text of them."""

    inherit_cache = True


@compiles(rows_as_json, "sqlite")
def _rows_sqlite(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(rows_as_json, "postgresql")
def _rows_postgresql(element: rows_as_json, compiler: SQLCompiler, **options: Any) -> str:
    columns = compiler.process(element.clauses, **options)
    return f"coalesce(json_agg(json_build_array({columns})), '[]')::text"


@compiles(exact, "sqlite")
def _exact_sqlite(element: exact, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite writes numbers into JSON with 15 digits; 17 give back the very same one.
    return f"printf('%!.17g', {compiler.process(element.clauses, **options)})"


@compiles(exact, "postgresql")
def _exact_postgresql(element: exact, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)  # the shortest that gives back the same


def upsert(session: Session, into: Any) -> Any:
    """Return an insert that may say what to do where the row is there already."""
    return _INSERTS[session.get_bind().dialect.name](into)


def by_bytes(session: Session, table: Table) -> list[ColumnElement[Any]]:
    """Return the primary key to order by: texts by their bytes, whatever a server's language."""
    is_server = session.get_bind().dialect.name == "postgresql"
    return [
        column.collate("C") if is_server and isinstance(column.type, String) else column
        for column in table.primary_key
    ]


def last_ids(session: Session, tables: Collection[str]) -> dict[str, int]:
    """Return of tables the last id that was ever given, 0 where none was."""
    if session.get_bind().dialect.name == "sqlite":
        given = session.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return dict.fromkeys(tables, 0) | {name: last for name, last in given if name in tables}
    query = text(
        "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass), 0)"
    )
    return {name: session.scalars(query, {"name": name}).one() for name in tables}


def note_ids(session: Session, tables: Iterable[str]) -> None:
    """Have no id given again that was just added by itself; SQLite sees to it alone."""
    if session.get_bind().dialect.name == "sqlite":
        return
    for name in tables:
        query = text(
            "SELECT setval(known, greatest(highest, coalesce(pg_sequence_last_value(known), 1)))"
            f" FROM (SELECT max(id) AS highest FROM {name}) AS rows,"
            " (SELECT pg_get_serial_sequence(:name, 'id')::regclass AS known) AS sequence"
            " WHERE highest IS NOT NULL"
        )
        session.execute(query, {"name": name})
