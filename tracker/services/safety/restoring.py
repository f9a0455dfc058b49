"""Looking a backup through, and restoring it: unpacked beside, checked whole, then swapped in."""

import contextlib
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tracker.config import Settings
from tracker.errors import NotFound, StoreUnavailable
from tracker.services.data.archive import photo_names
from tracker.services.lock.opening import WrongWords, try_words
from tracker.services.safety.container import (
    find_keys,
    is_whole,
    pieces_in,
    read_manifest,
)
from tracker.services.safety.places import Place, near
from tracker.store.disk.leftovers import noted
from tracker.store.disk.private import make_private_folder, sync_folder, write_private
from tracker.store.disk.swap import RESTORED, is_swapping, swap_in
from tracker.store.home import check_is_in_a_file
from tracker.store.lock.conversion import key_for
from tracker.store.lock.photo_key import open_photos
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store
from tracker.vault import Broken, Key, State, Vault

_DIARY = "fifthday.db"


@dataclass(frozen=True)
class Found:
    """What is in a backup."""

    is_whole: bool
    """Whether it is byte for byte what was written."""
    made_at: str
    """ISO 8601; empty where that part is damaged."""
    photos: int
    missing: tuple[str, ...]
    """Names of the photos, and of other files, that it does not hold whole."""

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is to be wished for."""
        return self.is_whole and not self.missing


def verify(place: Place, words: str, settings: Settings) -> Found:
    """Look a whole backup through: it is unpacked into a folder that is thrown away.

    Parameters
    ----------
    words : str
        The passphrase, or the recovery code, that counted when it was made.

    Raises
    ------
    UserError
        If nothing of the diary can be read; the sentence says why.
    """
    with near(place) as path, _unpacked(path, words, settings) as (*_, found):
        return found


def restore(place: Place, words: str, settings: Settings, now: datetime) -> tuple[Found, Path]:
    """Put a backup in the place of the present data, in whatever state that is.

    Returns
    -------
    found : Found
        What was restored, and what was missing.
    kept : path
        Where the former data is.

    Raises
    ------
    UserError
        If the diary in it cannot be read, or the present one is kept on a server. Nothing was
        changed then.
    """
    check_is_in_a_file(settings)
    with near(place) as path, _unpacked(path, words, settings) as (folder, key, found):
        if settings.photo_store is not None:
            _bring_photos(folder, key, settings)
        return found, swap_in(settings.data_dir, folder, now)


@contextlib.contextmanager
def _unpacked(path: Path, words: str, settings: Settings) -> Iterator[tuple[Path, Key, Found]]:
    folder = settings.data_dir / f"{RESTORED}{uuid.uuid4().hex}"
    try:
        vault, key = _open(path, words)
        make_private_folder(settings.data_dir)
        with noted(settings.database_path, folder):
            make_private_folder(folder)
            yield folder, key, _unpack(path, vault, key, folder)
    except OSError as error:
        if is_swapping(settings.data_dir):
            raise StoreUnavailable(
                "The backup {path} was unpacked, but could not be put in the diary's place "
                "({reason}). Nothing is lost. Please open the diary again: that ends it.",
                path=path,
                reason=error.strerror or error,
            ) from error
        raise StoreUnavailable(
            "The backup {path} could not be unpacked ({reason}). Nothing was changed. Please check "
            "that the file is there and that {folder} has room for it.",
            path=path,
            reason=error.strerror or error,
            folder=settings.data_dir,
        ) from error
    finally:
        if not is_swapping(settings.data_dir):
            shutil.rmtree(folder, ignore_errors=True)


def _open(path: Path, words: str) -> tuple[Vault, Key]:
    vaults = list(_vaults(path))
    if not vaults:
        raise NotFound(
            "{path} is no backup of Fifth Day, or the part that opens it is damaged. Please choose "
            "another file.",
            path=path,
        )
    for vault in vaults:
        if (key := try_words(vault, words)) is not None:
            return vault, key
    raise WrongWords


def _vaults(path: Path) -> Iterator[Vault]:
    for content in find_keys(path):
        with contextlib.suppress(Broken):
            yield Vault.from_bytes(content)


def _unpack(path: Path, vault: Vault, key: Key, folder: Path) -> Found:
    made_at, digests, missing = "", dict[str, str](), list[str]()
    written = dict[str, str]()
    for piece in pieces_in(path, vault.backup_identity(key)):
        if isinstance(piece, str):
            continue  # what is missing is told by the manifest and the diary
        if (said := read_manifest(piece)) is not None:
            made_at, digests, _ = said
            continue
        target = folder / piece.path
        make_private_folder(target.parent)
        write_private(target, piece.content)
        written[piece.path] = hashlib.sha256(piece.content).hexdigest()
    missing += [one for one in digests if one != _DIARY and written.get(one) != digests[one]]
    write_vault(folder, replace(vault, state=State.CLOSED if vault.state.is_locked else State.OPEN))
    photos, gone = _check(path, folder, key)
    strangers = [one for one in missing if not one.startswith("photos/")]
    _sync_all(folder)
    return Found(is_whole(path), made_at, photos, (*gone, *strangers))


def _check(path: Path, folder: Path, key: Key) -> tuple[int, list[str]]:
    """Open what was unpacked as the next start will; return its photos, and those that lack."""
    if not (folder / _DIARY).exists():
        raise StoreUnavailable(
            "The diary in the backup {path} is damaged, at both places where it stands. Nothing "
            "was changed. Please choose an older backup.",
            path=path,
        )
    settings = Settings(folder)
    with closing(Store(settings, key)) as store:
        with store.reading() as records:
            named = list(photo_names(records))
        lacking = [name for name, photo in named if not store.photos.is_whole(photo.digest)]
    (folder / "converting.lock").unlink(missing_ok=True)
    return len(named) - len(lacking), lacking


def _bring_photos(folder: Path, key: Key, settings: Settings) -> None:
    """Bring photos to where they are kept outside the data folder, as they are kept there."""
    restored = Settings(folder)
    away = open_photos(settings, key_for(restored, key), read_only=False)
    with closing(Store(restored, key)) as store:
        with store.reading() as records:
            digests = records.list_digests()
        for digest in filter(store.photos.is_whole, sorted(digests)):
            if not away.is_whole(digest):
                away.put(store.photos.read(digest))
                away.settle(digest, is_needed=True)
    (folder / "converting.lock").unlink(missing_ok=True)
    shutil.rmtree(folder / "photos", ignore_errors=True)


def _sync_all(folder: Path) -> None:
    for one in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync_folder(one)
