"""Locking and unlocking a whole diary: what exists is written anew beside, then takes its place.

Until the vault says so the copies count for nothing; afterwards the originals count for nothing.
The vault's one write is the moment between: whenever a program is killed, the next start only has
to delete what does not count, for which no key is needed.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.config import Settings
from tracker.errors import DiaryLocked, StoreUnavailable
from tracker.store.backend import DRIVER_ERRORS, PLAIN, Backend, Cipher
from tracker.store.backend.exchange import converted
from tracker.store.disk.copies import remove_copies, remove_unfinished
from tracker.store.disk.folders import Folder, open_folder
from tracker.store.disk.private import sync_folder, write_private
from tracker.store.faults import said_to_people
from tracker.store.lock.vault_file import read_vault, write_vault
from tracker.store.photos import digest_of
from tracker.vault import Broken, Key, Seal, State, Vault
from tracker.vault.sealing import is_plain_name, is_sealed_name, seal_of

_UNSETTLED, _UNFINISHED = "unsettled-", "unfinished-"
_DAMAGED = " damaged"


@dataclass(frozen=True)
class _Way:
    """From one kind of diary to the other."""

    begun: State
    """While copies are made."""
    unswept: State
    """Once they count."""
    done: State
    is_old: Callable[[str], bool]
    """Tells a photo file of the kind before by its name."""
    is_new: Callable[[str], bool]


_LOCKING = _Way(State.CLOSING, State.CLOSED_UNSWEPT, State.CLOSED, is_plain_name, is_sealed_name)
_UNLOCKING = _Way(State.OPENING, State.OPEN_UNSWEPT, State.OPEN, is_sealed_name, is_plain_name)
_BACK = {_LOCKING.begun: State.OPEN, _UNLOCKING.begun: State.CLOSED}
_WAYS = {state: way for way in (_LOCKING, _UNLOCKING) for state in (way.begun, way.unswept)}


def backend_of(key: Key | None) -> Backend:
    """Return the kind of database file that a key opens."""
    return PLAIN if key is None else Cipher(key.derive("database"))


def key_for(settings: Settings, key: Key | None) -> Key | None:
    """Return the key that the diary is read with; None if it is not locked.

    Raises
    ------
    DiaryLocked
        If it is, and no key is given.
    """
    vault = read_vault(settings.data_dir)
    if vault is None:
        return key
    if vault.state.is_locked and key is None:
        raise DiaryLocked
    return key if vault.state.is_locked else None


def lock_diary(settings: Settings, key: Key) -> Iterator[tuple[int, int]]:
    """Encrypt what exists, yielding how many photos of how many are done.

    No store may be open in this process. The folder has a vault whose key this is.

    Raises
    ------
    StoreUnavailable
        If it cannot be done. The diary is as it was then, now or at the next start.
    """
    yield from _convert(settings, _LOCKING, None, key)


def unlock_diary(settings: Settings, key: Key) -> Iterator[tuple[int, int]]:
    """Decrypt what exists, likewise."""
    yield from _convert(settings, _UNLOCKING, key, None)


def settle_conversion(settings: Settings, *, may_write: bool = True) -> None:
    """End what a program that was killed while converting left half-way."""
    vault = read_vault(settings.data_dir)
    if vault is None or vault.state not in _WAYS:
        return
    if not may_write:
        raise StoreUnavailable(
            "The lock of {folder} is half-way switched. Please allow writing to the folder once, "
            "so that it can be ended.",
            folder=settings.data_dir,
        )
    with said_to_people(settings.database_path), _alone(settings):
        vault = read_vault(settings.data_dir)
        if vault is not None and vault.state in _WAYS:
            _settle(settings, vault)


def _settle(settings: Settings, vault: Vault) -> None:
    way = _WAYS[vault.state]
    if vault.state is way.unswept:
        _sweep(settings, vault, way)
    else:
        _drop(_converted_path(settings))
        _remove(_photos(settings), way.is_new)
        write_vault(settings.data_dir, replace(vault, state=_BACK[way.begun]))


def _convert(
    settings: Settings, way: _Way, old: Key | None, new: Key | None
) -> Iterator[tuple[int, int]]:
    if settings.photo_secrets:
        raise StoreUnavailable(
            "The photos are encrypted under FIFTHDAY_PHOTO_KEYS. A lock of the diary would encrypt "
            "them once more; please take these keys away first."
        )
    settle_conversion(settings)
    path, target = settings.database_path, _converted_path(settings)
    with said_to_people(path), _alone(settings):
        vault = read_vault(settings.data_dir)
        assert vault is not None and vault.state is _BACK[way.begun], "asked for where it cannot be"
        write_vault(settings.data_dir, replace(vault, state=way.begun))
        try:
            _drop(target)
            write_private(target, b"")
            with converted(path, _raw(old), target, _raw(new)):
                yield from _convert_photos(_photos(settings), way, seal_of(old), seal_of(new))
                sync_folder(settings.data_dir)
                vault = replace(vault, state=way.unswept)
                write_vault(settings.data_dir, vault)
                with contextlib.suppress(PermissionError):  # Windows waits until it is let go
                    _put_in_place(settings)
        except BaseException:
            if vault.state is not way.unswept:
                _settle(settings, replace(vault, state=way.begun))
            raise
        _sweep(settings, vault, way)


def _convert_photos(photos: Folder, way: _Way, old: Seal, new: Seal) -> Iterator[tuple[int, int]]:
    names = sorted(
        name for name in photos.names() if way.is_old(name) and not name.startswith(_UNFINISHED)
    )
    for done, name in enumerate(names):
        yield done, len(names)
        mark = _UNSETTLED if name.startswith(_UNSETTLED) else ""
        digest, content = _opened(photos, name, name.removeprefix(mark), old)
        written = _closed(content, digest, new)
        photos.write(mark + new.name_of(digest), written)
        if photos.read(mark + new.name_of(digest)) != written:
            raise OSError("a photo could not be read back")
    yield len(names), len(names)


def _closed(content: bytes, digest: str, seal: Seal) -> bytes:
    """Return what is written of a photo.

    A plain file is called by its digest, even where it is damaged: it stays so, and is sealed under
    another label, because what opens under its own is taken for whole.
    """
    if not seal.proves or digest_of(content) == digest:
        return seal.close(content, seal.name_of(digest))
    return seal.close(f"{digest}\n".encode() + content, seal.name_of(digest) + _DAMAGED)


def _opened(photos: Folder, place: str, name: str, seal: Seal) -> tuple[str, bytes]:
    """Return the digest that a photo is kept under, and its content."""
    written = photos.read(place)
    if not is_sealed_name(name):
        return name, written
    with contextlib.suppress(Broken):
        content = seal.open(written, name)
        return digest_of(content), content
    with contextlib.suppress(Broken):
        digest, _, content = seal.open(written, name + _DAMAGED).partition(b"\n")
        return digest.decode(), content
    raise StoreUnavailable(
        "The file {name} in the photo folder is damaged, so that the lock cannot be switched "
        "off: what is there could not be read then. Please restore a backup, or delete the "
        "photo that cannot be shown.",
        name=place,
    )


def _sweep(settings: Settings, vault: Vault, way: _Way) -> None:
    """Delete all that does not count any more. Done again as often as it is interrupted."""
    _put_in_place(settings)
    remove_copies(settings.database_path)
    remove_unfinished(settings.database_path)
    if settings.thumbnail_dir.is_dir():
        shutil.rmtree(settings.thumbnail_dir)
    _remove(_photos(settings), way.is_old)
    sync_folder(settings.data_dir)
    write_vault(settings.data_dir, replace(vault, state=way.done))


def _put_in_place(settings: Settings) -> None:
    path, new = settings.database_path, _converted_path(settings)
    if new.exists():
        # A journal of the old file would be played back into the new one.
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        new.replace(path)
        sync_folder(path.parent)


def _drop(database: Path) -> None:
    """Delete a database that counts for nothing, and first what would be played back into it."""
    database.with_name(f"{database.name}-journal").unlink(missing_ok=True)
    database.unlink(missing_ok=True)


def _remove(photos: Folder, is_meant: Callable[[str], bool]) -> None:
    for name in filter(is_meant, photos.names()):
        photos.remove(name)


def _photos(settings: Settings) -> Folder:
    return open_folder(settings.photo_place)


def _converted_path(settings: Settings) -> Path:
    return settings.database_path.with_name("converted.db")


def _raw(key: Key | None) -> bytes | None:
    return None if key is None else key.derive("database")


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep other programs, and other threads, from converting or settling meanwhile."""
    lock = settings.data_dir / "converting.lock"
    if not lock.exists():
        write_private(lock, b"")
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(PLAIN.exclusive(lock))
        except DRIVER_ERRORS as error:
            raise StoreUnavailable(
                "The diary is just being locked or unlocked by another window or program. Please "
                "wait until that is over, then load the page anew."
            ) from error
        yield
