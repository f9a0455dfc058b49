"""Photo files, each named by the sha256 of its content, or by what a seal makes of that.

While a transaction adds or deletes a photo, its file carries the name `unsettled-<name>`. When
the transaction is over, or at the next start if the program died in it, the database decides:
a file with a row gets its plain name, one without is removed. Files that no transaction touched
are never removed.
"""

import contextlib
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

from tracker.errors import DamagedPhoto, NotFound, OutOfReach, StoreUnavailable
from tracker.store.disk.folders import open_folder, said_of_photos
from tracker.store.thumbnails import Thumbnails
from tracker.vault import PLAIN, SHUT, Broken, Seal

KEY_NAME = "photo-key.json"
"""What lies beside photos that are under a key of their own."""
_SILENT = (
    "The place of the photos does not answer, so nothing was changed there. Please try again in a "
    "moment; if it stays so, have somebody check that its server runs and has free space."
)
_UNFINISHED, _UNSETTLED = "unfinished-", "unsettled-"


def digest_of(content: bytes) -> str:
    """Return the name under which the content is kept: its sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class PhotoFiles:
    """A folder of files that never change.

    Parameters
    ----------
    place : path or str
        A path, or the fsspec URL of a folder elsewhere. Made if absent.
    thumbnails : path, optional
        Folder of the small pictures, on this machine; without it none are kept.
    seal : Seal, optional
        How contents are kept; as they are without it.
    copies : Seal, optional
        How copies of them are kept: as the diary is that they go with.
    read_only : bool
        Whether to leave the folders as they are.
    """

    def __init__(
        self,
        place: Path | str,
        thumbnails: Path | None = None,
        *,
        seal: Seal = PLAIN,
        copies: Seal | None = None,
        read_only: bool = False,
    ) -> None:
        self._seal, self._copies = seal, copies or seal
        self.open_by_settings = self._copies is PLAIN
        """Whether the settings are all that is needed to open them, and no key of a diary."""
        self._is_elsewhere = not isinstance(place, Path)
        self._thumbnails = Thumbnails(thumbnails, seal, read_only=read_only)
        with said_of_photos(place):
            self._folder = open_folder(place, read_only=read_only)

    def forget(self) -> None:
        """Drop the seal: nothing is read or written any more."""
        self._seal = self._copies = SHUT
        self._thumbnails = Thumbnails(None, SHUT, read_only=True)

    def put(self, content: bytes) -> None:
        """Add the content, unsettled. Only within a writing transaction."""
        name = self._seal.name_of(digest_of(content))
        unfinished = _UNFINISHED + name
        try:
            self._folder.write(unfinished, self._seal.close(content, name))
            self._folder.rename(unfinished, _UNSETTLED + name)
        except TimeoutError as error:  # what is left of it goes when it answers again
            raise OutOfReach(_SILENT) from error
        except OSError as error:
            with contextlib.suppress(OSError):
                self._folder.remove(unfinished)
            raise StoreUnavailable(
                "The photo could not be written ({reason}). Please check the free space and that "
                "you may write to the photo folder.",
                reason=error.strerror or error,
            ) from error

    def unsettle(self, digest: str) -> None:
        """Mark a file whose row is about to go. Only within a writing transaction."""
        name = self._seal.name_of(digest)
        with _said_if_stuck():
            self._folder.rename(name, _UNSETTLED + name)

    def settle(self, digest: str, *, is_needed: bool) -> None:
        """Give an unsettled file its plain name, or remove it. It is no error if there is none.

        The small pictures of one that goes are removed after it: `remove_thumbnails`.
        """
        self._settle(self._seal.name_of(digest), is_needed=is_needed)

    def settle_all(self, digests: Collection[str]) -> None:
        """Settle what a killed program left: the files of these photos are needed."""
        needed = set(map(self._seal.name_of, digests))
        for name in self.find_unsettled():
            self._settle(name, is_needed=name in needed)

    def _settle(self, name: str, *, is_needed: bool) -> None:
        with _said_if_stuck():
            if is_needed:
                self._folder.rename(_UNSETTLED + name, name)
            else:
                self._folder.remove(_UNSETTLED + name)
                self._folder.remove(name)

    def find_unsettled(self) -> set[str]:
        """Return the names of unsettled files; what was never finished is removed."""
        with _said_if_stuck():
            names = self._folder.names()
            for name in names:
                if name.startswith(_UNFINISHED):
                    self._folder.remove(name)
        return {name.removeprefix(_UNSETTLED) for name in names if name.startswith(_UNSETTLED)}

    def read(self, digest: str) -> bytes:
        """Return the content.

        Raises
        ------
        NotFound
            If the file is gone.
        StoreUnavailable
            If it cannot be read, or the content is no longer what was put there.
        """
        # Twice the plain name: the file may be settled between the first look and the second.
        name = self._seal.name_of(digest)
        for place in (name, _UNSETTLED + name, name):
            with contextlib.suppress(FileNotFoundError):
                return self._read(place, name, digest)
        raise NotFound(
            "The photo's file is missing from the photo folder. Put it back from a backup, or add "
            "the same photo again."
        )

    def written(self, digest: str) -> tuple[str, bytes]:
        """Return the name of a copy of a photo's file and what is written into it.

        Raises
        ------
        NotFound, StoreUnavailable
            As `read`.
        """
        name = self._copies.name_of(digest)
        return name, self._copies.close(self.read(digest), name)

    def find_thumbnail(self, digest: str) -> bytes | None:
        """Return the small picture of a photo, a JPEG; None where it is to be made anew."""
        return self._thumbnails.find(digest)

    def keep_thumbnail(self, digest: str, content: bytes) -> None:
        """Keep the small picture of a photo, a JPEG; what cannot be kept is made anew."""
        self._thumbnails.keep((digest,), content, lambda: self._is_there(digest))

    def find_pair(self, before: str, after: str) -> bytes | None:
        """Return the small picture of two photos, a JPEG; None where it is to be made anew."""
        return self._thumbnails.find(before, after)

    def keep_pair(self, before: str, after: str, content: bytes) -> None:
        """Keep the small picture of two photos, a JPEG, for as long as both are there."""
        pair = before, after
        self._thumbnails.keep(pair, content, lambda: all(map(self._is_there, pair)))

    def remove_thumbnails(self, digests: Collection[str]) -> None:
        """Delete the small pictures of photos whose files went; all at once, as it looks at all."""
        if digests:
            with _said_if_stuck():
                self._thumbnails.remove(set(map(self._seal.name_of, digests)))

    def remove_stray_thumbnails(self, digests: Collection[str]) -> None:
        """Delete the small pictures of all photos but these. Only within a writing transaction."""
        with _said_if_stuck():
            self._thumbnails.remove_all_but(digests)

    def count_strangers(self, digests: Collection[str]) -> int:
        """Return how many files belong to none of these photos."""
        known = {*map(self._seal.name_of, digests), KEY_NAME}
        with _said_if_stuck():
            return len(self._folder.names() - known)

    def is_whole(self, digest: str) -> bool:
        """Tell whether the content is there and is what was put there."""
        try:
            self.read(digest)
        except (NotFound, StoreUnavailable):
            return False
        return True

    def _is_there(self, digest: str) -> bool:
        name = self._seal.name_of(digest)
        with contextlib.suppress(OSError):
            return any(map(self._folder.has, (name, _UNSETTLED + name, name)))
        return False

    def _read(self, place: str, name: str, digest: str) -> bytes:
        try:
            content = self._seal.open(self._folder.read(place), name)
        except Broken as error:
            raise _damaged() from error
        except FileNotFoundError:
            raise
        except TimeoutError as error:
            raise OutOfReach(_SILENT) from error
        except OSError as error:
            is_lost = self._is_elsewhere and not isinstance(error, PermissionError)
            raise (OutOfReach if is_lost else StoreUnavailable)(
                "A photo file cannot be read ({reason}). Please check the photo folder.",
                reason=error.strerror or error,
            ) from error
        if not self._seal.proves and digest_of(content) != digest:
            raise _damaged()
        return content


def _damaged() -> DamagedPhoto:
    return DamagedPhoto(
        "A photo file is damaged. Put it back from a backup, or add the same photo again."
    )


@contextlib.contextmanager
def _said_if_stuck() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise OutOfReach(_SILENT) from error
    except OSError as error:
        raise StoreUnavailable(
            "A photo file could not be moved or deleted ({reason}). Close other programs that may "
            "use it, check that you may write to the photo folder, and try again.",
            reason=error.strerror or error,
        ) from error
