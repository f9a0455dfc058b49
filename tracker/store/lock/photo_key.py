"""The key of photos kept away from the diary: beside them, wrapped under a secret of the server.

The secret is changed by giving the new one before the old one: whatever starts next wraps the key
anew. The photos stay as they are, so nobody waits.
"""

import contextlib
import json
from pathlib import Path

from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.store.disk.folders import Folder, open_folder, said_of_photos
from tracker.store.photos import KEY_NAME, PhotoFiles
from tracker.vault import Key, Seal
from tracker.vault.sealing import is_plain_name, is_sealed_name, seal_of
from tracker.vault.wrapping import Cost, Wrap, from_json, to_json, unwrap, wrap

_LABEL = "photos"
_LEAST_SIGNS = 20
"""Chosen: a secret is drawn by a machine; nobody types it, and none can be guessed."""
_COST = Cost(memory_kib=19 * 1024, iterations=2, lanes=1)
"""Source: OWASP, password storage, the least for Argon2id; several programs start at once."""


def open_photos(settings: Settings, diary: Key | None, *, read_only: bool) -> PhotoFiles:
    """Open the photo files of a diary that is locked with a key, or not locked.

    Raises
    ------
    StoreUnavailable
        As `photo_seal`, or if their place cannot be used.
    """
    return PhotoFiles(
        settings.photo_place,
        settings.thumbnail_dir,
        seal=photo_seal(settings, diary),
        copies=seal_of(diary),
        read_only=read_only,
    )


def photo_seal(settings: Settings, diary: Key | None) -> Seal:
    """Return how the photo files are kept: under the key beside them, else as the diary is.

    Raises
    ------
    StoreUnavailable
        If that key is there and no secret opens it, if it would leave photos unreadable that are
        there already, or if the diary has a lock of its own.
    """
    secrets, place = settings.photo_secrets, settings.photo_place
    if not secrets and isinstance(place, Path) and not (place / KEY_NAME).exists():
        return seal_of(diary)
    if any(len(secret) < _LEAST_SIGNS for secret in secrets):
        raise StoreUnavailable(
            "A key in FIFTHDAY_PHOTO_KEYS has fewer than {number} signs. Please let a machine draw "
            "it, for instance by `openssl rand -hex 32`.",
            number=_LEAST_SIGNS,
        )
    if settings.photo_store is None:
        raise StoreUnavailable(
            "FIFTHDAY_PHOTO_KEYS is for photos that are kept away from the diary: please say "
            "where with FIFTHDAY_PHOTO_STORE, or take the keys away."
        )
    with said_of_photos(place):
        folder = open_folder(place)
        kept = _read(folder)
        if kept is None and diary is None:
            _check_no_key_is_lost(folder)
        if kept is None and not secrets:
            return seal_of(diary)
        if diary is not None:
            raise StoreUnavailable(
                "This diary is locked by its own passphrase, which encrypts its photos, too. "
                "Please take FIFTHDAY_PHOTO_KEYS away, or switch the lock off first."
            )
        return seal_of(_opened(folder, kept, secrets) if kept else _made(folder, secrets))


def _opened(folder: Folder, kept: Wrap, secrets: tuple[str, ...]) -> Key:
    for place, secret in enumerate(secrets):
        if (key := unwrap(kept, secret, _LABEL)) is not None:
            if place:
                folder.write(KEY_NAME, _written(key, secrets[0]))
            return key
    raise StoreUnavailable(
        "The photos are encrypted, and none of the keys in FIFTHDAY_PHOTO_KEYS or "
        "FIFTHDAY_PHOTO_KEY_FILE opens them. Please give the one that they were kept with."
    )


def _made(folder: Folder, secrets: tuple[str, ...]) -> Key:
    if any(map(is_plain_name, folder.names())):
        raise StoreUnavailable(
            "The photo folder holds photos already that are not under FIFTHDAY_PHOTO_KEYS. Please "
            "choose an empty one and bring them there with `fifthday move`."
        )
    # Of several programs that start at once, one makes the key; all read it back.
    with contextlib.suppress(FileExistsError):
        folder.create(KEY_NAME, _written(Key.new(), secrets[0]))
    kept = _read(folder)
    assert kept is not None, "it was just written"
    return _opened(folder, kept, secrets)


def _check_no_key_is_lost(folder: Folder) -> None:
    if any(map(is_sealed_name, folder.names())):
        raise StoreUnavailable(
            "The photo folder holds encrypted photos, and the file {name} that opens them is gone. "
            "Please put it back from a copy of the folder; no new one is made in its place.",
            name=KEY_NAME,
        )


def _written(key: Key, secret: str) -> bytes:
    return json.dumps(to_json(wrap(key, secret, _LABEL, _COST))).encode()


def _read(folder: Folder) -> Wrap | None:
    try:
        return from_json(json.loads(folder.read(KEY_NAME)))
    except FileNotFoundError:
        return None
    except (LookupError, TypeError, ValueError) as error:
        raise StoreUnavailable(
            "The file {name} in the photo folder is damaged. Nothing can be read without it: "
            "please put it back from a backup of the folder.",
            name=KEY_NAME,
        ) from error
