"""The key that tells who is who in tables for research; it is kept apart from them."""

import re
import secrets
from pathlib import Path

from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.store.disk.private import write_private

_BYTES = 32
_WRITTEN = re.compile(rf"[0-9a-f]{{{2 * _BYTES}}}\s*")


def new_key() -> bytes:
    """Return a key that nobody has."""
    return secrets.token_bytes(_BYTES)


def kept_key(file: Path, folder: Path) -> bytes:
    """Return the key of a file, a new one if there is none yet.

    Raises
    ------
    InvalidEntry
        If the file lies in the folder that is given away, or holds no key.
    StoreUnavailable
        If it cannot be read or written.
    """
    if file.resolve().is_relative_to(folder.resolve()):
        raise InvalidEntry(
            "The key tells who is who, so it must not lie in {folder}. Please choose another place "
            "for it, or leave --key out: then nobody keeps it.",
            folder=folder,
        )
    text = _read_key(file)
    if not _WRITTEN.fullmatch(text):
        raise InvalidEntry("{file} holds no key. Please choose another file.", file=file)
    return bytes.fromhex(text.strip())


def _read_key(file: Path) -> str:
    try:
        if not file.exists():
            write_private(file, new_key().hex().encode())
        return file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise StoreUnavailable(
            "The key in {file} cannot be used ({reason}). Please choose another place for it.",
            file=file,
            reason=error.strerror,
        ) from error
