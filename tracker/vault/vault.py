"""The vault: what opens the key of a diary, and whether the diary is locked with it.

Nothing in it is secret. It is written anew for each change, whole or not at all; changing what
opens it never touches the diary.
"""

import json
import re
import uuid
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import pyrage

from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.vault.keys import Key
from tracker.vault.recovery_code import read_code
from tracker.vault.sealing import Broken, Sealed
from tracker.vault.wrapping import USUAL_COST, Cost, Wrap, from_json, to_json, unwrap, wrap

_FORMAT = 1
_ID = re.compile(r"[0-9a-f]{32}")
DAMAGED = Said(
    "The file {path}, which opens the locked diary, is damaged. Please put it back from a copy of "
    "the data folder, or restore a backup: `fifthday restore BACKUP`."
)


class State(Enum):
    """What the diary beside a vault is, and what is being done to it."""

    OPEN = "open"
    """Not locked; the key is for backups only."""
    CLOSING = "closing"
    """Not locked; sealed copies are being made and count for nothing yet."""
    CLOSED_UNSWEPT = "closed, unswept"
    """Locked; plain files may still be there and are to go."""
    CLOSED = "closed"
    """Locked."""
    OPENING = "opening"
    """Locked; plain copies are being made and count for nothing yet."""
    OPEN_UNSWEPT = "open, unswept"
    """Not locked; sealed files may still be there and are to go."""

    @property
    def is_locked(self) -> bool:
        """Tell whether the diary is read with the key."""
        return self in {State.CLOSED_UNSWEPT, State.CLOSED, State.OPENING}


@dataclass(frozen=True)
class Vault:
    """What opens a key."""

    state: State
    passphrase: Wrap
    recovery: Wrap
    recipient: str
    """Public key (age) that backups are encrypted to."""
    identity: bytes = field(repr=False)
    """Its secret, sealed with the diary's key."""
    idle_min: int = 15
    """After so many minutes without a touch the app locks itself."""
    vault_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @classmethod
    def new(cls, key: Key, passphrase: str, code: str, cost: Cost = USUAL_COST) -> "Vault":
        """Return a vault of a key that a passphrase opens, and a recovery code, each by itself."""
        vault_id, identity = uuid.uuid4().hex, pyrage.x25519.Identity.generate()
        return cls(
            state=State.OPEN,
            passphrase=wrap(key, passphrase, f"{vault_id} passphrase", cost),
            recovery=wrap(key, read_code(code), f"{vault_id} recovery", cost),
            recipient=str(identity.to_public()),
            identity=Sealed(key).close(str(identity).encode(), f"{vault_id} identity"),
            vault_id=vault_id,
        )

    def open_by_passphrase(self, passphrase: str) -> Key | None:
        """Return the key, None if this is not the passphrase."""
        return unwrap(self.passphrase, passphrase, f"{self.vault_id} passphrase")

    def open_by_code(self, code: str) -> Key | None:
        """Return the key, None if this is another diary's code; a slip raises InvalidEntry."""
        return unwrap(self.recovery, read_code(code), f"{self.vault_id} recovery")

    def with_passphrase(self, key: Key, passphrase: str) -> "Vault":
        """Return the vault with another passphrase in place of the one before."""
        label, cost = f"{self.vault_id} passphrase", self.passphrase.cost
        return replace(self, passphrase=wrap(key, passphrase, label, cost))

    def with_code(self, key: Key, code: str) -> "Vault":
        """Return the vault with another recovery code in place of the one before."""
        label, cost = f"{self.vault_id} recovery", self.recovery.cost
        return replace(self, recovery=wrap(key, read_code(code), label, cost))

    def backup_identity(self, key: Key) -> str:
        """Return the secret (age) that opens backups, or raise Broken."""
        return Sealed(key).open(self.identity, f"{self.vault_id} identity").decode()

    def to_bytes(self) -> bytes:
        """Return the vault as its file holds it."""
        parts = {
            "format": _FORMAT,
            "id": self.vault_id,
            "state": self.state.value,
            "passphrase": to_json(self.passphrase),
            "recovery": to_json(self.recovery),
            "recipient": self.recipient,
            "identity": self.identity.hex(),
            "idle_min": self.idle_min,
        }
        return json.dumps(parts, indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Vault":
        """Return the vault of a file, or raise Broken."""
        try:
            return cls._from_parts(json.loads(content))
        except (LookupError, TypeError, ValueError, pyrage.RecipientError) as error:
            raise Broken("no vault") from error

    @classmethod
    def _from_parts(cls, parts: dict[str, Any]) -> "Vault":
        if parts["format"] != _FORMAT or not _ID.fullmatch(parts["id"]):
            raise ValueError("another format")
        return cls(
            state=State(parts["state"]),
            passphrase=from_json(parts["passphrase"]),
            recovery=from_json(parts["recovery"]),
            recipient=str(pyrage.x25519.Recipient.from_str(parts["recipient"])),
            identity=bytes.fromhex(parts["identity"]),
            idle_min=max(1, int(parts["idle_min"])),
            vault_id=parts["id"],
        )


def damaged(path: object) -> StoreUnavailable:
    """Return the sentence about a vault that cannot be read."""
    return StoreUnavailable(DAMAGED, path=path)
