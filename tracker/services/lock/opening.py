"""Opening a locked diary by its passphrase or its recovery code."""

import threading
from datetime import datetime

from tracker.config import Settings
from tracker.errors import UserError
from tracker.said import Said
from tracker.store.lock.key_ring import find_key
from tracker.store.lock.tries import count_try, forget_tries
from tracker.store.lock.vault_file import read_vault
from tracker.vault import Key, Vault
from tracker.vault.recovery_code import looks_like_code

_WRONG = Said(
    "This is neither the passphrase nor the recovery code of this diary. Please type it again; "
    "mind capital letters and the keyboard’s language."
)
_one_at_a_time = threading.Lock()  # each try takes 256 MiB, and is counted before the next


class WrongWords(UserError):
    """What was typed opens nothing."""

    def __init__(self) -> None:
        super().__init__(_WRONG)


def open_vault(settings: Settings, typed: str, now: datetime) -> tuple[Vault, Key]:
    """Return the vault of a diary and the key in it.

    Parameters
    ----------
    typed : str
        The passphrase or the recovery code.

    Raises
    ------
    WrongWords
        If it is neither.
    TooSoon
        After wrong tries; the sentence says how long to wait.
    """
    with _one_at_a_time:
        vault = read_vault(settings.data_dir)
        assert vault is not None, "asked for only where there is a lock"
        count_try(settings.data_dir, now)
        key = try_words(vault, typed)
        if key is None:
            raise WrongWords
        forget_tries(settings.data_dir)
        return vault, key


def open_key(settings: Settings, typed: str, now: datetime) -> Key:
    """Return the key alone."""
    return open_vault(settings, typed, now)[1]


def open_by_key_ring(settings: Settings) -> Key | None:
    """Return the key of a locked diary from the system's key ring; None if it keeps none."""
    vault = read_vault(settings.data_dir)
    return None if vault is None else find_key(vault)


def try_words(vault: Vault, typed: str) -> Key | None:
    """Return the key of a vault, None if what was typed is neither passphrase nor code."""
    if looks_like_code(typed) and (key := vault.open_by_code(typed)) is not None:
        return key
    return vault.open_by_passphrase(typed)


def is_locked(settings: Settings) -> bool:
    """Tell whether the diary is read with a key."""
    vault = read_vault(settings.data_dir)
    return vault is not None and vault.state.is_locked
