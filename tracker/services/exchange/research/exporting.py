"""Tables for research as CSV and Parquet, with a dictionary of every column."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.domain.records.kept import Person
from tracker.errors import NotFound
from tracker.services.data.archive import new_folder
from tracker.services.exchange.owned import rows_of
from tracker.services.exchange.research.columns import Column, Kind
from tracker.services.exchange.research.pseudonyms import Pseudonyms, kept_key, new_key
from tracker.services.exchange.research.tables import TABLES, Line, lines_of
from tracker.store.records.loading import Texts
from tracker.store.repository import Records, Store

_README = """\
Fifth Day: tables for research, from people's own diaries.

Each table is there as CSV and as Parquet; dictionary.csv says what every column means, its unit and
what its cells may be. Rows of one person have the same pseudonym. Dates are moved by a number of
days that is each person's own: differences between days of a person are true, nothing else is.
Left out are names, true dates, times, pictures, notes and all other words of people's own. Measured
values and verdicts are derived, neither felt nor diagnosed. Few people in a group can still be told
by what is rare about them: please look before you pass it on.
"""


def export_for_research(
    store: Store, folder: Path, names: Collection[str] | None, key_file: Path | None = None
) -> int:
    """Write the tables into a new folder.

    Parameters
    ----------
    names : collection of str or None
        Who agreed to be in it; None for everybody. The invented person is never in it, and where
        accounts are kept, nobody is whose consent to research does not hold.
    key_file : path, optional
        Where the key of the pseudonyms is kept, apart; without it the key is thrown away.

    Returns
    -------
    people : int

    Raises
    ------
    NotFound, InvalidEntry, StoreUnavailable
        If nobody is to be in it, or the folder or the key cannot be used.
    """
    with store.reading() as records:
        people = _chosen(records, names)
        tables = {name: (columns, rows) for name, columns, rows in records.dump_tables()}
    key = new_key() if key_file is None else kept_key(key_file.absolute(), folder.absolute())
    found = _lines(tables, people, Pseudonyms(key))
    with new_folder(store, folder) as unfinished:
        _write(unfinished, found)
    return len(people)


def _lines(
    tables: Mapping[str, Texts], people: list[Person], pseudonyms: Pseudonyms
) -> dict[str, list[Line]]:
    """Return all lines of all tables, people in the order of their pseudonyms."""
    found: dict[str, list[Line]] = {name: [] for name in TABLES}
    for person in sorted(people, key=lambda one: pseudonyms.name(one.id)):
        for name, line in lines_of(rows_of(tables, person.id), pseudonyms):
            found[name].append(line)
    return found


def _chosen(records: Records, names: Collection[str] | None) -> list[Person]:
    everybody = [one for one in records.list_people() if not one.is_demo]
    unknown = set(names or ()) - {one.name for one in everybody}
    chosen = [one for one in everybody if names is None or one.name in names]
    if records.access.count_accounts():
        agreed = set(records.access.list_consenting())
        chosen = [one for one in chosen if one.id in agreed]
    if unknown or not chosen:
        raise NotFound(
            "Nobody is there who can be in it under {names}. Please name people of this diary who "
            "agreed to it, with --person for each.",
            names=", ".join(sorted(unknown)) or "these names",
        )
    return chosen


def _write(folder: Path, found: dict[str, list[Line]]) -> None:
    for name, columns in TABLES.items():
        frame = pd.DataFrame({one.name: _series(one, found[name]) for one in columns})
        frame.to_csv(folder / f"{name}.csv", index=False)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    dictionary = pd.DataFrame(
        [
            {
                "table": name,
                "column": one.name,
                "kind": one.kind.name.lower(),
                "meaning": one.meaning,
                "unit": one.unit,
                "range": one.range,
            }
            for name, columns in TABLES.items()
            for one in columns
        ]
    )
    dictionary.to_csv(folder / "dictionary.csv", index=False)
    (folder / "README.txt").write_text(_README, encoding="utf-8")


_TYPES = {
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "float64",
    Kind.YES_OR_NO: "boolean",
    Kind.SHIFTED_DATE: "object",
}


def _series(column: Column, lines: list[Line]) -> "pd.Series[Any]":
    cells = [line.get(column.name) for line in lines]
    return pd.Series(cells, dtype=_TYPES.get(column.kind, "string"))
