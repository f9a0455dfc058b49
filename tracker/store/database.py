"""The SQLite file: opening it, and bringing its schema to the version of this program.

At rest the diary is one file. While a transaction is written, SQLite keeps the old pages in a
journal beside it and deletes that when the transaction is over: a write-ahead log would keep what
was deleted, and cannot be read in a folder where one may only read.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from tracker.errors import StoreUnavailable
from tracker.store import checks
from tracker.store.disk.copies import back_up, remove_unfinished, unfinished_beside
from tracker.store.disk.misplaced import bring_database_home
from tracker.store.disk.private import (
    close_to_others,
    make_private_folder,
    sync_folder,
    write_private,
)
from tracker.store.faults import DAMAGED, said_to_people
from tracker.store.snapshot import open_snapshot

MIGRATIONS = "tracker.store:migrations"
BUSY_TIMEOUT_S = 15.0
_one_at_a_time = threading.RLock()  # Alembic's context is one for all threads


def open_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """Open the SQLite file without looking at its schema.

    Transactions are opened by SQLAlchemy, not by the driver: a plain BEGIN for reading, BEGIN
    IMMEDIATE with the execution option `writes=True`, so that two writers wait for each other
    instead of failing half-way.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # not from a text: a path may hold any character
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def open_database(path: Path) -> Engine:
    """Open the database, made or upgraded to this program's schema where needed.

    Where the folder can only be read, what is opened is a copy of it in memory.

    Raises
    ------
    StoreUnavailable
        If the folder or the file cannot be used, or was made by a newer program.
    """
    with said_to_people(path), _one_at_a_time:
        if is_read_only(path):
            return open_snapshot(path, upgrade)
        make_private_folder(path.parent)
        bring_database_home(path)
        if not path.exists():
            _create(path)
        upgrade(path)
        remove_unfinished(path)
        _drop_idle_journal(path)
        close_to_others(path.parent.glob(f"{path.stem}*"))
    return open_engine(path)


def _drop_idle_journal(path: Path) -> None:
    """Have SQLite remove a journal that a killed program had only begun; the next write does."""
    if path.with_name(f"{path.name}-journal").exists():
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA user_version = 0")


def is_read_only(path: Path) -> bool:
    """Tell whether there is a database that can only be read."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def head_version() -> str:
    """Return the schema version that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the package always carries its migrations"
    return head


def current_version(path: Path) -> str | None:
    """Return the schema version of the file, None if it has none, or several."""
    if not path.exists():
        return None
    engine = open_engine(path)
    try:
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
            return heads[0] if len(heads) == 1 else None
    finally:
        engine.dispose()


def upgrade(path: Path) -> None:
    """Check the file and bring it to `head_version`; a copy is kept of what was upgraded.

    Raises
    ------
    StoreUnavailable
        If the file is not one that can be used. It is as it was then.
    """
    with _one_at_a_time:
        checks.check_file(path)
        version = current_version(path)
        if version != head_version():
            checks.check_version(path, version, known_versions(), head_version())
            with _unless(lambda: current_version(path) == head_version()):
                back_up(path, head_version())
                _migrate(path)
        checks.check_schema(path)


def _create(path: Path) -> None:
    """Make an empty diary; it has its name only once it is whole."""
    checks.check_nothing_is_left(path)
    unfinished = unfinished_beside(path)
    with _unless(path.exists):
        write_private(unfinished, b"")
        _migrate(unfinished)
        _name(unfinished, path)
        sync_folder(path.parent)


@contextmanager
def _unless(is_done: Callable[[], bool]) -> Iterator[None]:
    """Let an error pass only if no other program was quicker, and cleared up after both."""
    try:
        yield
    except (OSError, DatabaseError, sqlite3.Error):
        if not is_done():
            raise


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # unlike a rename, never in place of a file that is there
    except FileExistsError:
        return
    except OSError:  # a disk without links
        unfinished.rename(path)


def _migrate(path: Path) -> None:
    # Foreign keys are off, or rebuilding a table would delete the rows that point to it.
    engine = open_engine(path, foreign_keys=False)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            command.upgrade(_config(connection), "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                reason = f"{len(broken)} rows without their owner, such as {broken[0]}"
                raise StoreUnavailable(DAMAGED, path=path, reason=reason)
    finally:
        engine.dispose()


def known_versions() -> set[str]:
    """Return every schema version that this program can open."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return {script.revision for script in scripts}


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    if connection is not None:
        config.attributes["connection"] = connection
    return config
