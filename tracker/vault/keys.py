"""The one key of a diary, and the keys that are derived from it, each for one purpose."""

import os

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Key:
    """A diary's key: random, the same as long as the diary lives, never shown.

    Parameters
    ----------
    secret : bytes
        32 random bytes.

    Raises
    ------
    ValueError
        If it is no such key.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"A key has {KEY_BYTES} bytes, not {len(secret)}.")
        self._secret = secret

    @classmethod
    def new(cls) -> "Key":
        """Return a key that nobody has seen."""
        return cls(os.urandom(KEY_BYTES))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._secret == other._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def reveal(self) -> bytes:
        """Return the key itself: for wrapping it, and for nothing else."""
        return self._secret

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, from which nobody can tell those for another.

        Source: RFC 5869 (HKDF) with SHA-256.
        """
        info = f"fifthday {purpose} 1".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self._secret)
