"""What the store asks of the place of its records."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tracker.store.lock.gate import Gate
from tracker.store.photos import PhotoFiles


class Home(Protocol):
    """An open place of records. Any thread may use it."""

    is_read_only: bool
    """Whether it can only be read."""
    gate: Gate
    """Lets transactions pass, until it is closed or another diary has taken its place."""
    photos: PhotoFiles
    """The files of photos."""

    @property
    def reader(self) -> Engine:
        """What a transaction reads with that sees one unchanging state."""

    @property
    def writer(self) -> Engine:
        """What a transaction writes with."""

    def saying(self) -> AbstractContextManager[None]:
        """Turn errors of the place during a transaction into a sentence.

        Raises
        ------
        StoreUnavailable
            In place of errors of the place, never of the program's own: a broken constraint passes.
        """

    def lock_whole(self, session: Session) -> None:
        """Let nobody else write until the transaction is over."""

    def lock_person(self, session: Session, person_id: int | None) -> None:
        """Let nobody else write of this person until it is over, nor on everybody."""

    def lock_photos(self, session: Session, digests: Collection[str]) -> None:
        """Let nobody else add, delete or settle the files of photos until it is over."""

    def commit(self, session: Session) -> None:
        """End a transaction; it is kept when this returns.

        Raises
        ------
        StoreUnavailable
            If it is not known whether it is.
        """

    def tidy_up(self, digests: Collection[str]) -> None:
        """Mend what earlier versions, or a program that was ended, left beside the records."""

    def promise_to_forget(self) -> None:
        """Note that something is about to be deleted for good."""

    def forget_deleted(self) -> None:
        """Have no traces left of what was deleted, as far as this place can."""

    def find_damage(self) -> str | None:
        """Return what is wrong with the records' pages, None if nothing is."""

    def size_bytes(self) -> int:
        """Return how much the records take, without photos."""

    def copy_whole(self) -> bytes:
        """Return the diary's file as it is while a transaction reads.

        Raises
        ------
        StoreUnavailable
            If there is no file.
        """

    def close(self) -> None:
        """Close every connection. No key is held afterwards."""
