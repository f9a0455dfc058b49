"""A diary in a file of the data folder, plain or locked. One program writes to it at a time."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.store.database import is_read_only, open_database
from tracker.store.disk.copies import unfinished_beside
from tracker.store.disk.leftovers import remove_leftovers
from tracker.store.disk.misplaced import bring_photos_home
from tracker.store.disk.private import close_to_others, write_private
from tracker.store.disk.swap import finish_swap
from tracker.store.faults import said_of_transactions, said_to_people
from tracker.store.forgetting import forget_deleted, promise_to_forget
from tracker.store.lock.conversion import backend_of, key_for, settle_conversion
from tracker.store.lock.gate import Gate
from tracker.store.lock.photo_key import open_photos
from tracker.vault import Key


class FileHome:
    """The file, opened; its schema is upgraded where needed. A locked diary needs its key."""

    def __init__(self, settings: Settings, key: Key | None) -> None:
        self._settings, self._path = settings, settings.database_path
        self.gate = Gate(self._path)
        finish_swap(settings.data_dir)
        self.is_read_only = is_read_only(self._path)
        settle_conversion(settings, may_write=not self.is_read_only)
        key = key_for(settings, key)
        self._is_locked = key is not None
        self._backend = backend_of(key)
        self.reader = open_database(self._path, self._backend)
        self.writer: Engine = self.reader.execution_options(writes=True)
        self.gate.open()
        self.photos = open_photos(settings, key, read_only=self.is_read_only)

    def saying(self) -> AbstractContextManager[None]:
        """Turn errors of the file during a transaction into a sentence."""
        return said_of_transactions(self._path)

    def lock_whole(self, session: Session) -> None:
        """Nothing is to be done: whoever writes has the file alone from the begin on."""

    def lock_person(self, session: Session, person_id: int | None) -> None:
        """Nothing is to be done either."""

    def lock_photos(self, session: Session, digests: Collection[str]) -> None:
        """Nothing is to be done either."""

    def commit(self, session: Session) -> None:
        """End a transaction."""
        session.commit()

    def tidy_up(self, digests: Collection[str]) -> None:
        """Mend what earlier versions, or a program that was ended, left beside the file."""
        courses, place = self._settings.course_dir, self._settings.photo_place
        remove_leftovers(self._path, courses)
        close_to_others([courses, *courses.glob("*")])
        if isinstance(place, Path) and not self._is_locked:  # earlier versions knew no lock
            with said_to_people(self._path):
                bring_photos_home(place, digests)

    def promise_to_forget(self) -> None:
        """Note on the disk that something is about to be deleted."""
        promise_to_forget(self._path)

    def forget_deleted(self) -> None:
        """Write the file anew without what was deleted, if that was promised."""
        forget_deleted(self.reader, self._path, self._backend)

    def find_damage(self) -> str | None:
        """Return what is wrong with the file, None if nothing is."""
        with said_to_people(self._path):
            return self._backend.find_damage(self._path)

    def size_bytes(self) -> int:
        """Return the size of the file."""
        return self._path.stat().st_size

    def copy_whole(self) -> bytes:
        """Return the file as it is; nobody writes while a transaction reads."""
        copy = unfinished_beside(self._path)
        try:
            write_private(copy, b"")
            self._backend.back_up(self._path, copy)
            return copy.read_bytes()
        finally:
            copy.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every connection, and drop what the file was opened with."""
        if (engine := vars(self).pop("reader", None)) is not None:
            engine.dispose()
        for name in ("_backend", "photos", "writer"):
            vars(self).pop(name, None)
