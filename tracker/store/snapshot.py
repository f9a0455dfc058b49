"""A database in a folder that can only be read: it is opened as a copy in memory."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

_LOGS = ("", "-wal", "-journal")


def open_snapshot(path: Path, upgrade: Callable[[Path], None]) -> Engine:
    """Open the state of a database as it is now, upgraded in memory; nothing can be written.

    Parameters
    ----------
    upgrade : callable
        What checks the copy and brings it to this program's schema.
    """
    with tempfile.TemporaryDirectory(prefix="fifthday-") as folder:
        copy = Path(folder) / path.name
        for log in _LOGS:
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{log}", f"{copy}{log}")
        upgrade(copy)
        content = copy.read_bytes()
    return _open_in_memory(content)


def _open_in_memory(content: bytes) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(content)
        connection.execute("PRAGMA query_only = ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
