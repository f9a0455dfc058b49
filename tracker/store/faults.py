"""What a database's fault means to a person, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.store.backend import DRIVER_ERRORS, Trouble, trouble_of

DAMAGED = Said(
    "The diary {path} is damaged ({reason}). Nothing was changed. Please keep a copy of its "
    "folder, and put a backup of this file in its place."
)
_BUSY = Said(
    "The diary {path} is in use by another program ({reason}). "
    "Close other programs that may use it and try again."
)
_READ_ONLY = Said(
    "The diary {path} can only be read ({reason}). Nothing was changed. To go on with it, allow "
    "writing to its folder, or copy the folder to a place where you may write."
)
_FULL = Said(
    "The diary {path} could not be written ({reason}). Nothing was changed. "
    "Please make some space on the disk and try again."
)
_UNUSABLE = Said(
    "The data folder {folder} cannot be used ({reason}). Close other programs that may use it, "
    "check that you may write there, or choose another folder."
)
_SENTENCES = {
    Trouble.BUSY: _BUSY,
    Trouble.READ_ONLY: _READ_ONLY,
    Trouble.FULL: _FULL,
    Trouble.UNUSABLE: _UNUSABLE,
    Trouble.DAMAGED: DAMAGED,
}


@contextmanager
def said_to_people(path: Path) -> Iterator[None]:
    """Turn what a database file or its folder is unfit for into a sentence.

    Raises
    ------
    StoreUnavailable
        In place of any error of the file or its folder.
    """
    try:
        with said_of_transactions(path):
            yield
    except DRIVER_ERRORS as error:
        raise _sentence(path, error) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) else None
        raise StoreUnavailable(_UNUSABLE, folder=path.parent, reason=reason or error) from error


@contextmanager
def said_of_transactions(path: Path) -> Iterator[None]:
    """Turn errors of the file during a transaction into a sentence.

    Raises
    ------
    StoreUnavailable
        In place of errors of the file, never of the program's own: a broken constraint passes.
    """
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, IntegrityError | ProgrammingError):
            raise
        raise _sentence(path, error.orig) from error


def _sentence(path: Path, error: BaseException | None) -> StoreUnavailable:
    sentence = _SENTENCES[trouble_of(error)]
    return StoreUnavailable(sentence, path=path, folder=path.parent, reason=error)
