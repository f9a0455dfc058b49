"""A diary kept as a table elsewhere: the person matches its columns and looks at its days first.

Nothing is doubled: a day that is here with the same answers is left out, so that a table can be
brought in again when it has grown.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.records.kept import NewDiaryEntry
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, UserError
from tracker.said import Said
from tracker.services.recovery.diary import list_entries, save_entry
from tracker.store.repository import Store
from tracker.table_text import find_separator, plain_cell, text_of

DAY, NOTE = "day", "note"
FIELDS = (DAY, *(symptom.value for symptom in Symptom), NOTE)
"""What a column can be."""
DATE_FORMATS = {
    "%Y-%m-%d": "2026-03-31",
    "%d.%m.%Y": "31.03.2026",
    "%d/%m/%Y": "31/03/2026",
    "%m/%d/%Y": "03/31/2026",
    "%d.%m.%y": "31.03.26",
    "%Y/%m/%d": "2026/03/31",
}
"""Ways to write a day, each with the last day of March."""
_MOST_BYTES, _MOST_ROWS = 20_000_000, 20_000  # Chosen: an entry a day for fifty years
_ROW = Said("Row {number}: {reason}")
_OF_DAY = Said("{day}: {reason}")
_NAMES = {
    DAY: ("day", "date", "tag", "datum"),
    NOTE: ("note", "notes", "notiz", "notizen", "comment", "kommentar", "bemerkung"),
    "redness": ("redness", "rötung", "roetung", "red"),
    "swelling": ("swelling", "schwellung"),
    "itching": ("itching", "itch", "juckreiz", "jucken"),
    "pain": ("pain", "schmerz", "schmerzen"),
    "dryness": ("dryness", "dry", "trockenheit"),
}


@dataclass(frozen=True)
class Table:
    """A table as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Reading:
    """What a table says under a matching of its columns."""

    entries: tuple[NewDiaryEntry, ...]
    """Those that are new here."""
    known: int
    """Rows that are here already, word for word."""
    problems: tuple[Said, ...]
    """Rows that cannot be used, each with its reason."""


def read_table(content: bytes) -> Table:
    """Return a CSV file as a table.

    Raises
    ------
    InvalidEntry
        If it is none; the sentence says what to do.
    """
    if len(content) > _MOST_BYTES:
        raise InvalidEntry("This file is too large for a diary. Please choose another one.")
    try:
        separator, text = find_separator(text_of(content))
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [tuple(map(str.strip, row)) for row in lines if any(cell.strip() for cell in row)]
    except (csv.Error, ValueError) as error:
        raise InvalidEntry(
            "This is no table that can be read ({reason}). Please save it as “CSV UTF-8” and "
            "choose it again.",
            reason=error,
        ) from error
    if len(rows) < 2 or len(rows[0]) < 2 or len(rows) > _MOST_ROWS:
        raise InvalidEntry(
            "A diary as a table has a first row of names, at least two columns and one row for "
            "each day, at most {most} of them. Please choose another file.",
            most=_MOST_ROWS,
        )
    names = tuple(name or str(place) for place, name in enumerate(rows[0], 1))
    if len(set(names)) != len(names):
        raise InvalidEntry("Two columns have the same name. Please rename one of them.")
    width = len(names)
    filled = (tuple(map(plain_cell, (*row, *[""] * width)[:width])) for row in rows[1:])
    return Table(names, tuple(filled))


def propose(table: Table) -> dict[str, str]:
    """Return a column for each field whose usual names one has."""
    by_name = {name.casefold(): name for name in table.columns}
    found = {
        field: next((by_name[one] for one in names if one in by_name), "")
        for field, names in _NAMES.items()
    }
    return {field: name for field, name in found.items() if name}


def date_formats(table: Table, column: str) -> list[str]:
    """Return the ways of writing a day that every row of a column can be read in."""
    place = table.columns.index(column)
    cells = [row[place] for row in table.rows if row[place]]
    return [one for one in DATE_FORMATS if cells and all(_is_day(cell, one) for cell in cells)]


def read_days(
    store: Store, person_id: int, table: Table, matching: Mapping[str, str], date_format: str
) -> Reading:
    """Read every row; nothing is kept.

    Parameters
    ----------
    matching : mapping
        A column for each field that there is one for; one for the day among them.
    """
    known = {_told(one) for one in list_entries(store, person_id)}
    entries, doubles, problems = dict[object, NewDiaryEntry](), 0, list[Said]()
    for number, row in enumerate(table.rows, start=2):
        cells = {field: row[table.columns.index(name)] for field, name in matching.items()}
        try:
            entry = _entry(person_id, cells, date_format)
        except UserError as error:
            problems.append(Said(_ROW, number=number, reason=error.text))
            continue
        if (told := _told(entry)) in known or told in entries:
            doubles += 1
        else:
            entries[told] = entry
    return Reading(tuple(entries.values()), doubles, tuple(problems))


def bring_in_days(store: Store, entries: Iterable[NewDiaryEntry]) -> Iterator[Said | None]:
    """Keep entries one by one, the earliest first; yield why one could not be kept, else None."""
    for entry in sorted(entries, key=lambda one: one.day):
        try:
            save_entry(store, entry)
            yield None
        except UserError as error:
            yield Said(_OF_DAY, day=entry.day, reason=error.text)


def _entry(person_id: int, cells: Mapping[str, str], date_format: str) -> NewDiaryEntry:
    symptoms = {one: cells.get(one.value, "") for one in Symptom}
    ratings = {one: _rating(cell) for one, cell in symptoms.items() if cell}
    note = cells.get(NOTE, "")
    if not ratings and not note:
        raise InvalidEntry("It holds neither a rating nor a note.")
    return NewDiaryEntry(
        person_id=person_id, day=_day(cells[DAY], date_format), ratings=ratings, note=note
    )


def _rating(cell: str) -> int:
    text = cell.removesuffix(".0").removesuffix(",0")
    if not (text.isascii() and text.isdecimal() and len(text) <= 2):
        raise InvalidEntry("“{cell}” is no whole number from 0 to 10.", cell=cell)
    return int(text)


def _day(cell: str, date_format: str) -> date:
    if not _is_day(cell, date_format):
        raise InvalidEntry("“{cell}” is no day written like the others.", cell=cell)
    return datetime.strptime(cell.strip(), date_format).date()


def _is_day(cell: str, date_format: str) -> bool:
    try:
        datetime.strptime(cell.strip(), date_format)
    except ValueError:
        return False
    return True


def _told(entry: NewDiaryEntry) -> object:
    return entry.day, tuple(sorted(entry.ratings.items())), entry.note
