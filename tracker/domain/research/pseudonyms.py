"""Who is who under another name, and when under another date, by a key."""

import hashlib
import hmac
from datetime import date, timedelta

_AWAY_DAYS, _SPREAD_DAYS = 73_049, 3_652
"""Chosen: two centuries, so that no shifted day is a true one of anybody; and ten years, among
which nobody finds the right one."""
_DIGITS = 16
"""Chosen: no two people of any clinic have the same by chance."""


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
