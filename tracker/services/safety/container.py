"""The one file of a backup: a tar of age files, each of which says by itself what it holds.

In front stand the keys, wrapped by passphrase and recovery code. Keys and diary are there a second
time at the end, so that no single damage loses them. The last 64 signs are the SHA-256 of all
before them: whatever changes is found without any key.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyrage

KEYS = "vault.json"
_MANIFEST, _AGAIN = "manifest", "again/"
_BLOCK, _DIGEST_SIGNS = 512, 64
_CHUNK = 1 << 20
_MAGIC, _MAGIC_AT = b"ustar\x0000", 257  # Source: POSIX.1-1988, ustar
_PATH = re.compile(
    r"fifthday\.db|manifest|(photos|reference)/[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._-]{0,119}"
)


@dataclass(frozen=True)
class Piece:
    """One file of a backup, decrypted."""

    path: str
    """Where it belongs in the data folder."""
    content: bytes


class Writing:
    """A backup while it is written.

    Parameters
    ----------
    file : binary file
        Where to.
    recipient : str
        Public key (age) that opens nothing.
    """

    def __init__(self, file: IO[bytes], recipient: str) -> None:
        self._file = file
        self._recipient = pyrage.x25519.Recipient.from_str(recipient)
        self._digest = hashlib.sha256()
        self._count = 0
        self._digests: dict[str, str] = {}

    def keys(self, content: bytes, *, again: bool = False) -> None:
        """Add the wrapped keys, which are no secret."""
        self._member(_AGAIN * again + KEYS, content)

    def piece(self, path: str, content: bytes) -> None:
        """Add one file of the data folder."""
        self._digests[path] = hashlib.sha256(content).hexdigest()
        self._seal(path, content)

    def end(self, made_at: str, missing: list[str]) -> str:
        """Add the manifest and the digest of everything, and return that."""
        manifest = {"made_at": made_at, "files": self._digests, "missing": missing}
        self._seal(_MANIFEST, json.dumps(manifest).encode())
        self._write(bytes(2 * _BLOCK))
        digest = self._digest.hexdigest()
        self._file.write(digest.encode())
        return digest

    def _seal(self, path: str, content: bytes) -> None:
        digest = hashlib.sha256(content).hexdigest()
        head = json.dumps({"path": path, "sha256": digest}).encode() + b"\n"
        self._count += 1
        sealed = pyrage.encrypt(head + content, [self._recipient])
        self._member(f"files/{self._count:06}.age", sealed)

    def _member(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self._write(info.tobuf(tarfile.USTAR_FORMAT))
        self._write(content)
        self._write(bytes(-len(content) % _BLOCK))

    def _write(self, content: bytes) -> None:
        self._digest.update(content)
        self._file.write(content)


def is_whole(path: Path) -> bool:
    """Tell, without a key, whether a backup is byte for byte what was written."""
    left, digest = path.stat().st_size - _DIGEST_SIGNS, hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(_CHUNK, left))):
            digest.update(part)
            left -= len(part)
        return left == 0 and file.read() == digest.hexdigest().encode()


def find_keys(path: Path) -> Iterator[bytes]:
    """Yield what may be the wrapped keys."""
    yield from (content for name, content in _members(path) if name.endswith(KEYS))


def pieces_in(path: Path, identity: str) -> Iterator[Piece | str]:
    """Yield every piece that is whole; of what is damaged the name that it has in the file."""
    secret = pyrage.x25519.Identity.from_str(identity)
    for name, content in _members(path):
        if not name.endswith(KEYS):
            try:
                yield _opened(pyrage.decrypt(content, [secret]))
            except (pyrage.DecryptError, LookupError, TypeError, ValueError):
                yield name


def read_manifest(piece: Piece) -> tuple[str, dict[str, str], list[str]] | None:
    """Return when a backup was made, the digests by path, and what was missing then."""
    if piece.path != _MANIFEST:
        return None
    parts = json.loads(piece.content)
    return str(parts["made_at"]), dict(parts["files"]), list(parts["missing"])


def _opened(content: bytes) -> Piece:
    head, _, rest = content.partition(b"\n")
    said = json.loads(head)
    if not _PATH.fullmatch(said["path"]) or hashlib.sha256(rest).hexdigest() != said["sha256"]:
        raise ValueError("not what it says")
    return Piece(said["path"], rest)


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents; after what is damaged, go on at the next head that is not."""
    at = 0
    with path.open("rb") as file:
        while (begin := _find_head(file, at)) is not None:
            info = _head_at(file, begin)
            assert info is not None, "it was just found"
            content = file.read(info.size)
            yield info.name, content
            after = begin + _BLOCK + info.size + -info.size % _BLOCK
            # Where bytes were taken out or put in, the next head stands elsewhere.
            at = after if _is_between(file, after) else begin + _BLOCK


def _find_head(file: IO[bytes], at: int) -> int | None:
    """Return where the next head begins, at this place or behind it; None if there is none."""
    while True:
        if _head_at(file, at) is not None:
            return at
        file.seek(at + 1 + _MAGIC_AT)
        part = file.read(_CHUNK)
        if len(part) < len(_MAGIC):
            return None
        found = part.find(_MAGIC)
        at += 1 + (found if found >= 0 else len(part) - len(_MAGIC) + 1)


def _head_at(file: IO[bytes], at: int) -> tarfile.TarInfo | None:
    file.seek(at)
    try:
        info = tarfile.TarInfo.frombuf(file.read(_BLOCK), "utf-8", "strict")
    except (tarfile.HeaderError, ValueError):
        return None
    return info if info.isreg() and info.size >= 0 else None


def _is_between(file: IO[bytes], at: int) -> bool:
    """Tell whether a member may begin here, or the file end."""
    if _head_at(file, at) is not None:
        return True
    file.seek(at)
    return not any(file.read(_BLOCK))
