"""Photo files, each under the sha256 of its content, behind one fsspec URL."""

import contextlib
import hashlib
import io
import os
import uuid
from typing import Any

import fsspec

from tracker.errors import NotFound, StoreUnavailable

_UNFINISHED = ".unfinished-"


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
                f"The photo folder {url} cannot be used ({error}). "
                "Check that it exists and that you may write there, or choose another one."
            ) from error

    def put(self, content: bytes) -> str:
        """Keep the content and return its digest; a file appears complete or not at all."""
        digest = digest_of(content)
        if not self._files.exists(self._path(digest)):
            unfinished = f"{self._root}/{_UNFINISHED}{uuid.uuid4().hex}"
            try:
                self._write(unfinished, content)
                self._files.mv(unfinished, self._path(digest))
            except OSError as error:
                self._discard(unfinished)
                raise StoreUnavailable(
                    f"The photo could not be written ({error}). Please check the free space."
                ) from error
        return digest

    def read(self, digest: str) -> bytes:
        """Return the content.

        Raises
        ------
        NotFound
            If the file is gone.
        StoreUnavailable
            If the content is no longer what was put there.
        """
        try:
            content: bytes = self._files.cat_file(self._path(digest))
        except FileNotFoundError as error:
            raise NotFound("The photo's file is missing from the photo folder.") from error
        if digest_of(content) != digest:
            raise StoreUnavailable("A photo file is damaged. Please restore it from a backup.")
        return content

    def delete(self, digest: str) -> None:
        """Delete the file; it is no error if it is not there."""
        self._discard(self._path(digest))

    def digests(self) -> set[str]:
        """Return the digests of all files, after discarding what was never finished."""
        names = {path.rsplit("/", 1)[-1] for path in self._files.ls(self._root, detail=False)}
        for name in names:
            if name.startswith(_UNFINISHED):
                self._discard(f"{self._root}/{name}")
        return {name for name in names if len(name) == 64}

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest}"

    def _write(self, path: str, content: bytes) -> None:
        with self._files.open(path, "wb") as target:
            target.write(content)
            _flush_to_disk(target)

    def _discard(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._files.rm_file(path)


def _flush_to_disk(target: Any) -> None:
    # So that a power cut cannot leave the row without its file; remote stores do it themselves.
    target.flush()
    with contextlib.suppress(AttributeError, io.UnsupportedOperation):
        os.fsync(target.fileno())
