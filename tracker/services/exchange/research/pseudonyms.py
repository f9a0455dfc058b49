"""Who is who under another name, and when under another date, by a key that is kept apart."""

import hashlib
import hmac
import re
import secrets
from datetime import date, timedelta
from pathlib import Path

from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.store.disk.private import write_private

_BYTES = 32
_WRITTEN = re.compile(rf"[0-9a-f]{{{2 * _BYTES}}}\s*")
_AWAY_DAYS, _SPREAD_DAYS = 73_049, 3_652
"""Chosen: two centuries, so that no shifted day is a true one of anybody; and ten years, among
which nobody finds the right one."""
_DIGITS = 16


class Pseudonyms:
    """Pseudonyms and shifts of one export.

    Parameters
    ----------
    key : bytes
        Whoever has it can tell who is who.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, person_id: int) -> str:
        """Return a person's pseudonym: digits only, so that no name is ever part of it."""
        return f"P{self._number(f'person/{person_id}') % 10**_DIGITS:0{_DIGITS}}"

    def shifted(self, person_id: int, day: date) -> date:
        """Return a day, moved by what is the same for all days of a person."""
        moved = _AWAY_DAYS + self._number(f"shift/{person_id}") % _SPREAD_DAYS
        return day - timedelta(days=moved)

    def _number(self, what: str) -> int:
        return int.from_bytes(hmac.digest(self._key, what.encode(), hashlib.sha256))


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
