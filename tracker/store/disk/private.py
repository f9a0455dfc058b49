"""Folders and files that nobody else on this machine may open."""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_OWNER_ONLY = stat.S_IRWXU


def make_private_folder(folder: Path) -> None:
    """Make a folder for its owner only, or close one that is there already."""
    folder.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY)
    close_to_others([folder])


def close_to_others(paths: Iterable[Path]) -> None:
    """Take away what others may do with files and folders; the owner's rights stay as they are."""
    for path in paths:
        # Not ours to close, or on a disk without such rights: it is used as it is.
        with contextlib.suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & ~_OWNER_ONLY:
                path.chmod(mode & _OWNER_ONLY)


def open_to_others(path: Path) -> bool:
    """Tell whether others on this machine may do anything with a file or a folder."""
    with contextlib.suppress(OSError):
        return bool(stat.S_IMODE(path.stat().st_mode) & ~_OWNER_ONLY)
    return False


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only, in place of an earlier one; on the disk when it returns."""
    with open_private(path) as target:
        target.write(content)


@contextlib.contextmanager
def open_private(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for its owner only to write it anew; on the disk once the `with` is over."""
    with open(path, "wb", opener=_private) as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk remember which names a folder holds, where a system can be asked to."""
    with contextlib.suppress(OSError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)
