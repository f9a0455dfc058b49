"""The SQLite file: opening it, and bringing its schema to the version of this program."""

import contextlib
import sqlite3
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DatabaseError

from tracker.errors import StoreUnavailable

MIGRATIONS = "tracker.store:migrations"
BUSY_TIMEOUT_S = 15.0
_BACKUP_MARK = "-before-"
_one_upgrade_at_a_time = threading.Lock()


def open_engine(path: Path, *, foreign_keys: bool = True) -> Engine:
    """Open the SQLite file without looking at its schema.

    Transactions are opened by SQLAlchemy, not by the driver: a plain BEGIN for reading, BEGIN
    IMMEDIATE with the execution option `writes=True`, so that two writers wait for each other
    instead of failing half-way.
    """
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def open_database(path: Path) -> Engine:
    """Open the database, made or upgraded to this program's schema where needed.

    Raises
    ------
    StoreUnavailable
        If the folder or the file cannot be used, or was made by a newer program.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        upgrade(path)
    except (OSError, DatabaseError) as error:
        raise StoreUnavailable(
            "The data folder {folder} cannot be used ({reason}). Close other programs that may "
            "use it, check that you may write there, or choose another folder.",
            folder=path.parent,
            reason=_reason(error),
        ) from error
    return open_engine(path)


def head_version() -> str:
    """Return the schema version that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "the package always carries its migrations"
    return head


def current_version(path: Path) -> str | None:
    """Return the schema version of the file, None if it has none yet."""
    if not path.exists():
        return None
    engine = open_engine(path)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def upgrade(path: Path) -> None:
    """Bring the file to `head_version`, keeping a copy if there was something to upgrade."""
    with _one_upgrade_at_a_time:  # Alembic's context is one for all threads
        _upgrade(path)


def _upgrade(path: Path) -> None:
    version = current_version(path)
    if version == head_version():
        return
    _check_known(path, version)
    if version is not None:
        _back_up(path)
    # Foreign keys are off, or rebuilding a table would delete the rows that point to it.
    engine = open_engine(path, foreign_keys=False)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            command.upgrade(_config(connection), "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert not broken, f"the migration left dangling rows: {broken}"
    finally:
        engine.dispose()


def remove_backups(path: Path) -> None:
    """Delete the copies that upgrades have kept: they hold what has been deleted since."""
    for copy in path.parent.glob(f"{path.stem}{_BACKUP_MARK}*{path.suffix}"):
        copy.unlink()


def empty_log(engine: Engine) -> None:
    """Write everything into the database file and empty the write-ahead log."""
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _check_known(path: Path, version: str | None) -> None:
    if version is None:
        if path.exists() and _has_tables(path):
            raise StoreUnavailable(
                "{path} is a database of another program. Please choose another data folder.",
                path=path,
            )
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version not in known:
        raise StoreUnavailable(
            "This data folder was last used by a newer Fifth Day (schema {version}; this program "
            "knows {known}). Please update the program; nothing was changed.",
            version=version,
            known=head_version(),
        )


def _has_tables(path: Path) -> bool:
    engine = open_engine(path)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _back_up(path: Path) -> Path:
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}{_BACKUP_MARK}{head_version()}-{stamp}{path.suffix}")
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)  # unlike a file copy, complete even while the WAL is in use
    finally:
        target.close()
        source.close()
    return copy


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _reason(error: OSError | DatabaseError) -> str:
    return str(error.orig) if isinstance(error, DatabaseError) else (error.strerror or str(error))
