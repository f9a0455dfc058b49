"""What a database's fault means to a person, and what to do about it: of a file, or a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoneFree

from tracker.errors import OutOfReach, StoreUnavailable
from tracker.said import Said
from tracker.store.backend import DRIVER_ERRORS, Trouble, trouble_of, trouble_of_server

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
_OF_SERVERS = {
    Trouble.BUSY: Said(
        "The database {place} has too much to do just now ({reason}). Nothing was changed. Please "
        "try again in a moment."
    ),
    Trouble.READ_ONLY: Said(
        "The database {place} can only be read just now ({reason}). Nothing was changed. Please "
        "tell whoever looks after the server."
    ),
    Trouble.FULL: Said(
        "The server of {place} has no room left ({reason}). Nothing was changed. Please tell "
        "whoever looks after it."
    ),
    Trouble.UNUSABLE: Said(
        "The database {place} cannot be used ({reason}). Please have whoever looks after the "
        "server check its name, its user and what that user may do."
    ),
    Trouble.LOST: Said(
        "The database {place} cannot be reached ({reason}). What was saved is safe there; what was "
        "just being saved was not kept. Please try again in a moment."
    ),
    Trouble.REFUSED: Said(
        "The database {place} does not take something that was entered ({reason}). Nothing was "
        "changed. Please write it in another way."
    ),
    Trouble.DAMAGED: Said(
        "The database {place} reports a fault ({reason}). Nothing was changed. Please have whoever "
        "looks after the server look at it."
    ),
}


@contextmanager
def said_of_server(place: str) -> Iterator[None]:
    """Turn errors of a database on a server into a sentence; a broken constraint passes.

    Raises
    ------
    StoreUnavailable
        In place of errors of the server.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoneFree) as error:
        cause = error.orig if isinstance(error, DBAPIError) else None
        reason = str(cause or error).partition("\n")[0]  # what follows may say what was written
        trouble = _trouble_in(error)
        kind = OutOfReach if trouble in (Trouble.LOST, Trouble.BUSY) else StoreUnavailable
        raise kind(_OF_SERVERS[trouble], place=place, reason=reason) from error


def _trouble_in(error: DBAPIError | NoneFree) -> Trouble:
    if isinstance(error, NoneFree):
        return Trouble.BUSY
    if isinstance(error, DataError):  # the driver itself refuses a NUL, and has no code for it
        return Trouble.REFUSED
    return trouble_of_server(error.orig)


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
