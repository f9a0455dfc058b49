"""Kinds of database files behind one protocol; nothing else in the store speaks to a driver.

Statements go through SQLAlchemy everywhere. What is here is what a file needs beyond them: opening
it, checking it, copying it whole, holding it alone, and forgetting what was deleted.
"""

import sqlite3

from tracker.store.backend.cipher import ERRORS as _CIPHER_ERRORS
from tracker.store.backend.cipher import Cipher as Cipher
from tracker.store.backend.protocol import Backend as Backend
from tracker.store.backend.protocol import Trouble as Trouble
from tracker.store.backend.sqlite import PLAIN as PLAIN
from tracker.store.backend.sqlite import trouble_of as trouble_of

DRIVER_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error, *_CIPHER_ERRORS)
"""What drivers raise where SQLAlchemy does not stand between."""
