"""Other files beside the database: copies that upgrades keep, and databases not yet finished."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.store.backend import PLAIN, Backend
from tracker.store.disk.private import sync_folder, write_private
from tracker.store.disk.swap import remove_kept

_BACKUP_MARK, _UNFINISHED_MARK = "-before-", "-unfinished-"


def back_up(path: Path, version: str, backend: Backend = PLAIN) -> Path:
    """Keep a copy of a database that is about to be upgraded, whole or not at all."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}{_BACKUP_MARK}{version}-{stamp}{path.suffix}")
    unfinished = unfinished_beside(path)
    try:
        write_private(unfinished, b"")
        backend.back_up(path, unfinished)
        unfinished.replace(copy)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    return copy


def copies_of(path: Path) -> list[Path]:
    """Return the copies that upgrades have kept."""
    return sorted(path.parent.glob(f"{path.stem}{_BACKUP_MARK}*{path.suffix}"))


def remove_copies(path: Path) -> None:
    """Delete the copies that upgrades have kept, and their logs, and what restores have kept."""
    remove_kept(path.parent)
    for copy in _with_logs(path, _BACKUP_MARK):
        copy.unlink(missing_ok=True)


def unfinished_beside(path: Path) -> Path:
    """Return the name of a database that is still being made."""
    return path.with_name(f"{path.stem}{_UNFINISHED_MARK}{os.getpid()}{path.suffix}")


def remove_unfinished(path: Path) -> None:
    """Delete what a program that was ended left half made. Only where the database is there."""
    for file in _with_logs(path, _UNFINISHED_MARK):
        file.unlink(missing_ok=True)


def _with_logs(path: Path, mark: str) -> Iterator[Path]:
    return path.parent.glob(f"{path.stem}{mark}*{path.suffix}*")
