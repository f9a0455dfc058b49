"""A person's records for a clinic's systems: one bundle, each resource checked."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from tracker import clock
from tracker.errors import InvalidEntry, StoreUnavailable, UserError
from tracker.services.data.archive import note_copy
from tracker.services.exchange.fhir.bundle import write_bundle
from tracker.services.exchange.fhir.links import Links
from tracker.services.exchange.fhir.writing import ReadPhoto, resources_of
from tracker.store.disk.private import open_private
from tracker.store.repository import Store


def export_fhir(
    store: Store, person_id: int, file: Path, *, with_photos: bool = True
) -> tuple[str, ...]:
    """Write all that is kept of a person into a new file.

    Returns
    -------
    missing : tuple of str
        Why photos that were wanted are not in it, a sentence each.

    Raises
    ------
    InvalidEntry
        If the file is there already; nothing is overwritten.
    StoreUnavailable
        If it cannot be written; no half file stays behind.
    """
    if file.exists():
        raise InvalidEntry("{file} is there already. Please choose a new name.", file=file)
    with _new_file(file.absolute()) as target:
        missing = _write(store, person_id, target, with_photos)
    note_copy(store, str(file.absolute()))
    return missing


def fhir_to_download(store: Store, person_id: int, *, with_photos: bool) -> IO[bytes]:
    """Return the bundle as an open file, gone when closed."""
    with ExitStack() as stack:
        target = stack.enter_context(tempfile.TemporaryFile())
        _write(store, person_id, target, with_photos)
        target.seek(0)
        note_copy(store, "")
        stack.pop_all()  # the caller closes it
    return target


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    unfinished = file.with_name(f".fifthday-{uuid.uuid4().hex}")
    try:
        with open_private(unfinished) as target:
            yield target
        unfinished.rename(file)
    except OSError as error:
        raise StoreUnavailable(
            "The file could not be written to {file} ({reason}). "
            "Please check the free space and that you may write there.",
            file=file,
            reason=error.strerror,
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write(store: Store, person_id: int, target: IO[bytes], with_photos: bool) -> tuple[str, ...]:
    with store.reading() as records:
        rows = records.list_rows(person_id)
    missing, bundle = list[str](), uuid.uuid4()
    read = _reading(store, missing) if with_photos else lambda _digest: None
    try:
        write_bundle(target, bundle, clock.now(), resources_of(rows, Links(bundle, rows), read))
    except ValueError as error:
        raise StoreUnavailable(
            "Something in the diary is damaged, so that it cannot be said in FHIR. Please look "
            "through it with `fifthday check`; “Export everything” gives all of it as it is."
        ) from error
    return tuple(missing)


def _reading(store: Store, missing: list[str]) -> ReadPhoto:
    def read(digest: str) -> bytes | None:
        try:
            return store.photos.read(digest)
        except UserError as error:
            missing.append(str(error))
            return None

    return read
