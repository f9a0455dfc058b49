"""Clinical reference tables with their sources (SOURCES.md), editable without touching code."""

import csv
import io
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tracker.errors import InvalidReference
from tracker.table_text import find_separator, read_text


def reference_file(name: str) -> Traversable:
    """Return a shipped reference file by its name, for instance `course.csv`."""
    return resources.files(__name__).joinpath(name)


def read_rows(file: Traversable, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a table and check its columns.

    Raises
    ------
    InvalidReference
        If the file is missing, empty, or its header is another one.
    """
    try:
        separator, text = find_separator(_text_of(file))
        lines = io.StringIO(text, newline="")
        reader = csv.DictReader(lines, strict=True, delimiter=separator, skipinitialspace=True)
        rows = [
            {name: (cell or "").strip() for name, cell in row.items() if name} for row in reader
        ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidReference(
            f"The reference table {file.name} cannot be read: {error}."
        ) from None
    if tuple(map(str.strip, reader.fieldnames or ())) != columns:
        raise InvalidReference(
            f"The reference table {file.name} must have the columns {', '.join(columns)}."
        )
    if not rows:
        raise InvalidReference(f"The reference table {file.name} has no rows.")
    return rows


def _text_of(file: Traversable) -> str:
    """Return a table's text; one that was edited is as that person's spreadsheet saved it."""
    if isinstance(file, Path):
        return read_text(file)
    return file.read_text(encoding="utf-8-sig")


def read_toml(file: Traversable) -> dict[str, Any]:
    """Read a reference file in TOML.

    Raises
    ------
    InvalidReference
        If the file is missing or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # of brackets within brackets
        raise InvalidReference(f"The reference file {file.name} cannot be read: {error}.") from None
