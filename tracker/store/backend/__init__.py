"""Kinds of databases: files behind one protocol, and a server. Nothing else speaks to a driver.

Statements go through SQLAlchemy everywhere. What is here is what a database needs beyond them: of a
file, opening it, checking it, copying it whole, holding it alone, and forgetting what was deleted;
of a server, opening it, and locks. What is there needs no driver until it is opened.
"""

import sqlite3

from tracker.store.backend.cipher import ERRORS as _CIPHER_ERRORS
from tracker.store.backend.cipher import Cipher as Cipher
from tracker.store.backend.postgres import trouble_of_server as trouble_of_server
from tracker.store.backend.protocol import Backend as Backend
from tracker.store.backend.protocol import Trouble as Trouble
from tracker.store.backend.sqlite import PLAIN as PLAIN
from tracker.store.backend.sqlite import trouble_of as trouble_of


def is_broken_check(error: BaseException | None) -> bool:
    """Tell whether a broken constraint is that of a value which cannot be."""
    return getattr(error, "sqlstate", None) == "23514" or "CHECK constraint" in str(error)


DRIVER_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error, *_CIPHER_ERRORS)
"""What drivers raise where SQLAlchemy does not stand between."""
