"""Clinical reference tables with their sources (SOURCES.md), editable without touching code."""

import csv
import io
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from tracker.errors import InvalidReference


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
        reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), strict=True)
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidReference(
            f"The reference table {file.name} cannot be read: {error}."
        ) from None
    if tuple(reader.fieldnames or ()) != columns:
        raise InvalidReference(
            f"The reference table {file.name} must have the columns {', '.join(columns)}."
        )
    if not rows:
        raise InvalidReference(f"The reference table {file.name} has no rows.")
    return rows


def read_toml(file: Traversable) -> dict[str, Any]:
    """Read a reference file in TOML.

    Raises
    ------
    InvalidReference
        If the file is missing or is no TOML.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidReference(f"The reference file {file.name} cannot be read: {error}.") from None
