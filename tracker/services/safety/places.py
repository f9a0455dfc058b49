"""Where backups lie: a folder of this computer, or an address that fsspec reaches."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fsspec

from tracker.errors import InvalidEntry, StoreUnavailable

Place = Path | str
"""A path, or the address of a folder or file elsewhere."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://.+")
_CHUNK_BYTES = 1 << 20


def as_place(typed: str) -> Place:
    """Return the place that somebody means.

    Raises
    ------
    InvalidEntry
        If it is an address with a password in it, which would be kept for everybody to read.
    """
    typed = typed.strip()
    if not _ADDRESS.fullmatch(typed):
        return Path(typed).expanduser()
    if urlsplit(typed).password is not None:
        raise InvalidEntry(
            "Please leave the password out of the address: it would be kept as plain text. fsspec "
            "reads it from its own settings, or the system's."
        )
    return typed


def names_in(place: Place) -> set[str]:
    """Return the names of the files of a folder; none where it is not there, or out of reach."""
    if isinstance(place, Path):
        return {one.name for one in place.iterdir()} if place.is_dir() else set()
    with contextlib.suppress(StoreUnavailable), _reached(place) as (files, root):
        listed = files.ls(root, detail=False) if files.exists(root) else []
        return {str(one).rstrip("/").rsplit("/", 1)[-1] for one in listed}
    return set()


def within(place: Place, name: str) -> Place:
    """Return the place of a file in a folder."""
    return place / name if isinstance(place, Path) else f"{place.rstrip('/')}/{name}"


def remove(place: Place) -> None:
    """Delete a file; it is no error if it is not there."""
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
        return
    with _reached(place) as (files, root), contextlib.suppress(FileNotFoundError):
        files.rm_file(root)


def send(file: Path, place: str) -> None:
    """Copy a file to an address, under a name that counts only once it was read back there."""
    unfinished = f"{place}.unfinished"
    with _reached(unfinished) as (files, root):
        files.makedirs(root.rpartition("/")[0], exist_ok=True)
        files.put_file(str(file), root)
        try:
            with files.open(root, "rb") as there, file.open("rb") as here:
                while part := here.read(_CHUNK_BYTES):
                    if there.read(len(part)) != part:
                        raise OSError("what was written could not be read back")
            files.mv(root, root.removesuffix(".unfinished"))
        except BaseException:
            with contextlib.suppress(Exception):
                files.rm_file(root)
            raise


@contextlib.contextmanager
def near(place: Place) -> Iterator[Path]:
    """Give a file as one on this computer; a copy of one from elsewhere is removed afterwards.

    Backups are encrypted, so that a copy may lie in the system's folder for temporary files.
    """
    if isinstance(place, Path):
        yield place.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="fifthday-") as folder:
        copy = Path(folder) / place.rsplit("/", 1)[-1]
        with _reached(place) as (files, root):
            files.get_file(root, str(copy))
        yield copy


@contextlib.contextmanager
def _reached(place: str) -> Iterator[tuple[Any, str]]:
    try:
        yield fsspec.core.url_to_fs(place)
    except Exception as error:  # each kind of place has errors of its own
        raise StoreUnavailable(
            "{place} cannot be reached ({reason}). Please check the address, the connection and "
            "that the part for it is installed, or choose another place.",
            place=place,
            reason=error,
        ) from error
