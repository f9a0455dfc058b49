"""SQLite files of which every page is encrypted and sealed (SQLCipher)."""

import shutil
import tempfile
import weakref
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tracker.errors import StoreUnavailable
from tracker.store.backend.sqlite import Sqlite, is_sqlite

try:
    from sqlcipher3 import dbapi2 as dbapi2
except ImportError:  # it is not made for every machine
    dbapi2 = None

ERRORS: tuple[type[Exception], ...] = (dbapi2.Error,) if dbapi2 else ()
"""What the driver raises."""
KEY_BYTES = 32


class Cipher(Sqlite):
    """SQLCipher files, all under one key.

    Parameters
    ----------
    key : bytes
        32 random bytes: it is used as it is, so that opening a file takes no time.

    Raises
    ------
    ValueError
        If it is no such key.
    StoreUnavailable
        If there is no driver for this machine.
    """

    _driver: Any = dbapi2

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes, not {len(key)}.")
        if dbapi2 is None:
            raise StoreUnavailable(
                "Encrypted diaries cannot be opened on this computer: the program's part that does "
                "so (sqlcipher3) is not installed, or is not made for it."
            )
        self._pragma = f"PRAGMA key = \"x'{key.hex()}'\""

    def open_snapshot(self, path: Path) -> Engine:
        """Open a copy of a file, as encrypted as the file is; it goes when the engine does."""
        folder = tempfile.mkdtemp(prefix="fifthday-")
        engine = self.open(Path(shutil.copy(path, folder)))
        weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)

        @event.listens_for(engine, "connect")
        def _only_read(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA query_only = ON")

        return engine

    def find_damage(self, path: Path) -> str | None:
        """Look whether a file is encrypted, every page as it was sealed, and all fit together."""
        if is_sqlite(path):
            return "the file is not encrypted"
        with closing(self._connect(path)) as connection:
            broken = connection.execute("PRAGMA cipher_integrity_check").fetchone()
        return str(broken[0]) if broken else self._find_misfit(path)

    def _connect(self, path: Path, timeout_s: float | None = None) -> Any:
        connection = super()._connect(path, timeout_s)
        connection.execute(self._pragma)
        return connection
