"""Files as they lie on the disk: as they are, or encrypted and sealed one by one.

A sealed file is named by an HMAC of what it would be called, because the digest of a picture in
plain sight proves that somebody has that picture. It cannot be changed, cut, or put in the place
of another without being found out.
"""

import hmac
import os
import re
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracker.errors import StoreUnavailable
from tracker.vault.keys import Key

_MARK = b"FifthDay sealed 1\n"
_NONCE_BYTES = 12  # Source: NIST SP 800-38D, 8.2: what AES-GCM is meant to be used with
_NAME_MARK = "sealed-"
_PLAIN_NAME = re.compile(r"((unsettled|unfinished)-)?[0-9a-f]{64}")
_SEALED_NAME = re.compile(r"((unsettled|unfinished)-)?sealed-[0-9a-f]{64}")


class Broken(Exception):
    """What was opened is not what was sealed under this name with this key."""


class Seal(Protocol):
    """How contents are kept."""

    proves: bool
    """Whether what opens is what was sealed, to the last bit, so that no digest need tell."""

    def name_of(self, digest: str) -> str:
        """Return the name of the file of a content."""

    def close(self, content: bytes, label: str) -> bytes:
        """Return what is written for a content.

        Parameters
        ----------
        label : str
            What it is, and whose: it opens only under the same label.
        """

    def open(self, written: bytes, label: str) -> bytes:
        """Return the content of what was written, or raise Broken."""


class _AsItIs:
    proves = False

    def name_of(self, digest: str) -> str:
        return digest

    def close(self, content: bytes, label: str) -> bytes:
        return content

    def open(self, written: bytes, label: str) -> bytes:
        return written


PLAIN: Seal = _AsItIs()
"""How contents are kept where there is no lock."""


class _Shut:
    proves = True

    def name_of(self, digest: str) -> str:
        raise StoreUnavailable(
            "The diary was locked or closed meanwhile. Please load the page anew, or start Fifth "
            "Day again."
        )

    def close(self, content: bytes, label: str) -> bytes:
        raise Broken("shut")

    def open(self, written: bytes, label: str) -> bytes:
        raise Broken("shut")


SHUT: Seal = _Shut()
"""What is left of a seal once its diary is closed."""


class Sealed:
    """AES-256-GCM, a nonce for each file, under keys derived from a diary's key."""

    proves = True

    def __init__(self, key: Key) -> None:
        self._cipher = AESGCM(key.derive("files"))
        self._names = key.derive("names")

    def name_of(self, digest: str) -> str:
        """Return the name of the file of a content."""
        return _NAME_MARK + hmac.digest(self._names, digest.encode(), "sha256").hex()

    def close(self, content: bytes, label: str) -> bytes:
        """Return what is written for a content."""
        nonce = os.urandom(_NONCE_BYTES)
        return b"".join((_MARK, nonce, self._cipher.encrypt(nonce, content, label.encode())))

    def open(self, written: bytes, label: str) -> bytes:
        """Return the content of what was written, or raise Broken."""
        begin = len(_MARK)
        nonce = written[begin : begin + _NONCE_BYTES]
        rest = memoryview(written)[begin + _NONCE_BYTES :]  # a photo is not copied around
        if not written.startswith(_MARK) or len(nonce) != _NONCE_BYTES:
            raise Broken("not sealed")
        try:
            return self._cipher.decrypt(nonce, rest, label.encode())
        except InvalidTag as error:
            raise Broken("not what was sealed") from error


def seal_of(key: Key | None) -> Seal:
    """Return how contents are kept under a key; as they are without one."""
    return PLAIN if key is None else Sealed(key)


def is_plain_name(name: str) -> bool:
    """Tell whether a file's name is that of a photo as it is."""
    return _PLAIN_NAME.fullmatch(name) is not None


def is_sealed_name(name: str) -> bool:
    """Tell, without a key, whether a file's name is that of a sealed one."""
    return _SEALED_NAME.fullmatch(name) is not None
