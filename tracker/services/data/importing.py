"""Bringing an export into an empty diary: to the very same state, or not at all."""

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from sqlalchemy.exc import SQLAlchemyError

from tracker.errors import InvalidEntry, Overtaken, UserError
from tracker.said import Said
from tracker.store.records.loading import NoSuchValue, Texts, exported_tables
from tracker.store.repository import Records, Store
from tracker.table_text import plain_cell

_TABLE = re.compile(r"(?:fifthday/)?tables/([a-z_]{1,40})\.csv")
_PHOTO = re.compile(r"(?:fifthday/)?photos/.+\.(?:jpg|png)", re.DOTALL)
_BESIDE = re.compile(r"(?:fifthday/)?(?:README\.txt|MISSING\.txt|reference/[^/]+\.(?:csv|toml))")
_MOST_FILES = 200_000  # Chosen: a photo an hour for twenty years
_LARGEST_BYTES = 200_000_000  # Chosen: twice the largest upload
_MOST_GROWTH, _MORE_BYTES = 8, 256_000_000
"""How much more than its own size a ZIP file may unpack to. Chosen: photos hardly shrink, and the
tables of ten years lie far below the rest; more is made to fill the memory."""
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_TELLING = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Raw profile"})
"""What pictures say besides what they show."""
_FOREIGN = Said(
    "{path} is no export of Fifth Day, or was changed since ({reason}). Nothing was brought in. "
    "Please choose the file or folder as it was exported by this version."
)


class _Foreign(Exception):
    """Something that no export holds."""


def import_export(store: Store, path: Path) -> tuple[str, ...]:
    """Bring an export, a ZIP file or a folder, into a diary without any person.

    What is in the tables afterwards is compared with what was read, before it is kept.

    Returns
    -------
    missing : tuple of str
        Names of the photos whose files the export does not hold.

    Raises
    ------
    InvalidEntry
        If the diary is not empty, or this is no export. Nothing was changed.
    """
    try:
        texts, photos = _read(path)
        with store.writing() as records:
            _check_empty(records)
            return _bring_in(records, texts, photos)
    except (
        _Foreign,
        NoSuchValue,
        Overtaken,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        SQLAlchemyError,
        NotImplementedError,
    ) as error:
        raise InvalidEntry(_FOREIGN, path=path, reason=_reason(error)) from error
    except (ValueError, LookupError, ArithmeticError, TypeError, EOFError, RuntimeError) as error:
        raise InvalidEntry(_FOREIGN, path=path, reason=type(error).__name__) from error


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, _Foreign | NoSuchValue) else type(error).__name__


def _check_empty(records: Records) -> None:
    if records.list_people():
        raise InvalidEntry(
            "This diary is not empty. An export is brought into an empty one, so that nothing is "
            "mixed up; please choose another data folder: `fifthday --data-dir FOLDER import …`."
        )


def _bring_in(
    records: Records, texts: Mapping[str, Texts], photos: Mapping[str, bytes]
) -> tuple[str, ...]:
    kept = [one for one in records.dump_tables() if one[0] != "copies_made" and one[2]]
    if kept:
        raise _Foreign("the diary holds something without a person")
    names, rows = texts["photos"]
    wanted = [dict(zip(names, row, strict=True)) for row in rows]
    for row in wanted:
        if (content := photos.get(row["digest"])) is not None:
            _check_photo(content, row)
    found = {row["digest"]: photos[row["digest"]] for row in wanted if row["digest"] in photos}
    records.load_export(texts, found.values())
    now = {table: (columns, cells) for table, columns, cells in records.dump_tables()}
    if any(now[table] != texts[table] for table in now):
        raise _Foreign("it would not be the same afterwards")
    return tuple(
        f"{row['id']} ({row['digest'][:8]}…)" for row in wanted if row["digest"] not in found
    )


def _check_photo(content: bytes, row: Mapping[str, str]) -> None:
    """Refuse a picture that is another than its row says, or says more than it shows."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            size = str(image.width), str(image.height)
            tells = _TELLING.intersection(image.info) or image.getexif()
            is_kind = image.format == _FORMATS.get(row["media_type"])
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise _Foreign("a photo is no picture") from error
    if tells or not is_kind or size != (row["width_px"], row["height_px"]):
        raise _Foreign("a photo is another than it was")


def _read(path: Path) -> tuple[dict[str, Texts], dict[str, bytes]]:
    """Return the tables by name, and the photos by their digest."""
    texts, photos = dict[str, Texts](), dict[str, bytes]()
    for name, content in _files(path):
        if (table := _TABLE.fullmatch(name)) is not None:
            if table[1] in texts:
                raise _Foreign(f"{table[1]} twice")
            texts[table[1]] = _table(content)
        elif _PHOTO.fullmatch(name):
            photos[hashlib.sha256(content).hexdigest()] = content
        elif not _BESIDE.fullmatch(name):
            raise _Foreign("a file that does not belong to it")
    columns = {table.name: [one.name for one in table.columns] for table in exported_tables()}
    if {name: names for name, (names, _) in texts.items()} != columns:
        raise _Foreign("tables of another version")
    return texts, photos


def _table(content: bytes) -> Texts:
    csv.field_size_limit(_LARGEST_BYTES)
    try:
        names, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        raise _Foreign("a table that is none") from error
    return names, [[plain_cell(cell) for cell in row] for row in rows]


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder or a ZIP file. Names are looked at; nothing is unpacked."""
    if path.is_dir():
        files = [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
        _check_count(len(files))
        for file in files:
            if file.stat().st_size > _LARGEST_BYTES:
                raise _Foreign("a file too large")
            yield file.relative_to(path).as_posix(), file.read_bytes()
        return
    room = _MOST_GROWTH * path.stat().st_size + _MORE_BYTES
    with zipfile.ZipFile(path) as archive:
        _check_count(len(archive.infolist()))
        for info in archive.infolist():
            most = min(_LARGEST_BYTES, room)
            with archive.open(info) as member:
                content = member.read(most + 1)
            if len(content) > most:
                raise _Foreign("a file too large")
            room -= len(content)
            yield info.filename, content


def _check_count(count: int) -> None:
    if count > _MOST_FILES:
        raise _Foreign("too many files")


def say_missing(missing: tuple[str, ...]) -> UserError | None:
    """Return the sentence about photos whose files an export does not hold."""
    if not missing:
        return None
    return InvalidEntry(
        "Everything but these photos was brought in: {photos}. Their files are missing in the "
        "export, or were changed.",
        photos=", ".join(missing),
    )
