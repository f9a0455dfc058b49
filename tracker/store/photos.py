"""Photo files, each under the sha256 of its content, behind one fsspec URL.

While a transaction adds or deletes a photo, its file carries the name `unsettled-<digest>`. When
the transaction is over, or at the next start if the program died in it, the database decides:
a file with a row gets its plain name, one without is removed. Files that no transaction touched
are never removed.
"""

import contextlib
import hashlib
import io
import os
from typing import Any

import fsspec

from tracker.errors import NotFound, StoreUnavailable

_UNFINISHED, _UNSETTLED = "unfinished-", "unsettled-"


def digest_of(content: bytes) -> str:
    """Return the name under which the content is kept: its sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class PhotoFiles:
    """A folder of files that never change.

    Parameters
    ----------
    url : str
        Any fsspec URL of a folder, for example `file:///home/ada/photos`. Made if absent.
    """

    def __init__(self, url: str) -> None:
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
            self._files.makedirs(self._root, exist_ok=True)
        except (OSError, ValueError, ImportError) as error:
            raise StoreUnavailable(
                "The photo folder {url} cannot be used ({reason}). "
                "Check that it exists and that you may write there, or choose another one.",
                url=url,
                reason=error,
            ) from error

    def put(self, content: bytes) -> None:
        """Add the content, unsettled. Only within a writing transaction."""
        digest = digest_of(content)
        unfinished = self._path(_UNFINISHED + digest)
        try:
            with self._files.open(unfinished, "wb") as target:
                target.write(content)
                _flush_to_disk(target)
            self._files.mv(unfinished, self._path(_UNSETTLED + digest))
        except OSError as error:
            self._remove(unfinished)
            raise StoreUnavailable(
                "The photo could not be written ({reason}). Please check the free space.",
                reason=error,
            ) from error

    def unsettle(self, digest: str) -> None:
        """Mark a file whose row is about to go. Only within a writing transaction."""
        self._move(digest, _UNSETTLED + digest)

    def settle(self, digest: str, *, is_needed: bool) -> None:
        """Give an unsettled file its plain name, or remove it. It is no error if there is none."""
        if is_needed:
            self._move(_UNSETTLED + digest, digest)
        else:
            self._remove(self._path(_UNSETTLED + digest))
            self._remove(self._path(digest))

    def find_unsettled(self) -> set[str]:
        """Return the digests of unsettled files; what was never finished is removed."""
        names = {path.rsplit("/", 1)[-1] for path in self._files.ls(self._root, detail=False)}
        for name in names:
            if name.startswith(_UNFINISHED):
                self._remove(self._path(name))
        return {name.removeprefix(_UNSETTLED) for name in names if name.startswith(_UNSETTLED)}

    def read(self, digest: str) -> bytes:
        """Return the content.

        Raises
        ------
        NotFound
            If the file is gone.
        StoreUnavailable
            If the content is no longer what was put there.
        """
        # Twice the plain name: the file may be settled between the first look and the second.
        for name in (digest, _UNSETTLED + digest, digest):
            with contextlib.suppress(FileNotFoundError):
                content: bytes = self._files.cat_file(self._path(name))
                if digest_of(content) != digest:
                    raise StoreUnavailable(
                        "A photo file is damaged. Please restore it from a backup."
                    )
                return content
        raise NotFound("The photo's file is missing from the photo folder.")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _move(self, name: str, new_name: str) -> None:
        if self._files.exists(self._path(name)):
            self._files.mv(self._path(name), self._path(new_name))

    def _remove(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(path)


def _flush_to_disk(target: Any) -> None:
    # So that a power cut cannot leave the row without its file; remote stores do it themselves.
    target.flush()
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):
        os.fsync(target.fileno())
