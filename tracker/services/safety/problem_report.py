"""What helps whoever mends the program: versions, counts and states, nothing of a person.

It names no person, note, rating, date of an entry, file or folder, and is sent nowhere: it is shown
as it is, and the person decides.
"""

import platform
import shutil
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from tracker.errors import UserError
from tracker.services.safety.schedule import list_made, read_place
from tracker.store.database import head_version
from tracker.store.lock.vault_file import read_vault
from tracker.store.repository import Store

_PARTS = (
    *("fifthday", "streamlit", "sqlalchemy", "sqlcipher3", "cryptography", "pyrage", "numpy"),
    *("pandas", "pyarrow", "opencv-python-headless", "pillow", "pillow-heif", "typst", "keyring"),
)


def problem_report(store: Store, now: datetime) -> str:
    """Return the report, line by line; what cannot be found out is said to be so."""
    return "\n".join(
        (
            "Fifth Day: problem report",
            *_machine(),
            *(f"{name}: {_version(name)}" for name in _PARTS),
            *_states(store, now),
            *_counts(store),
        )
    )


def _machine() -> list[str]:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return [
        f"system: {platform.system()} {platform.release()} ({platform.machine()})",
        f"python: {python}",
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _states(store: Store, now: datetime) -> list[str]:
    folder = store.settings.data_dir
    free_gb = shutil.disk_usage(folder).free / 1e9
    return [
        f"schema: {head_version()}",
        f"read only: {store.is_read_only}",
        f"lock: {_lock(store)}",
        f"photos outside the data folder: {store.settings.photo_store is not None}",
        f"diary file: {_file(store)}",
        f"free space: {free_gb:.1f} GB",
        f"last backup: {_last_backup(store, now)}",
    ]


def _lock(store: Store) -> str:
    try:
        vault = read_vault(store.settings.data_dir)
    except UserError:
        return "cannot be read"
    return "none" if vault is None else vault.state.value


def _file(store: Store) -> str:
    try:
        damage = "whole" if store.find_damage() is None else "damaged"
    except UserError:
        damage = "cannot be looked through"
    return f"{store.size_bytes()} bytes, {damage}"


def _last_backup(store: Store, now: datetime) -> str:
    place = read_place(store.settings)
    if place is None:
        return "no place chosen"
    made = list_made(place)
    kind = "address" if isinstance(place, str) else "folder"
    return (
        f"{(now - made[0].at) // timedelta(days=1)} days ago, {kind}" if made else f"none, {kind}"
    )


def _counts(store: Store) -> list[str]:
    try:
        with store.reading() as records:
            return [f"{table}: {len(rows)} rows" for table, _, rows in records.dump_tables()]
    except UserError:
        return ["tables: cannot be read"]
