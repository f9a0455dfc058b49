"""The diary's file: opening it, and bringing its schema to the version of this program."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from tracker.errors import StoreUnavailable
from tracker.store import checks
from tracker.store.backend import DRIVER_ERRORS, PLAIN, Backend
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
_FAULTS: tuple[type[Exception], ...] = (OSError, DatabaseError, *DRIVER_ERRORS)
one_at_a_time = threading.RLock()  # Alembic's context is one for all threads


def open_database(path: Path, backend: Backend = PLAIN) -> Engine:
    """Open the database, made or upgraded to this program's schema where needed.

    Where the folder can only be read, what is opened is a copy of it in memory.

    Raises
    ------
    StoreUnavailable
        If the folder or the file cannot be used, or was made by a newer program.
    """
    with said_to_people(path), one_at_a_time:
        if is_read_only(path):
            return open_snapshot(path, backend, lambda copy: upgrade(copy, backend))
        make_private_folder(path.parent)
        bring_database_home(path)
        if not path.exists():
            _create(path, backend)
        upgrade(path, backend)
        remove_unfinished(path)
        _drop_idle_journal(path, backend)
        close_to_others(path.parent.glob(f"{path.stem}*"))
    return backend.open(path)


def _drop_idle_journal(path: Path, backend: Backend) -> None:
    """Have a journal removed that a killed program had only begun; the next write does."""
    if path.with_name(f"{path.name}-journal").exists():
        backend.settle(path)


def is_read_only(path: Path) -> bool:
    """Tell whether there is a database that can only be read."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def head_version() -> str:
    """Return the schema version that this program works with."""
    head, _ = _scripts_in(MIGRATIONS)
    return head


@cache
def _scripts_in(location: str) -> tuple[str, frozenset[str]]:
    """Return the newest version and all of them; while a program runs, they stay what they are."""
    scripts = ScriptDirectory.from_config(_config_of(location))
    head = scripts.get_current_head()
    assert head is not None, "the package always carries its migrations"
    return head, frozenset(script.revision for script in scripts.walk_revisions())


def current_version(path: Path, backend: Backend = PLAIN) -> str | None:
    """Return the schema version of the file, None if it has none, or several."""
    if not path.exists():
        return None
    with _opened(path, backend) as engine:
        return _version_in(engine)


@contextmanager
def _opened(path: Path, backend: Backend, *, foreign_keys: bool = True) -> Iterator[Engine]:
    engine = backend.open(path, foreign_keys=foreign_keys)
    try:
        yield engine
    finally:
        engine.dispose()


def _version_in(engine: Engine) -> str | None:
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return heads[0] if len(heads) == 1 else None


def upgrade(path: Path, backend: Backend = PLAIN) -> None:
    """Check the file and bring it to `head_version`; a copy is kept of what was upgraded.

    Raises
    ------
    StoreUnavailable
        If the file is not one that can be used. It is as it was then.
    """
    with one_at_a_time:
        checks.check_file(path, backend)
        version = current_version(path, backend)
        if version != head_version():
            checks.check_version(path, version, known_versions(), head_version())
            with _unless(lambda: current_version(path, backend) == head_version()):
                back_up(path, head_version(), backend)
                _migrate(path, backend)
        with _opened(path, backend) as engine:
            checks.check_schema(path, engine)


def _create(path: Path, backend: Backend) -> None:
    """Make an empty diary; it has its name only once it is whole."""
    checks.check_nothing_is_left(path)
    unfinished = unfinished_beside(path)
    with _unless(path.exists):
        write_private(unfinished, b"")
        _migrate(unfinished, backend)
        _name(unfinished, path)
        sync_folder(path.parent)


@contextmanager
def _unless(is_done: Callable[[], bool]) -> Iterator[None]:
    """Let an error pass only if no other program was quicker, and cleared up after both."""
    try:
        yield
    except _FAULTS:
        if not is_done():
            raise


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # unlike a rename, never in place of a file that is there
    except FileExistsError:
        return
    except OSError:  # a disk without links
        unfinished.rename(path)


def _migrate(path: Path, backend: Backend) -> None:
    # Foreign keys are off, or rebuilding a table would delete the rows that point to it.
    with (
        _opened(path, backend, foreign_keys=False) as engine,
        engine.execution_options(writes=True).begin() as connection,
    ):
        command.upgrade(migrations(connection), "head")
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            reason = f"{len(broken)} rows without their owner, such as {broken[0]}"
            raise StoreUnavailable(DAMAGED, path=path, reason=reason)


def known_versions() -> frozenset[str]:
    """Return every schema version that this program can open."""
    _, known = _scripts_in(MIGRATIONS)
    return known


def migrations(connection: Connection | None = None) -> Config:
    """Return what Alembic is called with, to work on a connection."""
    config = _config_of(MIGRATIONS)
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def _config_of(location: str) -> Config:
    config = Config()
    config.set_main_option("script_location", location)
    config.set_main_option("recursive_version_locations", "true")
    return config
