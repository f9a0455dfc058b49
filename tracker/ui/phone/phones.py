"""Which phones are paired, and which of them is in somebody's hand."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tracker import clock
from tracker.config import Settings
from tracker.errors import DiaryLocked, UserError
from tracker.services.sharing.kept import (
    Device,
    Shared,
    keep_shared,
    load_shared,
    new_device,
)
from tracker.store.sharing.shared_file import shared_path
from tracker.ui.doors.lock import Lock
from tracker.ui.doors.pause import Pause

IDLE_S = 15 * 60.0
"""Seconds after which a phone asks for its short code. Chosen: as the lock's usual pause."""
MOST_WRONG_CODES = 5
"""Wrong short codes that take a phone's admission back. Chosen: of 10,000 codes none is guessed."""


class Phones:
    """The paired phones of a diary, as the file of sharing tells them. Any thread may ask.

    Parameters
    ----------
    find_settings : callable
        Says where the diary is.
    lock : Lock
        Holds the key that the file is sealed with.
    """

    def __init__(self, find_settings: Callable[[], Settings], lock: Lock) -> None:
        self._find_settings, self._lock = find_settings, lock
        self._guard = threading.RLock()
        self._seen: tuple[tuple[Path, int, int], Shared] | None = None
        self._barred: set[str] = set()
        self._pauses: dict[str, Pause] = {}
        self._wrong: dict[str, int] = {}
        self._closers: set[tuple[str, Callable[[], None]]] = set()

    @property
    def kept(self) -> Shared | None:
        """What is kept of sharing, as it is on the disk; remembered while the diary is locked."""
        with self._guard:
            stamp = self._stamp()
            if stamp is None:
                self._seen = None
            elif self._seen is None or self._seen[0] != stamp:
                shared = load_shared(self._find_settings(), self._lock.key)
                self._seen = None if shared is None else (stamp, shared)
            return self._seen[1] if self._seen else None

    def keep(self, shared: Shared) -> None:
        """Keep what is to count from now on.

        Raises
        ------
        DiaryLocked
            If it could not be sealed.
        """
        with self._guard:
            if self._lock.is_needed() and self._lock.key is None:
                raise DiaryLocked
            for device_id in self._barred:
                shared = shared.without(device_id)
            keep_shared(self._find_settings(), self._lock.key, shared)

    def find(self, token: str | None) -> Device | None:
        """Return the phone whose cookie this is, None if it is not (or no longer) paired."""
        kept = self.kept
        device = kept.find(token or "") if kept is not None else None
        return None if device is None or device.device_id in self._barred else device

    def pair(self, name: str, code: str) -> str:
        """Pair a phone and return the token for its cookie."""
        with self._guard:
            kept = self.kept
            if kept is None:
                raise DiaryLocked
            device, token = new_device(name, code, clock.now())
            self.keep(replace(kept, devices=(*kept.devices, device)))
            self._pauses[device.device_id] = Pause()
            return token

    def revoke(self, device_id: str) -> None:
        """Let a phone in no more, and close what is open on it."""
        with self._guard:
            self._barred.add(device_id)  # counts at once, whatever becomes of the file
            self._pauses.pop(device_id, None)
            closers = [close for whose, close in self._closers if whose == device_id]
        for close in closers:
            close()
        kept = self.kept
        if kept is not None:
            self.keep(kept.without(device_id))

    def is_awake(self, device: Device) -> bool:
        """Tell whether a phone was touched a short while ago."""
        pause = self._pauses.get(device.device_id)
        return pause is not None and pause.gone_s < IDLE_S

    def left_s(self, device: Device) -> float:
        """Seconds until a phone asks for its short code."""
        pause = self._pauses.get(device.device_id)
        return 0.0 if pause is None else IDLE_S - pause.gone_s

    def touch(self, device: Device) -> None:
        """Note that somebody holds a phone."""
        if self.is_awake(device):
            self._pauses[device.device_id].begin()

    def wake(self, device: Device, code: str) -> bool:
        """Try a short code; after too many wrong ones the phone is not paired any more."""
        with self._guard:  # one try at a time, and counted before it is made
            tries = self._wrong.get(device.device_id, 0) + 1
            self._wrong[device.device_id] = tries
            if tries <= MOST_WRONG_CODES and device.has_code(code):
                self._wrong.pop(device.device_id)
                self._pauses[device.device_id] = Pause()
                return True
        if tries >= MOST_WRONG_CODES:
            self._bar(device)
        return False

    def is_open(self, device: Device) -> bool:
        """Tell whether a phone shows a page at the moment."""
        with self._guard:
            return any(whose == device.device_id for whose, _ in self._closers)

    def watch(self, device: Device, close: Callable[[], None]) -> Callable[[], None]:
        """Have an open connection told when it is to close; the result ends that."""
        watched = (device.device_id, close)
        with self._guard:
            self._closers.add(watched)
        return lambda: self._closers.discard(watched)

    def close_all(self) -> None:
        """Close what is open on every phone."""
        with self._guard:
            closers = [close for _, close in self._closers]
        for close in closers:
            close()

    def _bar(self, device: Device) -> None:
        try:
            self.revoke(device.device_id)
        except UserError:  # the file cannot be written now; this process lets it in no more
            return

    def _stamp(self) -> tuple[Path, int, int] | None:
        path = shared_path(self._find_settings().data_dir)
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return path, found.st_mtime_ns, found.st_ino
