"""A database in a folder that can only be read: it is opened as a copy."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from tracker.store.backend import Backend

_LOGS = ("", "-wal", "-journal")


def open_snapshot(path: Path, backend: Backend, upgrade: Callable[[Path], None]) -> Engine:
    """Open the state of a database as it is now, upgraded in a copy; nothing can be written.

    Parameters
    ----------
    backend : Backend
        What opens it.
    upgrade : callable
        What checks the copy and brings it to this program's schema.
    """
    with tempfile.TemporaryDirectory(prefix="fifthday-") as folder:
        copy = Path(folder) / path.name
        for log in _LOGS:
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{log}", f"{copy}{log}")
        upgrade(copy)
        return backend.open_snapshot(copy)
