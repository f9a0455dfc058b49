"""A diary's key kept by the operating system's key ring, where there is one and it is wanted.

Whoever is logged in as the owner opens the diary then; nobody else, and nobody with the disk alone.
"""

import contextlib
from collections.abc import Iterator
from types import ModuleType

from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.vault import Broken, Key, Vault

_SERVICE = "Fifth Day"
_TRUSTED = ("SecretService", "libsecret", "kwallet", "macOS", "Windows")
"""Key rings that are the system's own; others may write a plain file."""
_NONE = Said(
    "This computer offers no key ring that Fifth Day can use ({reason}). The diary opens with its "
    "passphrase as before. On Linux, a key ring is part of most desktops (GNOME Keyring, KWallet); "
    "the program's part for it is installed by: uv sync --extra keyring"
)


def keep_key(vault: Vault, key: Key) -> None:
    """Have the key ring keep the key of a vault, and read it back.

    Raises
    ------
    StoreUnavailable
        If there is no key ring, or it refuses.
    """
    with _said():
        ring = _ring()
        ring.set_password(_SERVICE, vault.vault_id, key.reveal().hex())
        if ring.get_password(_SERVICE, vault.vault_id) != key.reveal().hex():
            raise OSError("what was kept could not be read back")


def find_key(vault: Vault) -> Key | None:
    """Return the key of a vault from the key ring; None if it keeps none that opens the vault."""
    with contextlib.suppress(StoreUnavailable), _said():
        kept = _ring().get_password(_SERVICE, vault.vault_id)
        if kept is not None:
            return _checked(vault, kept)
    return None


def forget_key(vault: Vault) -> None:
    """Have the key ring forget the key of a vault; it is no error if it keeps none."""
    with contextlib.suppress(StoreUnavailable), _said():
        ring = _ring()
        if ring.get_password(_SERVICE, vault.vault_id) is not None:
            ring.delete_password(_SERVICE, vault.vault_id)


def _checked(vault: Vault, kept: str) -> Key | None:
    with contextlib.suppress(ValueError, Broken):
        key = Key(bytes.fromhex(kept))
        vault.backup_identity(key)  # opens with the vault's own key only
        return key
    return None


def _ring() -> ModuleType:
    """Return `keyring`, if what stands behind it is the system's own."""
    import keyring

    behind = keyring.get_keyring()
    first = next(iter(getattr(behind, "backends", ())), behind)
    if not any(one in type(first).__module__ for one in _TRUSTED):
        raise OSError(type(first).__module__)
    return keyring


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise StoreUnavailable(_NONE, reason="keyring is not installed") from error
    except Exception as error:  # each system's key ring has errors of its own
        raise StoreUnavailable(_NONE, reason=error) from error
