"""Whether this process may read the diary, and which browsers may ask it to."""

import asyncio
import secrets
import threading
from collections.abc import Callable
from pathlib import Path

from tracker import clock
from tracker.config import Settings, load_settings
from tracker.services.lock.opening import open_by_key_ring, open_vault
from tracker.store.lock.once import take_word
from tracker.store.lock.vault_file import NAME, read_vault
from tracker.ui.doors.pause import Pause
from tracker.vault import Key, Vault

_TOKEN_BYTES = 32
_SHORTEST_LOOK_S = 1.0


class Lock:
    """The diary's key while it is unlocked, and the tokens of the browsers that unlocked it.

    Any thread may ask; the browsers' loop is told by callbacks.

    Parameters
    ----------
    find_settings : callable
        Says where the diary is.
    """

    def __init__(self, find_settings: Callable[[], Settings] = load_settings) -> None:
        self._find_settings = find_settings
        self._guard = threading.RLock()
        self._seen: tuple[tuple[Path, int, int], Vault | None] | None = None
        self._key: Key | None = None
        self._tokens: set[str] = set()
        self._closers: set[Callable[[], None]] = set()
        self._forgetters: list[Callable[[], None]] = []
        self._pause = Pause()

    @property
    def key(self) -> Key | None:
        """The key, None while it is locked or where there is no lock."""
        return self._key

    def is_needed(self) -> bool:
        """Tell whether the diary is locked; a vault that cannot be read counts as locked."""
        vault = self._vault()
        return vault is not None and vault.state.is_locked

    def admits(self, token: str | None) -> bool:
        """Tell whether a browser may ask: there is no lock, or the browser has unlocked it."""
        if not self.is_needed():
            return True
        self.lock_if_idle()
        with self._guard:
            known = [secrets.compare_digest(token or "", one) for one in self._tokens]
        return self._key is not None and any(known)

    def unlock(self, typed: str) -> str:
        """Return a new token for the browser of whoever typed the passphrase or the code.

        Raises
        ------
        UserError
            If it opens nothing, or it is too soon after wrong tries.
        """
        return self._open(open_vault(self._find_settings(), typed, clock.now())[1])

    def unlock_once(self, word: str) -> str | None:
        """Return a new token for the browser of the owner, if the key ring keeps the key.

        Parameters
        ----------
        word : str
            What `fifthday open` gave that browser; a wrong one is asked for no second time.
        """
        settings = self._find_settings()
        if not take_word(settings.data_dir, word, clock.now()):
            return None
        key = open_by_key_ring(settings)
        return None if key is None else self._open(key)

    def _open(self, key: Key) -> str:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._guard:
            self._key = key
            self._tokens.add(token)
            self.touch()
        return token

    def lock(self) -> None:
        """Let nobody in any more, close what is open, and forget what was read."""
        with self._guard:
            self._key = None
            self._tokens.clear()
            closers = list(self._closers)
        for tell in (*closers, *self._forgetters):
            tell()

    def when_locking(self, forget: Callable[[], None]) -> None:
        """Have something forgotten whenever the app locks."""
        if forget not in self._forgetters:
            self._forgetters.append(forget)

    def watch(self, close: Callable[[], None]) -> Callable[[], None]:
        """Have an open connection told when it is to close; the result ends that."""
        with self._guard:
            self._closers.add(close)
        return lambda: self._closers.discard(close)

    def touch(self) -> None:
        """Note that somebody is there."""
        self._pause.begin()

    def lock_if_idle(self) -> None:
        """Lock where nobody has touched anything for too long."""
        if self._key is not None and self._left_s() <= 0:
            self.lock()

    async def lock_when_idle(self) -> None:
        """Look, for as long as the diary is unlocked, whether anybody is still there."""
        while self._key is not None:
            await asyncio.sleep(max(_SHORTEST_LOOK_S, self._left_s()))
            await asyncio.to_thread(self.lock_if_idle)

    def _left_s(self) -> float:
        vault = self._vault()
        limit_s = 0.0 if vault is None else 60.0 * vault.idle_min
        return limit_s - self._pause.gone_s

    def _vault(self) -> Vault | None:
        """Return the vault as it is on the disk, read anew only when it has changed."""
        folder = self._find_settings().data_dir
        try:
            found = (folder / NAME).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        stamp = (folder, found.st_mtime_ns, found.st_ino)
        if self._seen is None or self._seen[0] != stamp:
            self._seen = stamp, read_vault(folder)
        return self._seen[1]


LOCK = Lock()
"""The lock of this process."""
