"""Tables for research as CSV and Parquet, with a dictionary of every column."""

import tempfile
import zipfile
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from tracker.domain.access.consents import Scope
from tracker.domain.research.columns import Column, Kind
from tracker.domain.research.pseudonyms import Pseudonyms
from tracker.domain.research.tables import NOTES, TABLES, Line
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


@dataclass(frozen=True)
class Asked:
    """Whose pictures and words are asked for, by name."""

    faces: Collection[str] = ()
    notes: Collection[str] = ()


def export_for_research(
    store: Store,
    folder: Path,
    names: Collection[str] | None,
    key_file: Path | None = None,
    asked: Asked = Asked(),
) -> int:
    """Write the tables into a new folder.

    Parameters
    ----------
    names : collection of str or None
        Who agreed to be in it; None for everybody. The invented person is never in it, and where
        accounts are kept, nobody is whose consent to research does not hold.
    key_file : path, optional
        Where the key of the pseudonyms is kept, apart; without it the key is thrown away.
    asked : Asked, optional
        Whose photos and notes are added. Of each of them a consent to research has to be kept.

    Returns
    -------
    people : int

    Raises
    ------
    NotFound, InvalidEntry, StoreUnavailable
        If nobody is to be in it, or the folder or the key cannot be used.
    """
    key = new_key() if key_file is None else kept_key(key_file.absolute(), folder.absolute())
    pseudonyms = Pseudonyms(key)
    found = _read(store, pseudonyms, names)
    with store.reading() as records:
        faces, notes = (_asked_for(records, names, one) for one in (asked.faces, asked.notes))
    with new_folder(store, folder) as unfinished:
        _write(unfinished, found)
        _add_faces(store, unfinished, pseudonyms, faces)
        _add_notes(store, unfinished, pseudonyms, notes)
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


def _asked_for(
    records: Records, names: Collection[str] | None, asked: Collection[str]
) -> list[int]:
    """Return the ids of those whose pictures or words are asked for and may be given."""
    if not asked:
        return []
    ids = {one.name: one.id for one in records.list_people() if _consented(records, one.id)}
    refused = {one for one in asked if one not in ids or (names is not None and one not in names)}
    if refused:
        raise NotFound(
            "Of {names} no consent to research is kept, or they are not in the tables. Pictures "
            "and notes are given only of people who consented; please leave these names out.",
            names=", ".join(sorted(refused)),
        )
    return [ids[one] for one in asked]


def _consented(records: Records, person_id: int) -> bool:
    kept = records.access.list_consents(person_id)
    return any(one.scope is Scope.RESEARCH and one.revoked_at is None for one in kept)


def _add_faces(store: Store, folder: Path, pseudonyms: Pseudonyms, person_ids: list[int]) -> None:
    for person_id in person_ids:
        with store.reading() as records:
            pictures = records.research.list_pictures(pseudonyms, person_id)
        (folder / "faces").mkdir(exist_ok=True)
        for one in pictures:
            (folder / "faces" / one.name).write_bytes(store.photos.read(one.digest))


def _add_notes(store: Store, folder: Path, pseudonyms: Pseudonyms, person_ids: list[int]) -> None:
    if not person_ids:
        return
    lines = list[Line]()
    for person_id in person_ids:
        with store.reading() as records:
            lines += records.research.list_notes(pseudonyms, person_id)
    _write_tables(folder, {"notes": NOTES}, {"notes": lines})


def _nobody(names: Collection[str]) -> NotFound:
    return NotFound(
        "Nobody is there who can be in it under {names}. Please name people of this diary who "
        "agreed to it, with --person for each.",
        names=", ".join(sorted(names)) or "these names",
    )


def _write(folder: Path, found: dict[str, list[Line]]) -> None:
    _write_tables(folder, TABLES, found)
    (folder / "README.txt").write_text(_README, encoding="utf-8")


def _write_tables(
    folder: Path, tables: Mapping[str, tuple[Column, ...]], found: dict[str, list[Line]]
) -> None:
    """Write tables, and what their columns mean behind what is in the dictionary already."""
    for name, columns in tables.items():
        frame = pd.DataFrame({one.name: _series(one, found[name]) for one in columns})
        frame.to_csv(folder / f"{name}.csv", index=False)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    told = pd.DataFrame(_told(name, one) for name, columns in tables.items() for one in columns)
    file = folder / "dictionary.csv"
    told.to_csv(file, index=False, mode="a", header=not file.exists())


def _told(table: str, column: Column) -> dict[str, str]:
    return {
        "table": table,
        "column": column.name,
        "kind": column.kind.name.lower(),
        "meaning": column.meaning,
        "unit": column.unit,
        "range": column.range,
    }


_TYPES = {
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "float64",
    Kind.YES_OR_NO: "boolean",
    Kind.SHIFTED_DATE: "object",
}


def _series(column: Column, lines: list[Line]) -> "pd.Series[Any]":
    cells = [line.get(column.name) for line in lines]
    return pd.Series(cells, dtype=_TYPES.get(column.kind, "string"))
