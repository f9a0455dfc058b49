"""Photo files as one viewer may see them."""

from collections.abc import Callable
from typing import Any

from tracker.errors import Refused
from tracker.store.photos import PhotoFiles


class SeenFiles(PhotoFiles):
    """Files of photos whose row the viewer may see, never of a digest alone.

    Parameters
    ----------
    whole : PhotoFiles
    check : callable
        Refuses digests that the viewer may not see.
    """

    def __init__(self, whole: PhotoFiles, check: Callable[..., None]) -> None:
        self._whole, self._check = whole, check

    def __getattribute__(self, name: str) -> Any:
        """Refuse whatever is not let through here; nothing of the files' own is open."""
        if name.startswith("_") or name in _FILE_CALLS:
            return object.__getattribute__(self, name)
        raise Refused

    def read(self, digest: str) -> bytes:
        """Return the content of a photo."""
        self._check(digest)
        return self._whole.read(digest)

    def is_whole(self, digest: str) -> bool:
        """Tell whether a photo's file is as it was written."""
        self._check(digest)
        return self._whole.is_whole(digest)

    def find_thumbnail(self, digest: str) -> bytes | None:
        """Return the small picture of a photo."""
        self._check(digest)
        return self._whole.find_thumbnail(digest)

    def keep_thumbnail(self, digest: str, content: bytes) -> None:
        """Keep the small picture of a photo."""
        self._check(digest)
        self._whole.keep_thumbnail(digest, content)

    def find_pair(self, before: str, after: str) -> bytes | None:
        """Return what was drawn of two photos."""
        self._check(before, after)
        return self._whole.find_pair(before, after)

    def keep_pair(self, before: str, after: str, content: bytes) -> None:
        """Keep what was drawn of two photos."""
        self._check(before, after)
        self._whole.keep_pair(before, after, content)


_FILE_CALLS = frozenset(
    {"read", "is_whole", "find_thumbnail", "keep_thumbnail", "find_pair", "keep_pair"}
)
