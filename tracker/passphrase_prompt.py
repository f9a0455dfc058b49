"""Asking for a passphrase in a command: from the terminal or a file descriptor, never elsewhere.

An argument would stand in the list of processes and the shell's history, a variable in the
environment of every program that is started.
"""

import getpass
import os
import sys

from tracker import clock
from tracker.config import Settings
from tracker.errors import InvalidEntry
from tracker.services.lock.opening import is_locked, open_by_key_ring, open_key
from tracker.vault import Key

_MOST_BYTES = 4096


def ask_words(prompt: str, descriptor: int | None) -> str:
    """Return what is typed, or stands in the first line of what a descriptor gives."""
    if descriptor is not None:
        return _first_line(descriptor)
    if not sys.stdin.isatty():
        raise InvalidEntry(
            "There is no terminal to ask for the passphrase. Please run this in one; where the "
            "diary is locked already, it can be given by a file descriptor: --passphrase-fd 3 3< "
            "FILE."
        )
    return getpass.getpass(f"{prompt}: ", sys.stderr)


def ask_key(settings: Settings, descriptor: int | None) -> Key | None:
    """Return the key of a locked diary, None where there is no lock.

    The system's key ring is asked first, unless a descriptor is given.
    """
    if not is_locked(settings):
        return None
    if descriptor is None and (key := open_by_key_ring(settings)) is not None:
        return key
    return open_key(settings, ask_words("Passphrase or recovery code", descriptor), clock.now())


def _first_line(descriptor: int) -> str:
    try:
        content = b""
        while (part := os.read(descriptor, _MOST_BYTES)) and len(content) < _MOST_BYTES:
            content += part
    except OSError as error:
        raise InvalidEntry(
            "File descriptor {descriptor} cannot be read ({reason}). Please open it for this "
            "command: --passphrase-fd {descriptor} {descriptor}< FILE.",
            descriptor=descriptor,
            reason=error.strerror,
        ) from error
    return content.decode("utf-8", "replace").partition("\n")[0].removesuffix("\r")
