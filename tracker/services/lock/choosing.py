"""Choosing what opens the diary: a passphrase, and a recovery code that is typed back."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from tracker.config import Settings
from tracker.errors import InvalidEntry
from tracker.services.lock.opening import open_vault
from tracker.store.disk.private import make_private_folder
from tracker.store.home import check_is_in_a_file
from tracker.store.lock.conversion import lock_diary, unlock_diary
from tracker.store.lock.key_ring import forget_key, keep_key
from tracker.store.lock.vault_file import read_vault, write_vault
from tracker.store.sharing.shared_file import seal_shared
from tracker.vault import Key, Vault
from tracker.vault.recovery_code import new_code, read_code
from tracker.vault.wrapping import USUAL_COST, Cost

SHORTEST = 10
"""Signs of a passphrase. Chosen: at 256 MiB a try, ten that are no word take years to guess."""


@dataclass(frozen=True)
class Chosen:
    """What counts once the recovery code was typed back."""

    vault: Vault
    key: Key = field(repr=False)
    code: str = field(repr=False)
    """To be shown, printed, and typed back."""


def choose(passphrase: str, again: str, cost: Cost = USUAL_COST) -> Chosen:
    """Make a key and a code for a diary that has none; nothing is kept yet.

    Raises
    ------
    InvalidEntry
        If the passphrase is too short, or was not typed the same twice.
    """
    check_passphrase(passphrase, again)
    key, code = Key.new(), new_code()
    return Chosen(Vault.new(key, passphrase, code, cost), key, code)


def choose_code(settings: Settings, typed: str, now: datetime) -> Chosen:
    """Make another code; the one before opens until the new one was typed back."""
    vault, key = open_vault(settings, typed, now)
    code = new_code()
    return Chosen(vault.with_code(key, code), key, code)


def confirm(settings: Settings, chosen: Chosen, typed: str) -> None:
    """Keep what was chosen, if the code was typed back rightly.

    Raises
    ------
    InvalidEntry
        If it was not; the sentence says where the slip is.
    StoreUnavailable
        If the diary is kept on a server, which knows no passphrase.
    """
    check_is_in_a_file(settings)
    if read_code(typed) != chosen.code:
        raise InvalidEntry(
            "This is not the recovery code that is shown. Please type the one from the screen."
        )
    now = read_vault(settings.data_dir)
    if now is not None and now.vault_id != chosen.vault.vault_id:
        raise InvalidEntry(
            "Another window has chosen a passphrase meanwhile. Please load the page anew."
        )
    make_private_folder(settings.data_dir)
    state = chosen.vault.state if now is None else now.state
    passphrase = chosen.vault.passphrase if now is None else now.passphrase
    write_vault(settings.data_dir, replace(chosen.vault, state=state, passphrase=passphrase))


def change_passphrase(
    settings: Settings, typed: str, passphrase: str, again: str, now: datetime
) -> None:
    """Have another passphrase open the diary; what is typed is the old one, or the code."""
    check_passphrase(passphrase, again)
    vault, key = open_vault(settings, typed, now)
    write_vault(settings.data_dir, vault.with_passphrase(key, passphrase))


def set_idle(settings: Settings, minutes: int) -> None:
    """Keep after how many minutes without a touch the app locks itself."""
    vault = read_vault(settings.data_dir)
    if vault is not None:
        write_vault(settings.data_dir, replace(vault, idle_min=minutes))


def keep_in_key_ring(settings: Settings, typed: str, now: datetime) -> None:
    """Have the system's key ring keep the key, for whoever types what opens the diary."""
    keep_key(*open_vault(settings, typed, now))


def drop_from_key_ring(settings: Settings) -> None:
    """Have the system's key ring forget the key."""
    if (vault := read_vault(settings.data_dir)) is not None:
        forget_key(vault)


def switch_on(settings: Settings, key: Key) -> Iterator[tuple[int, int]]:
    """Lock the diary, yielding how many photos of how many are done. No store may be open."""
    yield from lock_diary(settings, key)
    seal_shared(settings.data_dir, None, key)


def switch_off(settings: Settings, key: Key) -> Iterator[tuple[int, int]]:
    """Unlock the diary for good, likewise."""
    drop_from_key_ring(settings)
    yield from unlock_diary(settings, key)
    seal_shared(settings.data_dir, key, None)


def check_passphrase(passphrase: str, again: str) -> None:
    """Raise InvalidEntry for one that is too short, or not the same twice."""
    if len(passphrase) < SHORTEST:
        raise InvalidEntry(
            "A passphrase has at least {count} signs. Four words that have nothing to do with each "
            "other are easy to keep in mind.",
            count=SHORTEST,
        )
    if passphrase != again:
        raise InvalidEntry("The two passphrases differ. Please type the same one twice.")
