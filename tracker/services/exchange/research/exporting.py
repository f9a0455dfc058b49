"""Tables for research as CSV and Parquet, with a dictionary of every column."""

import tempfile
import zipfile
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pandas as pd

from tracker.domain.research.columns import Column, Kind
from tracker.domain.research.pseudonyms import Pseudonyms
from tracker.domain.research.tables import TABLES, Line
from tracker.errors import NotFound
from tracker.services.data.archive import new_folder
from tracker.services.exchange.research.keys import kept_key, new_key
from tracker.store.repository import Records, Store

_README = """\
Fifth Day: tables for research, from people's own diaries.

Each table is there as CSV and as Parquet; dictionary.csv says what every column means, its unit and
what its cells may be. Rows of one person have the same pseudonym. Dates are moved by a number of
days that is each person's own: differences between days of a person are true, nothing else is.
Left out are names, true dates, times, pictures, notes and all other words of people's own, and
values of single photos: only changes may be compared between cameras and people. Photos whose role
is retest show untreated skin in another light: what changed in them is error. Measured values and
verdicts are derived, neither felt nor diagnosed. Few people in a group can still be told by what is
rare about them: please look before you pass it on.
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
    key = new_key() if key_file is None else kept_key(key_file.absolute(), folder.absolute())
    found = _read(store, Pseudonyms(key), names)
    with new_folder(store, folder) as unfinished:
        _write(unfinished, found)
    return len(found["people"])


def research_to_download(store: Store) -> IO[bytes]:
    """Return the tables of all who agreed as an open ZIP file, gone when closed.

    Nobody keeps its key: the pseudonyms of the next one are others.

    Raises
    ------
    NotFound
        If nobody is to be in it.
    """
    found = _read(store, Pseudonyms(new_key()), None)
    with ExitStack() as stack:
        target = stack.enter_context(tempfile.TemporaryFile())
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(target, "w") as archive:
            _write(Path(folder), found)
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, f"research/{file.name}", zipfile.ZIP_DEFLATED)
        target.seek(0)
        stack.pop_all()  # the caller closes it
    return target


def count_agreed(store: Store) -> int:
    """Return how many people would be in it."""
    with store.reading() as records:
        return records.research.count_agreed()


def _read(
    store: Store, pseudonyms: Pseudonyms, names: Collection[str] | None
) -> dict[str, list[Line]]:
    with store.reading() as records:
        wanted = None if names is None else _named(records, names)
        found = records.research.list_lines(pseudonyms, wanted)
    if not found["people"]:
        raise _nobody(names or ())
    return found


def _named(records: Records, names: Collection[str]) -> list[int]:
    everybody = {one.name: one.id for one in records.list_people() if not one.is_demo}
    if unknown := set(names) - set(everybody):
        raise _nobody(unknown)
    return [one.id for one in records.list_people() if one.name in names and not one.is_demo]


def _nobody(names: Collection[str]) -> NotFound:
    return NotFound(
        "Nobody is there who can be in it under {names}. Please name people of this diary who "
        "agreed to it, with --person for each.",
        names=", ".join(sorted(names)) or "these names",
    )


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
