"""The one file of sharing: the authority with its key, and the phones that are paired.

Without the file no phone is paired, so deleting it takes back every admission.
"""

from pathlib import Path

from tracker.errors import StoreUnavailable
from tracker.store.disk.private import make_private_folder, sync_folder, write_private
from tracker.vault import Broken, Key
from tracker.vault.sealing import seal_of

_NAME, _LABEL = "sharing", "sharing"
_BEGINS = b"{"  # JSON; what is still sealed under another key begins otherwise


def shared_path(data_dir: Path) -> Path:
    """Return where the file is."""
    return data_dir / _NAME


def read_shared_bytes(data_dir: Path, key: Key | None) -> bytes | None:
    """Return what was kept; None if there is nothing that this key reads."""
    try:
        content = seal_of(key).open(shared_path(data_dir).read_bytes(), _LABEL)
        return content if content.startswith(_BEGINS) else None
    except (FileNotFoundError, NotADirectoryError, Broken):
        return None
    except OSError as error:
        raise _unavailable(data_dir, error) from error


def write_shared_bytes(data_dir: Path, key: Key | None, content: bytes) -> None:
    """Keep something in place of what was kept before."""
    unfinished = data_dir / f"unfinished-{_NAME}"
    try:
        make_private_folder(data_dir)
        write_private(unfinished, seal_of(key).close(content, _LABEL))
        unfinished.replace(shared_path(data_dir))
        sync_folder(data_dir)
    except OSError as error:
        raise _unavailable(data_dir, error) from error


def seal_shared(data_dir: Path, before: Key | None, after: Key | None) -> None:
    """Keep the same as before under another seal; nothing happens where it is kept so already."""
    content = read_shared_bytes(data_dir, before)
    if content is not None and read_shared_bytes(data_dir, after) is None:
        write_shared_bytes(data_dir, after, content)


def _unavailable(data_dir: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        "What is needed to share with a phone could not be read or kept ({reason}). Please make "
        "some space on the disk, check that you may write to {folder}, and try again.",
        folder=data_dir,
        reason=error.strerror,
    )
