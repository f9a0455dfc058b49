"""The outermost middleware: of the home network it lets in nobody but paired phones."""

import asyncio
from functools import partial

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.errors import UserError
from tracker.services.sharing.kept import LONGEST_NAME, Device, check_code
from tracker.ui.bare_page import language_of
from tracker.ui.doors import AllowedHosts, Doors
from tracker.ui.doors.asked import cookie_in, read_form
from tracker.ui.doors.closing import Closable, answer_until
from tracker.ui.doors.hosts import is_shared
from tracker.ui.doors.policy import CODE, PAIR
from tracker.ui.doors.refusing import refuse
from tracker.ui.phone.forms import WAIT, draw_ask, draw_code, draw_tries, draw_wait
from tracker.ui.phone.pairing import OPEN_S, Pairing, State
from tracker.ui.phone.phones import Phones

COOKIE, PENDING = "__Host-fifthday-phone", "__Host-fifthday-pairing"
"""Browsers keep such names only over TLS, for this very address, and send them nowhere else."""
DEVICE = "x-fifthday-device"
"""Header by which the pages know which phone asks. What a request brings under it is dropped."""
CLOSED = 4404
_LIFE_S = 400 * 24 * 3600  # Source: browsers keep no cookie longer
_ASLEEP = 401


class Gate:
    """Passes on what this machine asks, and of the home network what a paired phone asks.

    Everybody else there gets the same empty "not found", whatever is asked and whether it exists;
    only the secret of an open door shows a form.

    Parameters
    ----------
    app : callable
        What answers inside; it has doors of its own.
    phones : Phones
        Who may ask.
    pairing : Pairing
        The door by which a phone is let in.
    hosts : AllowedHosts
        The names of this app.
    """

    def __init__(self, app: ASGIApp, phones: Phones, pairing: Pairing, hosts: AllowedHosts) -> None:
        self._app = app
        self._phones, self._pairing, self._hosts = phones, pairing, hosts
        self._forms = Doors(self._answer_form, hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, show a form, or refuse."""
        if scope["type"] == "lifespan" or not is_shared(scope):
            await self._app(_named(scope, None), receive, send)
        elif not self._is_own_host(scope):
            await refuse(scope, receive, send)
        elif (device := self._device(scope)) is not None:
            await self._enter(device, scope, receive, send)
        elif self._may_pair(scope):
            await self._forms(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    def _is_own_host(self, scope: Scope) -> bool:
        hosts = Headers(scope=scope).getlist("host")
        return len(hosts) == 1 and self._hosts.allow(hosts[0], is_shared=True)

    def _device(self, scope: Scope) -> Device | None:
        try:
            return self._phones.find(cookie_in(scope, COOKIE))
        except UserError:  # a file or a vault that cannot be read lets nobody in
            return None

    def _may_pair(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in {"GET", "POST"}:
            return False
        if scope["path"] == WAIT:
            return self._pairing.find(cookie_in(scope, PENDING)) is not None
        if scope["path"] != PAIR:
            return False
        return self._pairing.knows(_key(scope)) or self._pairing.has_too_many_tries

    async def _enter(self, device: Device, scope: Scope, receive: Receive, send: Send) -> None:
        inside = _named(scope, device.device_id)
        if scope["type"] == "http" and scope["path"] == CODE:
            await self._forms(inside, receive, send)
        elif not self._phones.is_awake(device):
            await _ask_code(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(device, inside, receive, send)
        else:
            watch = partial(self._phones.watch, device)
            await answer_until(watch, self._app, inside, receive, send)

    async def _connect(self, device: Device, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a websocket on until the phone is idle, or not paired any more."""
        socket = Closable(receive, send, CLOSED, lambda: self._phones.touch(device))
        unwatch = self._phones.watch(device, socket.close)
        idle = asyncio.create_task(self._close_when_idle(device, socket))
        try:
            if self._device(scope) is None:  # revoked between the look and the watch
                await refuse(scope, receive, send)
            else:
                await self._app(scope, socket.receive, socket.send)
        finally:
            idle.cancel()
            unwatch()

    async def _close_when_idle(self, device: Device, socket: Closable) -> None:
        while self._phones.is_awake(device):
            await asyncio.sleep(max(1.0, min(60.0, self._phones.left_s(device))))
        socket.close()

    async def _answer_form(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["path"] == CODE:
            answer = await self._at_code(request)
        elif scope["path"] == WAIT:
            answer = await self._at_wait(request)
        else:
            answer = await self._at_door(request)
        await answer(scope, receive, send)

    async def _at_door(self, request: Request) -> Response:
        key, language = _key(request.scope), _language(request)
        if self._pairing.has_too_many_tries:
            return HTMLResponse(draw_tries(language), 429)
        if request.method == "GET":
            return HTMLResponse(draw_ask(language, key, None))
        form = await read_form(request)
        name = " ".join(form.get("name", "").split())[:LONGEST_NAME] or "?"
        try:
            check_code(form.get("code", ""))
        except UserError as error:
            return HTMLResponse(draw_ask(language, key, error), 400)
        asking = self._pairing.ask(key, name, form["code"])
        if asking is None:  # another one was quicker
            return Response(status_code=404)
        answer = RedirectResponse(WAIT, 303)
        _set_cookie(answer, PENDING, asking.token, int(OPEN_S))
        return answer

    async def _at_wait(self, request: Request) -> Response:
        token = cookie_in(request.scope, PENDING)
        asking = self._pairing.find(token)
        if asking is None:
            return Response(status_code=404)
        if asking.state is State.WAITS:
            return HTMLResponse(draw_wait(_language(request), asking.number))
        collected = self._pairing.collect(token)
        if collected is None:
            return Response(status_code=404)
        paired = await asyncio.to_thread(self._phones.pair, collected.name, collected.code)
        answer = RedirectResponse("/", 303)
        _set_cookie(answer, COOKIE, paired, _LIFE_S)
        _set_cookie(answer, PENDING, "", 0)
        return answer

    async def _at_code(self, request: Request) -> Response:
        device = self._device(request.scope)
        if device is None:
            return Response(status_code=404)
        if self._phones.is_awake(device):
            return RedirectResponse("/", 303)
        if request.method != "POST":
            return HTMLResponse(draw_code(_language(request), is_wrong=False))
        typed = (await read_form(request)).get("code", "")
        if await asyncio.to_thread(self._phones.wake, device, typed):
            return RedirectResponse("/", 303)
        return HTMLResponse(draw_code(_language(request), is_wrong=True), 403)


async def _ask_code(scope: Scope, receive: Receive, send: Send) -> None:
    """Send a page to the short code, and refuse the rest."""
    if scope["type"] == "websocket":
        await refuse(scope, receive, send)
        return
    accepts = Headers(scope=scope).get("accept", "")
    is_page = scope["method"] == "GET" and "text/html" in accepts
    answer = RedirectResponse(CODE, 303) if is_page else Response(status_code=_ASLEEP)
    await answer(scope, receive, send)


def _named(scope: Scope, device_id: str | None) -> Scope:
    if scope["type"] == "lifespan":
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != DEVICE.encode()]
    if device_id is not None:
        headers.append((DEVICE.encode(), device_id.encode()))
    return {**scope, "headers": headers}


def _key(scope: Scope) -> str:
    return Request(scope).query_params.get("key", "")


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""))


def _set_cookie(answer: Response, name: str, value: str, life_s: int) -> None:
    answer.set_cookie(
        name, value, max_age=life_s, path="/", secure=True, httponly=True, samesite="strict"
    )
