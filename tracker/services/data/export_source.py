"""What an export holds, read without unpacking it: sizes are bounded, paths are only names."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from jsonschema import Draft202012Validator

from tracker.store.records.as_json import schema, tables_of_json
from tracker.store.records.loading import Texts, exported_tables
from tracker.table_text import plain_cell

DOCUMENT, SCHEMA = "diary.json", "diary.schema.json"
_TABLE = re.compile(r"(?:fifthday/)?tables/([a-z_]{1,40})\.csv")
_PHOTO = re.compile(r"(?:fifthday/)?photos/.+\.(?:jpg|png)", re.DOTALL)
_DOCUMENT = re.compile(rf"(?:fifthday/)?{re.escape(DOCUMENT)}")
_BESIDE = re.compile(
    rf"(?:fifthday/)?(?:README\.txt|MISSING\.txt|{re.escape(SCHEMA)}|reference/[^/]+\.(?:csv|toml))"
)
_MOST_FILES = 200_000  # Chosen: a photo an hour for twenty years
_LARGEST_BYTES = 200_000_000  # Chosen: twice the largest upload
_MOST_GROWTH, _MORE_BYTES = 8, 256_000_000
"""How much more than its own size a ZIP file may unpack to. Chosen: photos hardly shrink, and the
tables of ten years lie far below the rest; more is made to fill the memory."""


class Foreign(Exception):
    """Something that no export holds."""


class Source:
    """An export that is open: a folder, a ZIP file, or its JSON document alone.

    Parameters
    ----------
    path : path
        Where it is, or what an uploaded file is called.
    upload : binary file, optional
        What was uploaded; it never lies on a disk.

    Raises
    ------
    Foreign, OSError, zipfile.BadZipFile
        If it is none.
    """

    def __init__(self, path: Path, upload: IO[bytes] | None = None) -> None:
        self._path, self._upload = path, upload
        self._stack = ExitStack()
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> "Source":
        """Open it and look through it."""
        with self._stack:
            if not self._is_folder and self._path.suffix.lower() != ".json":
                self._archive = zipfile.ZipFile(self._upload or self._path)
                self._stack.enter_context(self._archive)
            self._look_through()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close it."""
        self._stack.close()

    def photo(self, digest: str) -> bytes:
        """Return a photo's content.

        Raises
        ------
        Foreign
            If it is another by now.
        """
        content = self._read(self.photos[digest], _LARGEST_BYTES)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Foreign("a photo was changed meanwhile")
        return content

    def _look_through(self) -> None:
        """Note the tables by name, and where the photos are by their digest."""
        tables, documents, self.photos = dict[str, Texts](), list[bytes](), dict[str, str]()
        for name, content in self._files():
            if (table := _TABLE.fullmatch(name)) is not None:
                if table[1] in tables:
                    raise Foreign(f"{table[1]} twice")
                tables[table[1]] = _table(content)
            elif _PHOTO.fullmatch(name):
                self.photos[hashlib.sha256(content).hexdigest()] = name
            elif _DOCUMENT.fullmatch(name):
                documents.append(content)
            elif not _BESIDE.fullmatch(name):
                raise Foreign("a file that does not belong to it")
        self.tables = _agreed(tables, documents)

    def _files(self) -> Iterator[tuple[str, bytes]]:
        names = self._names()
        if len(names) > _MOST_FILES:
            raise Foreign("too many files")
        if len(names) != len(set(names)):
            raise Foreign("a file twice")
        room = float("inf") if self._archive is None else _MOST_GROWTH * self._size() + _MORE_BYTES
        for name in names:
            content = self._read(name, int(min(_LARGEST_BYTES, room)))
            room -= len(content)
            yield name, content

    @property
    def _is_folder(self) -> bool:
        return self._upload is None and self._path.is_dir()

    def _size(self) -> int:
        return self._path.stat().st_size if self._upload is None else self._upload.seek(0, 2)

    def _names(self) -> list[str]:
        if self._archive is not None:
            return [info.filename for info in self._archive.infolist()]
        if not self._is_folder:
            return [DOCUMENT]
        files = (one for one in self._path.rglob("*") if one.is_file() and not one.is_symlink())
        return sorted(one.relative_to(self._path).as_posix() for one in files)

    def _read(self, name: str, most: int) -> bytes:
        if self._archive is not None:
            with self._archive.open(name) as member:
                content = member.read(most + 1)
        elif self._upload is not None:
            self._upload.seek(0)
            content = self._upload.read(most + 1)
        else:
            with (self._path / name if self._is_folder else self._path).open("rb") as file:
                content = file.read(most + 1)
        if len(content) > most:
            raise Foreign("a file too large")
        return content


def _agreed(tables: dict[str, Texts], documents: list[bytes]) -> Mapping[str, Texts]:
    """Return the tables of the document, or of the CSV files; where there are both, they agree."""
    columns = {table.name: [one.name for one in table.columns] for table in exported_tables()}
    if tables and {name: names for name, (names, _) in tables.items()} != columns:
        raise Foreign("tables of another version")
    if not documents:
        if not tables:
            raise Foreign("no tables")
        return tables
    found = _of_document(documents[0])
    if tables and found != tables:
        raise Foreign(f"{DOCUMENT} says another thing than the tables")
    return found


def _of_document(content: bytes) -> dict[str, Texts]:
    document = json.loads(content, parse_constant=_refuse, object_pairs_hook=_once)
    errors = Draft202012Validator(schema()).iter_errors(document)
    if (error := next(errors, None)) is not None:
        where = "/".join(map(str, list(error.absolute_path)[:5]))
        raise Foreign(f"{DOCUMENT} does not keep to its schema at “{where}”")
    return tables_of_json(document)


def _refuse(text: str) -> float:
    raise Foreign(f"{text} is no number")


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Foreign("a name twice")
    return found


def _table(content: bytes) -> Texts:
    csv.field_size_limit(_LARGEST_BYTES)
    try:
        names, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        raise Foreign("a table that is none") from error
    return names, [[plain_cell(cell) for cell in row] for row in rows]
