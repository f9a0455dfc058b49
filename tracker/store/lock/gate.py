"""The gate before every transaction: shut when a store is closed or its file was exchanged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import StoreUnavailable

_LONGEST_WAIT_S = 15.0  # Chosen: as long as one waits for another program


class Gate:
    """Lets transactions of one store pass, from any thread.

    Parameters
    ----------
    path : path or None
        The diary's file; None where there is none. A connection goes on with the file that it
        opened, even where a restored or a converted one has taken its place: what is written
        there would be lost.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._changed = threading.Condition()
        self._inside = 0
        self._is_shut = False
        self._file = -1

    def open(self) -> None:
        """Remember which file is the diary."""
        self._file = self._now()

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Let a transaction pass, or raise StoreUnavailable once the store is closed."""
        with self._changed:
            if self._is_shut:
                raise _exchanged(self._path)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def check(self) -> None:
        """Raise StoreUnavailable if another file has taken the place of the diary.

        Asked at the begin of a transaction, when no other program can exchange the file any more.
        """
        if not self.is_current():
            raise _exchanged(self._path)

    def is_current(self) -> bool:
        """Tell whether the store may be used."""
        return not self._is_shut and self._now() == self._file

    def close(self) -> None:
        """Shut, and wait until what is inside is done, but not for ever."""
        with self._changed:
            self._is_shut = True
            self._changed.wait_for(lambda: not self._inside, _LONGEST_WAIT_S)

    def _now(self) -> int:
        try:
            return self._path.stat().st_ino if self._path is not None else -1
        except OSError:
            return -1


def _exchanged(path: Path | None) -> StoreUnavailable:
    if path is None:
        return StoreUnavailable(
            "The app is just closing or opening anew. Nothing was changed here. Please load the "
            "page anew."
        )
    return StoreUnavailable(
        "The diary {path} was locked, restored or moved meanwhile. Nothing was changed here. "
        "Please load the page anew, or start Fifth Day again.",
        path=path,
    )
