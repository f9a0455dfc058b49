"""Folders that are being filled, so that what a program that was ended left is found and removed.

Each is noted in the data folder by a small SQLite file, which stays locked while its program
lives: every system gives that lock back when a program ends, however it ends.
"""

import contextlib
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tracker.store.disk.private import write_private

UNFINISHED = ".unfinished"
"""Ending of a file that gets its name when it is whole."""
_MARK = "-filling-"


@contextmanager
def noted(database: Path, folder: Path) -> Iterator[None]:
    """Note a folder while it is filled. Where the data folder can only be read, nothing is noted.

    Parameters
    ----------
    database : path
        The diary; notes are kept beside it.
    folder : path
        What is to be removed if this program does not get to the end.
    """
    note = database.with_name(f"{database.stem}{_MARK}{uuid.uuid4().hex}")
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError, sqlite3.Error):
            write_private(note, b"")
            connection = stack.enter_context(closing(_open(note)))
            connection.execute("CREATE TABLE filling AS SELECT ? AS folder", [str(folder)])
            connection.execute("BEGIN EXCLUSIVE")
        yield
    with contextlib.suppress(OSError):
        note.unlink()


def remove_leftovers(database: Path, courses: Path) -> None:
    """Remove the folders, and their notes, whose program has ended, and unfinished courses."""
    for table in courses.glob(f"*{UNFINISHED}"):
        table.unlink(missing_ok=True)
    for note in database.parent.glob(f"{database.stem}{_MARK}*"):
        with contextlib.suppress(OSError, sqlite3.Error):
            if folder := _left_behind(note):
                shutil.rmtree(folder, ignore_errors=True)
            for file in note.parent.glob(f"{note.name}*"):  # and its journal
                file.unlink()


def _left_behind(note: Path) -> Path | None:
    with closing(_open(note)) as connection:
        connection.execute("BEGIN EXCLUSIVE")  # fails while the program lives
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return None  # the program ended before it filled anything
        (folder,) = connection.execute("SELECT folder FROM filling").fetchone()
        return Path(folder)


def _open(note: Path) -> sqlite3.Connection:
    return sqlite3.connect(note, timeout=0, isolation_level=None)
