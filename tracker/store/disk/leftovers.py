"""Folders that are being filled, so that what a program that was ended left is found and removed.

Each is noted in the data folder, beside a file that stays locked while its program lives: every
system gives that lock back when a program ends, however it ends.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.store.backend import DRIVER_ERRORS, PLAIN
from tracker.store.disk.private import write_private

UNFINISHED = ".unfinished"
"""Ending of a file that gets its name when it is whole."""
_MARK, _LOCK, _END = "-filling-", ".lock", b"\n"


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
    lock = note.with_suffix(_LOCK)
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError, *DRIVER_ERRORS):
            write_private(lock, b"")
            stack.enter_context(PLAIN.exclusive(lock))
            write_private(note, os.fsencode(folder) + _END)
        yield
    with contextlib.suppress(OSError):
        note.unlink(missing_ok=True)
        lock.unlink()


def remove_leftovers(database: Path, courses: Path) -> None:
    """Remove the folders, and their notes, whose program has ended, and unfinished courses."""
    for table in courses.glob(f"*{UNFINISHED}"):
        table.unlink(missing_ok=True)
    for lock in database.parent.glob(f"{database.stem}{_MARK}*{_LOCK}"):
        note = lock.with_suffix("")
        with contextlib.suppress(OSError, *DRIVER_ERRORS):
            with PLAIN.exclusive(lock):  # fails while the program lives
                _remove_noted(note)
            note.unlink(missing_ok=True)
            lock.unlink()


def _remove_noted(note: Path) -> None:
    named = note.read_bytes() if note.exists() else b""
    if named.endswith(_END):  # else the program ended before it filled anything
        shutil.rmtree(os.fsdecode(named.removesuffix(_END)), ignore_errors=True)
