"""SQLite files.

At rest a file is alone. While a transaction is written, SQLite keeps the old pages in a journal
beside it and deletes that when the transaction is over: a write-ahead log would keep what was
deleted, and cannot be read in a folder where one may only read.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from tracker.store.backend.protocol import Trouble

BUSY_TIMEOUT_S = 15.0
_SIGNATURE = b"SQLite format 3\0"
_TROUBLES = {
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FULL,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNUSABLE,
    sqlite3.SQLITE_PERM: Trouble.UNUSABLE,
}


def trouble_of(error: BaseException | None) -> Trouble:
    """Tell what a driver's error means."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return _TROUBLES.get(code, Trouble.DAMAGED)


def is_sqlite(path: Path) -> bool:
    """Tell whether a file begins as a plain SQLite file does."""
    with path.open("rb") as file:
        return file.read(len(_SIGNATURE)) == _SIGNATURE


class Sqlite:
    """Plain SQLite files."""

    _driver: Any = sqlite3

    def open(self, path: Path, *, foreign_keys: bool = True) -> Engine:
        """Open a file, made if absent, without looking at its schema."""
        engine = create_engine(
            URL.create("sqlite", database=str(path)),  # not a text: a path may hold any character
            module=self._driver,
            creator=lambda: self._connect(path),
        )

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten

        # Transactions are opened by SQLAlchemy, not by the driver.
        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def open_snapshot(self, path: Path) -> Engine:
        """Open the state of a file as it is now, in memory."""
        content = path.read_bytes()

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

    def find_damage(self, path: Path) -> str | None:
        """Look whether a file that is not empty is a database whose pages fit together."""
        return self._find_misfit(path) if is_sqlite(path) else "the file is not a database"

    def _find_misfit(self, path: Path) -> str | None:
        with closing(self._connect(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        return None if verdict == "ok" else str(verdict)

    def back_up(self, path: Path, target: Path) -> None:
        """Copy a file whole, even while another program writes to it."""
        with closing(self._connect(path)) as source, closing(self._connect(target)) as copy:
            source.backup(copy)

    def settle(self, path: Path) -> None:
        """Gather a file from a write-ahead log, or a journal, that lies beside it."""
        with closing(self._connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA user_version = 0")  # a write takes an idle journal away

    def forget(self, engine: Engine) -> None:
        """Write a file anew without the traces of what was deleted."""
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")

    @contextmanager
    def exclusive(self, path: Path) -> Iterator[None]:
        """Hold a file alone, at once or not at all."""
        with closing(self._connect(path, timeout_s=0)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield

    def _connect(self, path: Path, timeout_s: float | None = None) -> Any:
        """Return a connection of the driver that opens no transactions of its own."""
        timeout = BUSY_TIMEOUT_S if timeout_s is None else timeout_s
        return self._driver.connect(
            str(path), timeout=timeout, isolation_level=None, check_same_thread=False
        )


PLAIN = Sqlite()
"""What a diary is kept in that is not locked."""
