"""Sharing with phones of the home network: off, until somebody switches it on."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from tracker import clock
from tracker.config import Settings, load_settings
from tracker.errors import UserError
from tracker.services.sharing.kept import prepare
from tracker.services.sharing.network import own_address
from tracker.ui.doors import HOSTS, LOCK, AllowedHosts, Lock
from tracker.ui.doors.hosts import share
from tracker.ui.doors.policy import PAIR
from tracker.ui.phone.listener import Listener, bind
from tracker.ui.phone.pairing import Pairing
from tracker.ui.phone.phones import Phones
from tracker.ui.phone.setup_page import SetupPage

_FIRST_PORT = 8543
_WAIT_S = 20.0


class Sharing:
    """The listeners of the home network, and what they need.

    Any thread but the browsers' loop may ask.

    Parameters
    ----------
    find_settings : callable
        Says where the diary is.
    lock : Lock
        Holds the diary's key.
    hosts : AllowedHosts
        The names of this app.
    """

    def __init__(
        self, find_settings: Callable[[], Settings], lock: Lock, hosts: AllowedHosts
    ) -> None:
        self._find_settings, self._lock, self._hosts = find_settings, lock, hosts
        self.phones, self.pairing = Phones(find_settings, lock), Pairing()
        self._one_at_a_time = threading.RLock()
        self._app: ASGIApp | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: list[Listener] = []
        self._is_to_resume = True
        self.app_url: str | None = None
        """Where phones find the app; None while it is off."""
        self.setup_url: str | None = None
        """Where phones find the page that explains, over plain http."""

    @contextlib.asynccontextmanager
    async def lifespan(self, app: ASGIApp) -> AsyncIterator[None]:
        """Know the app and its loop while it runs."""
        self._app, self._loop = app, asyncio.get_running_loop()
        await asyncio.to_thread(self.resume)
        try:
            yield
        finally:
            await self._close()
            self._app = self._loop = None

    @property
    def is_on(self) -> bool:
        """Whether phones of the home network may ask."""
        return self.app_url is not None

    @property
    def is_kept_on(self) -> bool:
        """Whether it is on again after the next start."""
        kept = self.phones.kept
        return kept is not None and kept.is_kept_on

    def pair_url(self, secret: str) -> str:
        """Return the address that a phone scans."""
        return f"{self.app_url}{PAIR}?" + urlencode({"key": secret})

    def resume(self) -> None:
        """Switch it on, once, if it was kept on or asked for at the start; a lock opens first."""
        if self._loop is None or (self._lock.is_needed() and self._lock.key is None):
            return
        with self._one_at_a_time:
            asked, self._is_to_resume = self._is_to_resume, False
            if asked and (self._find_settings().is_shared or self.is_kept_on):
                with contextlib.suppress(UserError):  # the page says why when it is asked to
                    self.switch_on()

    def switch_on(self) -> None:
        """Let paired phones ask.

        Raises
        ------
        UserError
            If there is no home network, or it cannot be listened to.
        """
        with self._one_at_a_time:
            if self._app is None or self.is_on:
                return
            address = own_address(self._find_settings().share_address)
            shared = prepare(self.phones.kept, address, clock.now())
            self.phones.keep(shared)
            self._lock.when_locking(self.pairing.shut)
            inside = bind(address, _FIRST_PORT)
            try:
                outside = bind(address, inside.getsockname()[1] + 1)
            except UserError:
                inside.close()
                raise
            setup = SetupPage(self.pairing, self._hosts, shared.authority.der())
            self._hosts.share_as(str(address))
            self._listeners = [
                Listener(share(self._app), inside, shared.certificate),
                Listener(share(setup), outside, None),
            ]
            self._run(self._open())
            self.app_url = f"https://{address}:{inside.getsockname()[1]}"
            self.setup_url = f"http://{address}:{outside.getsockname()[1]}"

    def switch_off(self) -> None:
        """Let no phone ask any more, and close what is open on them."""
        with self._one_at_a_time:
            if self._loop is not None:
                self._run(self._close())

    def keep_on(self, *, is_kept: bool) -> None:
        """Have it on again after the next start, or not."""
        kept = self.phones.kept
        if kept is not None:
            self.phones.keep(replace(kept, is_kept_on=is_kept))

    async def _open(self) -> None:
        for one in self._listeners:
            await one.start()

    async def _close(self) -> None:
        self.app_url = self.setup_url = None
        self._hosts.share_as()
        self.pairing.shut()
        self.phones.close_all()
        listeners, self._listeners = self._listeners, []
        await asyncio.gather(*(one.stop() for one in listeners))

    def _run(self, doing: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(_WAIT_S)


SHARING = Sharing(load_settings, LOCK, HOSTS)
"""The sharing of this process."""
