"""Wrapping a key, so that a passphrase, or a recovery code, opens it by itself."""

import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tracker.vault.keys import Key

_SALT_BYTES = 16
_NONCE_BYTES = 12
_MOST_MEMORY_KIB = 1024 * 1024  # Chosen: a vault from elsewhere shall not take all memory
_MOST_ITERATIONS, _MOST_LANES = 10, 16  # Chosen: nor all time


@dataclass(frozen=True)
class Cost:
    """What one try costs (RFC 9106)."""

    memory_kib: int = 256 * 1024  # Chosen: what a small computer has, and a graphics card has not
    iterations: int = 1  # Measured: .6 s with four lanes on two cores
    lanes: int = 4  # Source: RFC 9106, section 4, both recommended choices

    def is_sane(self) -> bool:
        """Tell whether a try can be paid for at all."""
        return (
            8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.iterations <= _MOST_ITERATIONS
            and 1 <= self.lanes <= _MOST_LANES
        )


USUAL_COST = Cost()


@dataclass(frozen=True)
class Wrap:
    """A key, encrypted under what somebody knows or has on paper."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost


def wrap(key: Key, words: str, label: str, cost: Cost = USUAL_COST) -> Wrap:
    """Wrap a key under a passphrase or a code.

    Parameters
    ----------
    label : str
        Which vault, and which of its ways in: it opens only under the same label.
    """
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    sealed = _cipher(words, salt, cost).encrypt(nonce, key.reveal(), _bound(label, cost))
    return Wrap(salt, nonce, sealed, cost)


def unwrap(wrapped: Wrap, words: str, label: str) -> Key | None:
    """Return the key, None if it is not these words that open it."""
    try:
        cipher = _cipher(words, wrapped.salt, wrapped.cost)
        bound = _bound(label, wrapped.cost)
        return Key(cipher.decrypt(wrapped.nonce, wrapped.sealed, bound))
    except InvalidTag:
        return None


def _cipher(words: str, salt: bytes, cost: Cost) -> AESGCM:
    stretched = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return AESGCM(stretched.derive(unicodedata.normalize("NFKC", words).encode()))


def _bound(label: str, cost: Cost) -> bytes:
    return json.dumps([label, asdict(cost)]).encode()


def to_json(wrapped: Wrap) -> dict[str, Any]:
    """Return a wrap as a JSON object."""
    parts = {"salt": wrapped.salt, "nonce": wrapped.nonce, "sealed": wrapped.sealed}
    return {name: part.hex() for name, part in parts.items()} | asdict(wrapped.cost)


def from_json(found: dict[str, Any]) -> Wrap:
    """Return the wrap of a JSON object.

    Raises
    ------
    LookupError, TypeError, ValueError
        If it is none.
    """
    cost = Cost(*(int(found[name]) for name in ("memory_kib", "iterations", "lanes")))
    if not cost.is_sane():
        raise ValueError("a cost that cannot be paid")
    salt, nonce, sealed = (bytes.fromhex(found[name]) for name in ("salt", "nonce", "sealed"))
    return Wrap(salt, nonce, sealed, cost)
