"""Writing a backup: one file that only the passphrase or the recovery code opens."""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.errors import NotFound, StoreUnavailable, UserError
from tracker.services.recovery.courses import own_course_files
from tracker.services.safety.container import Writing, is_whole
from tracker.services.safety.places import Place, send, within
from tracker.store.disk.private import open_private, sync_folder
from tracker.store.lock.vault_file import read_vault
from tracker.store.repository import Store
from tracker.vault import Vault

ENDING = ".fifthday"
_TRIES = 3  # a photo may be deleted while it is copied: then once more


def back_up(store: Store, place: Place, now: datetime) -> Place:
    """Write everything into a new file, and read it back.

    It asks for nothing: it is encrypted to a public key.

    Parameters
    ----------
    place : path or str
        A folder, or an address that fsspec reaches.

    Returns
    -------
    path : path or str
        The file. One that is there is whole.

    Raises
    ------
    UserError
        If there is no passphrase yet, or it cannot be written; nothing half stays behind.
    """
    name = f"fifthday-{now:%Y%m%d-%H%M%S}{ENDING}"
    if isinstance(place, Path):
        return _back_up_here(store, place / name, now)
    with tempfile.TemporaryDirectory(prefix="fifthday-") as folder:
        send(_back_up_here(store, Path(folder) / name, now), f"{place.rstrip('/')}/{name}")
    return within(place, name)


def _back_up_here(store: Store, path: Path, now: datetime) -> Path:
    vault, folder = vault_for_backups(store), path.parent
    unfinished = path.with_suffix(".unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _gone_on_failure(unfinished):
            _write(store, vault, unfinished, now)
            if not is_whole(unfinished):
                raise OSError("what was written could not be read back")
            unfinished.rename(path)
        sync_folder(folder)
    except OSError as error:
        raise StoreUnavailable(
            "The backup could not be written to {folder} ({reason}). Please check the free space "
            "there and that you may write there, or choose another folder.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return path


def vault_for_backups(store: Store) -> Vault:
    """Return what opens backups, or say that a passphrase is to be chosen first."""
    vault = read_vault(store.settings.data_dir)
    if vault is None:
        raise NotFound(
            "Backups are encrypted and need a passphrase. Please choose one first, under “Lock and "
            "backups” in the app or by `fifthday passphrase`."
        )
    return vault


def _write(store: Store, vault: Vault, path: Path, now: datetime) -> None:
    for last in range(_TRIES):
        with open_private(path) as file:
            writing = Writing(file, vault.recipient)
            writing.keys(vault.to_bytes())
            database, digests = store.snapshot()
            writing.piece("fifthday.db", database)
            missing = list(_photos(store, digests, writing))
            if any(_deleted_since(store, missing)) and last + 1 < _TRIES:
                continue
            for name, content in own_course_files(store.settings):
                writing.piece(name, content)
            writing.piece("fifthday.db", database)
            writing.keys(vault.to_bytes(), again=True)
            writing.end(now.isoformat(), missing)
            return


def _photos(store: Store, digests: list[str], writing: Writing) -> Iterator[str]:
    """Add each photo's file as it lies on the disk; yield the digests of those that are gone."""
    for digest in digests:
        try:
            name, content = store.photos.written(digest)
        except UserError:
            yield digest
        else:
            writing.piece(f"photos/{name}", content)


def _deleted_since(store: Store, digests: list[str]) -> Iterator[bool]:
    """Tell of photos that were not found whether they were deleted meanwhile."""
    with store.reading() as records:
        kept = records.list_digests()
    yield from (digest not in kept for digest in digests)


@contextlib.contextmanager
def _gone_on_failure(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
