"""What every kind of database file can do, and what may be wrong with a database."""

from contextlib import AbstractContextManager
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine


class Trouble(Enum):
    """What keeps a file, or a database on a server, from being used."""

    BUSY = auto()
    """Another program uses it."""
    READ_ONLY = auto()
    """It may only be read."""
    FULL = auto()
    """It cannot grow."""
    UNUSABLE = auto()
    """It, or its folder, cannot be opened."""
    LOST = auto()
    """The server is not there, or was lost half-way."""
    REFUSED = auto()
    """A server does not take a value."""
    DAMAGED = auto()
    """What it holds cannot be: also whatever is not known otherwise."""


class Backend(Protocol):
    """One kind of database file."""

    def open(self, path: Path, *, foreign_keys: bool = True) -> Engine:
        """Open a file, made if absent, without looking at its schema.

        A transaction with the execution option `writes=True` waits for other writers at its
        begin, instead of failing half-way.
        """

    def open_snapshot(self, path: Path) -> Engine:
        """Open the state of a file as it is now; it may be deleted then, nothing can be written."""

    def find_damage(self, path: Path) -> str | None:
        """Look whether a file that is not empty is a database whose pages fit together.

        Returns
        -------
        reason : str or None
            What is wrong with it.
        """

    def back_up(self, path: Path, target: Path) -> None:
        """Copy a file whole, even while another program writes to it."""

    def settle(self, path: Path) -> None:
        """Gather a file from the logs that lie beside it after a program was killed."""

    def forget(self, engine: Engine) -> None:
        """Write a file anew without the traces of what was deleted."""

    def exclusive(self, path: Path) -> AbstractContextManager[None]:
        """Hold a file alone: others neither read it nor write it meanwhile."""
