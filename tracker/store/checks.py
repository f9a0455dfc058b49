"""What makes a database file unfit for use, each in a sentence."""

import re
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from tracker.errors import StoreUnavailable
from tracker.store import (  # noqa: F401 (their tables are known by being imported)
    circumstance_tables,
    guidance_tables,
)
from tracker.store.access import tables as access_tables  # noqa: F401
from tracker.store.backend import Backend
from tracker.store.clinic import tables as clinic_tables  # noqa: F401
from tracker.store.disk.copies import copies_of
from tracker.store.faults import DAMAGED
from tracker.store.schema import measured_tables  # noqa: F401 (likewise)
from tracker.store.tables import Base, StoreStateRow

_COLUMNS_OF_A_FILE = text(
    "SELECT found.name, has.name FROM sqlite_master AS found, pragma_table_xinfo(found.name) AS has"
)
_PHOTO_NAME = re.compile(r"(unsettled-)?(sealed-)?[0-9a-f]{64}")


def check_nothing_is_left(path: Path) -> None:
    """Refuse to begin a new diary where photos or copies of an earlier one are."""
    photos = path.parent / "photos"
    names = [file.name for file in photos.iterdir()] if photos.is_dir() else []
    if copies_of(path) or any(map(_PHOTO_NAME.fullmatch, names)):
        raise StoreUnavailable(
            "The diary {path} is missing, but photos or copies that belong to it are there. "
            "Please put a backup of this file back, or move the other files out of {folder} to "
            "begin a new diary.",
            path=path,
            folder=path.parent,
        )


def check_file(path: Path, backend: Backend) -> None:
    """Refuse a file that is no database, or whose pages do not fit together."""
    if not path.stat().st_size:
        raise StoreUnavailable(
            "The diary {path} is empty: what it held is gone. Please put a backup of this file in "
            "its place, or delete it to begin a new diary.",
            path=path,
        )
    if reason := backend.find_damage(path):
        raise _damaged(path, reason)


def check_version(path: Path | str, version: str | None, known: Collection[str], head: str) -> None:
    """Refuse a database of another program or of a newer version of this one."""
    if version is None:
        raise StoreUnavailable(
            "{path} is a database of another program, or one whose version was lost. Please "
            "choose another data folder, or put a backup of this file in its place.",
            path=path,
        )
    if version not in known:
        raise StoreUnavailable(
            "This data folder was last used by a newer Fifth Day (schema {version}; this program "
            "knows {known}). Please update the program; nothing was changed.",
            version=version,
            known=head,
        )


def check_schema(path: Path | str, engine: Engine) -> None:
    """Refuse a database in which a table or a column is missing, or is one too many."""
    with engine.connect() as connection:
        found = _columns_in(connection)
        for table in Base.metadata.sorted_tables:
            if strange := {column.name for column in table.columns} ^ found[table.name]:
                raise _damaged(path, f"{table.name}: {', '.join(sorted(strange))}")
        count = connection.scalar(select(func.count()).select_from(StoreStateRow))
        if count != 1:
            raise _damaged(path, f"store_state: {count}")


def _columns_in(connection: Connection) -> defaultdict[str, set[str]]:
    """Return the names of columns by table, at once: SQLAlchemy asks SQLite table by table."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    if connection.dialect.name == "sqlite":
        for table, column in connection.execute(_COLUMNS_OF_A_FILE):
            found[table].add(column)
    else:
        for (_, table), columns in inspect(connection).get_multi_columns().items():
            found[table].update(column["name"] for column in columns)
    return found


def _damaged(path: Path | str, reason: str) -> StoreUnavailable:
    return StoreUnavailable(DAMAGED, path=path, reason=reason)
