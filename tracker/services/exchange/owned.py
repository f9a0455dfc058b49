"""All rows of one person, out of all tables: whatever hangs on the person, however far down."""

from collections.abc import Mapping

from tracker.store.records.loading import Texts, exported_tables

Row = dict[str, str]
Rows = dict[str, list[Row]]
"""Rows by the name of their table, cells as the texts that an export has."""


def rows_of(tables: Mapping[str, Texts], person_id: int) -> Rows:
    """Return the rows that are a person's own, those of every table in their order."""
    found: Rows = {}
    for table in exported_tables():  # owners before what they own
        names, cells = tables[table.name]
        rows = [dict(zip(names, row, strict=True)) for row in cells]
        if table.name == "people":
            found[table.name] = [row for row in rows if row["id"] == str(person_id)]
            continue
        owners = {
            column.name: {row["id"] for row in found[key.column.table.name]}
            for column in table.columns
            for key in column.foreign_keys
            if not column.nullable and key.column.table.name in found
        }
        found[table.name] = [
            row for row in rows if owners and all(row[name] in ids for name, ids in owners.items())
        ]
    return found


def texts_of(rows: Rows) -> dict[str, Texts]:
    """Return rows as the tables of an export."""
    columns = {table.name: [one.name for one in table.columns] for table in exported_tables()}
    return {
        name: (names, [[row[one] for one in names] for row in rows.get(name, ())])
        for name, names in columns.items()
    }
