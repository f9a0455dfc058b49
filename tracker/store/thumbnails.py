"""Small pictures of photos and of pairs, so that a list need not read the photos themselves.

They can all be made again: one that cannot be written is no error, and one that is missing or not
whole is made anew. None outlives its photo. Whoever makes one looks again afterwards whether the
photo is still there, and whoever deletes a photo removes the small picture last.
"""

import contextlib
from collections.abc import Callable, Collection
from pathlib import Path

from tracker.store.disk.folders import Folder, LocalFolder
from tracker.store.disk.private import make_private_folder
from tracker.vault import Broken, Seal

_UNFINISHED, _LABEL, _AND = "unfinished-", "thumbnail ", "+"
_JPEG_BEGINS, _JPEG_ENDS = b"\xff\xd8", b"\xff\xd9"


class Thumbnails:
    """A folder of JPEG files, each under the names of the files of its photos.

    Parameters
    ----------
    place : path or None
        None: nothing is kept. Made with the first small picture, for its owner only.
    seal : Seal
        How they are kept, and what their files are called.
    read_only : bool
        Whether to leave the folder as it is.
    """

    def __init__(self, place: Path | None, seal: Seal, *, read_only: bool) -> None:
        self._place = place
        self._seal = seal
        self._read_only = read_only

    @property
    def _folder(self) -> Folder | None:
        """The folder, None where there is none yet."""
        if self._place is None or not self._place.is_dir():
            return None
        return LocalFolder(self._place)

    def find(self, *digests: str) -> bytes | None:
        """Return the small picture of a photo or a pair, None where there is none that is whole."""
        if (folder := self._folder) is None:
            return None
        name = self._name_of(digests)
        with contextlib.suppress(OSError, Broken):
            content = self._seal.open(folder.read(name), _LABEL + name)
            if content.startswith(_JPEG_BEGINS) and content.endswith(_JPEG_ENDS):
                return content
        return None

    def keep(self, digests: tuple[str, ...], content: bytes, is_needed: Callable[[], bool]) -> None:
        """Keep the small picture of a photo or a pair, unless a photo is gone meanwhile."""
        if self._place is None or self._read_only:
            return
        name = self._name_of(digests)
        with contextlib.suppress(OSError):
            make_private_folder(self._place)
            folder = LocalFolder(self._place)
            folder.write(_UNFINISHED + name, self._seal.close(content, _LABEL + name))
            folder.rename(_UNFINISHED + name, name)
        if not is_needed():
            self._remove(name)

    def remove(self, names: Collection[str]) -> None:
        """Delete all small pictures of the photos whose files have names; there may be none.

        Raises
        ------
        OSError
            If one is there and stays there.
        """
        if (folder := self._folder) is not None:
            for one in folder.names():
                if not _photos_of(one).isdisjoint(names):
                    folder.remove(one)

    def remove_all_but(self, digests: Collection[str]) -> None:
        """Delete what a program that was ended left: small pictures without a photo."""
        if (folder := self._folder) is not None:
            needed = set(map(self._seal.name_of, digests))
            for name in folder.names():
                if name.startswith(_UNFINISHED) or not _photos_of(name) <= needed:
                    folder.remove(name)

    def _name_of(self, digests: tuple[str, ...]) -> str:
        return _AND.join(map(self._seal.name_of, digests))

    def _remove(self, name: str) -> None:
        if (folder := self._folder) is not None:
            for one in (name, _UNFINISHED + name):
                folder.remove(one)


def _photos_of(name: str) -> set[str]:
    """Return the names of the photos that a small picture shows."""
    return set(name.removeprefix(_UNFINISHED).split(_AND))
