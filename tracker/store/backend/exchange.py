"""A diary's file from one kind into the other: from plain into encrypted, and back."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tracker.store.backend import cipher


@contextmanager
def converted(
    path: Path, key: bytes | None, target: Path, target_key: bytes | None
) -> Iterator[None]:
    """Write a file anew under another key, and hold the first one alone until the `with` is over.

    SQLite's locks belong to a process: nothing else in this one may open the first file meanwhile.

    Parameters
    ----------
    key, target_key : bytes or None
        Raw keys of 32 bytes; None is plain.

    Raises
    ------
    ValueError
        If what was written is not what was there.
    """
    for one in filter(None, (key, target_key)):
        cipher.Cipher(one)  # says where there is no driver
    with closing(cipher.dbapi2.connect(str(path), timeout=0, isolation_level=None)) as connection:
        if key is not None:
            connection.execute(f'PRAGMA key = "{_raw(key)}"')
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")  # held on
        connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(target), _raw(target_key)))
        connection.execute("SELECT sqlcipher_export('other')")
        _compare(connection)
        connection.execute("DETACH DATABASE other")
        yield


def _raw(key: bytes | None) -> str:
    return "" if key is None else f"x'{key.hex()}'"


def _compare(connection: Any) -> None:
    tables = connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
    for (name,) in tables.fetchall():
        table = name.replace('"', '""')
        counts = [
            connection.execute(f'SELECT count(*) FROM {where}."{table}"').fetchone()
            for where in ("main", "other")
        ]
        lost = connection.execute(
            f'SELECT 1 FROM (SELECT * FROM main."{table}" EXCEPT SELECT * FROM other."{table}")'
        ).fetchone()
        if lost or counts[0] != counts[1]:
            raise ValueError(f"{table} was not written as it was")
