"""The middleware behind the doors: while the diary is locked, nothing but its keyhole answers."""

import asyncio

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.errors import UserError
from tracker.ui.doors.asked import cookie_in, read_form
from tracker.ui.doors.closing import Closable, answer_until
from tracker.ui.doors.keyhole import PATH, draw_keyhole
from tracker.ui.doors.lock import Lock

COOKIE, ONCE = "fifthday", "once"
CLOSED = 4423
"""What a websocket is told when the app locks: HTTP's 423 in the range for applications."""
_REFUSED = 401


class Unlocking:
    """Answers only browsers that have unlocked the diary, and everybody where it has no lock.

    Parameters
    ----------
    app : callable
        What answers inside.
    lock : Lock
        The lock of this process.
    """

    def __init__(self, app: ASGIApp, lock: Lock) -> None:
        self._app = app
        self._lock = lock
        self._watches: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, show the keyhole, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await (await self._at_keyhole(Request(scope, receive)))(scope, receive, send)
        elif not self._admits(scope):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        else:
            await answer_until(self._lock.watch, self._app, scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        try:
            return self._lock.admits(cookie_in(scope, COOKIE))
        except UserError:  # a vault that cannot be read
            return False

    async def _at_keyhole(self, request: Request) -> Response:
        if self._admits(request.scope):
            return RedirectResponse("/", 303)
        said: UserError | None = None
        if request.method == "GET" and (word := request.query_params.get(ONCE)):
            token = await asyncio.to_thread(self._lock.unlock_once, word)
            # The way on begins at a page of ours: a strict cookie is not sent on any other.
            onward = HTMLResponse('<!doctype html><meta http-equiv="refresh" content="0;url=/">')
            if token is None:
                return RedirectResponse(PATH, 303)
            return self._let_in(token, request, onward)
        if request.method == "POST":
            try:
                typed = (await read_form(request)).get("words", "")
                token = await asyncio.to_thread(self._lock.unlock, typed)
                return self._let_in(token, request, RedirectResponse("/", 303))
            except UserError as error:
                said = error
        page = draw_keyhole(request.headers.get("accept-language", ""), said)
        return HTMLResponse(page, 200 if request.method == "GET" else 403)

    def _let_in(self, token: str, request: Request, answer: Response) -> Response:
        watch = asyncio.create_task(self._lock.lock_when_idle())
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        is_secret = request.url.scheme == "https"
        answer.set_cookie(
            COOKIE, token, httponly=True, samesite="strict", path="/", secure=is_secret
        )
        return answer

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a websocket on until the app locks."""
        socket = Closable(receive, send, CLOSED, self._lock.touch)
        unwatch = self._lock.watch(socket.close)
        try:
            if self._admits(scope):  # locked between the look and the watch
                await self._app(scope, socket.receive, socket.send)
            else:
                await _refuse(scope, receive, send)
        finally:
            unwatch()


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSED})
        return
    accepts = Headers(scope=scope).get("accept", "")
    is_page = scope["method"] == "GET" and "text/html" in accepts
    answer = RedirectResponse(PATH, 303) if is_page else Response(status_code=_REFUSED)
    await answer(scope, receive, send)
