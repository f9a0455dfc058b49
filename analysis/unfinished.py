"""A table of many photos while it is being made: what is done stays, however the command ends.

Beside the table lies a file with a line for each photo that is done. Its first line says what all
were measured from; under anything else it is begun anew. The table itself is written whole.
"""

import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple

from analysis.photo.places import Lying

Row = tuple[str, ...]


class Scored(NamedTuple):
    """What stands in the table of a photo."""

    rows: list[Row]
    usable: bool
    why: str = ""
    """Why it is not usable, in sentences."""


class Unfinished:
    """What is done so far, by photo.

    Parameters
    ----------
    table : path
        What is being made.
    measured_from : str
        What all values rest on besides the photos.
    """

    def __init__(self, table: Path, measured_from: str) -> None:
        self._table = table
        self._path = table.with_name(f"{table.name}.unfinished")
        self._places = dict[tuple[str, str], int]()
        """Where the line of a photo begins, by path and stamp."""
        self._file: IO[bytes] = self._path.open("a+b")
        self._take_up(measured_from)

    def __enter__(self) -> "Unfinished":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def has(self, photo: Lying) -> bool:
        """Tell whether a photo is done, as it is now."""
        return (photo.path, photo.stamp) in self._places

    def keep(self, photo: Lying, scored: Scored) -> None:
        """Keep what was scored."""
        self._note({"photo": photo.path, "stamp": photo.stamp, **scored._asdict()})

    def scored(self, photo: Lying) -> Scored:
        """Return what was scored."""
        self._file.seek(self._places[photo.path, photo.stamp])
        line = json.loads(self._file.readline())
        return Scored([tuple(row) for row in line["rows"]], line["usable"], line.get("why", ""))

    def finish(self, write: Callable[[IO[str]], None]) -> None:
        """Write the table whole, and drop what was kept beside it."""
        new = self._table.with_name(f"{self._table.name}.new")
        try:
            with new.open("w", newline="", encoding="utf-8") as out:
                write(out)
            new.replace(self._table)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _note(self, line: dict[str, Any]) -> None:
        self._places[line["photo"], line["stamp"]] = self._file.seek(0, 2)
        self._add(line)

    def _add(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()

    def _take_up(self, measured_from: str) -> None:
        """Find what an earlier run left, up to where it was cut off."""
        self._file.seek(0)
        if _line(self._file.readline()).get("measured_from") != measured_from:
            self._file.truncate(0)
            return self._add({"measured_from": measured_from})
        begin = self._file.tell()
        for raw in iter(self._file.readline, b""):
            if not (line := _line(raw)):
                self._file.truncate(begin)
                return None
            self._places[line["photo"], line["stamp"]] = begin
            begin += len(raw)
        return None


def _line(raw: bytes) -> dict[str, Any]:
    """Return what a line says; nothing where it was cut off."""
    try:
        found = json.loads(raw) if raw.endswith(b"\n") else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
