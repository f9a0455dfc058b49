"""A folder of files by name: one on this machine, or one behind an fsspec URL."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from tracker.errors import StoreUnavailable
from tracker.store.disk.private import (
    close_to_others,
    make_private_folder,
    sync_folder,
    write_private,
)
from tracker.store.disk.remote import open_remote


class Folder(Protocol):
    """Where files are kept. A file that is not there can be renamed and removed without error."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file; it is on the disk when this returns."""

    def create(self, name: str, content: bytes) -> None:
        """Write a file whole, or raise FileExistsError if there is one."""

    def read(self, name: str) -> bytes:
        """Return a file's content, or raise FileNotFoundError."""

    def has(self, name: str) -> bool:
        """Tell whether there is a file."""

    def rename(self, name: str, new_name: str) -> None:
        """Give a file another name, in place of a file that has it."""

    def remove(self, name: str) -> None:
        """Delete a file."""

    def names(self) -> set[str]:
        """Return the names of all files."""


def open_folder(place: Path | str, *, read_only: bool = False) -> Folder:
    """Open a folder, made if absent. A path is never read as a URL: it may hold any character.

    Parameters
    ----------
    read_only : bool
        Whether to leave it as it is.

    Raises
    ------
    OSError, ValueError, ImportError
        If it cannot be made or reached.
    """
    if not isinstance(place, Path):
        return open_remote(place)
    if not read_only:
        make_private_folder(place)
        close_to_others(place.iterdir())
    return LocalFolder(place)


@contextlib.contextmanager
def said_of_photos(place: Path | str) -> Iterator[None]:
    """Turn what keeps the photo folder from being opened into a sentence.

    Raises
    ------
    StoreUnavailable
        In place of what `open_folder` raises.
    """
    try:
        yield
    except (OSError, ValueError, ImportError) as error:
        raise StoreUnavailable(
            "The photo folder {folder} cannot be used ({reason}). "
            "Check that it exists and that you may write there, or choose another one.",
            folder=place,
            reason=error,
        ) from error


class LocalFolder:
    """A folder on this machine that nobody else may open."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str, content: bytes) -> None:
        """Write a file; it is on the disk when this returns."""
        write_private(self._path / name, content)
        sync_folder(self._path)

    def create(self, name: str, content: bytes) -> None:
        """Write a file whole, or raise FileExistsError if there is one."""
        unfinished = self._path / f"unfinished-{name}"
        write_private(unfinished, content)
        try:
            os.link(unfinished, self._path / name)
        finally:
            unfinished.unlink()
        sync_folder(self._path)

    def read(self, name: str) -> bytes:
        """Return a file's content, or raise FileNotFoundError."""
        return (self._path / name).read_bytes()

    def has(self, name: str) -> bool:
        """Tell whether there is a file."""
        return (self._path / name).is_file()

    def rename(self, name: str, new_name: str) -> None:
        """Give a file another name, in place of a file that has it."""
        path, target = self._path / name, self._path / new_name
        if path.exists():
            _remove_folder(target)
            path.replace(target)
            sync_folder(self._path)

    def remove(self, name: str) -> None:
        """Delete a file."""
        _remove_folder(self._path / name)
        (self._path / name).unlink(missing_ok=True)
        sync_folder(self._path)

    def names(self) -> set[str]:
        """Return the names of all files."""
        with os.scandir(self._path) as found:  # a path for each would take twice as long
            return {one.name for one in found}


def _remove_folder(path: Path) -> None:
    # What stands in a file's place, for instance after a repair of the disk, must not keep it out.
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
