"""The middleware behind the doors: while the diary is locked, nothing but its keyhole answers."""

import asyncio
import contextlib
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from tracker.errors import UserError
from tracker.ui.doors.keyhole import PATH, draw_keyhole
from tracker.ui.doors.lock import Lock

COOKIE, ONCE = "fifthday", "once"
CLOSED = 4423
"""What a websocket is told when the app locks: HTTP's 423 in the range for applications."""
_LARGEST_FORM = 4096
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
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a download that is under way when the app locks is cut.

        An answer that is not ended has the server close the connection.
        """
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        unwatch = self._lock.watch(lambda: _tell(loop, closing))
        answering = asyncio.ensure_future(self._app(scope, receive, _until(closing, send)))
        ended = asyncio.ensure_future(closing.wait())
        try:
            await asyncio.wait({answering, ended}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                answering.result()
        finally:
            unwatch()
            for one in (answering, ended):
                one.cancel()

    def _admits(self, scope: Scope) -> bool:
        try:
            return self._lock.admits(_token(scope))
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
            return RedirectResponse(PATH, 303) if token is None else self._let_in(token, onward)
        if request.method == "POST":
            try:
                typed = await _typed(request)
                token = await asyncio.to_thread(self._lock.unlock, typed)
                return self._let_in(token, RedirectResponse("/", 303))
            except UserError as error:
                said = error
        page = draw_keyhole(request.headers.get("accept-language", ""), said)
        return HTMLResponse(page, 200 if request.method == "GET" else 403)

    def _let_in(self, token: str, answer: Response) -> Response:
        watch = asyncio.create_task(self._lock.lock_when_idle())
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
        return answer

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a websocket on until the app locks."""
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        socket = _Socket(receive, send, closing, self._lock.touch)
        unwatch = self._lock.watch(lambda: _tell(loop, closing))
        try:
            if self._admits(scope):  # locked between the look and the watch
                await self._app(scope, socket.receive, socket.send)
            else:
                await _refuse(scope, receive, send)
        finally:
            unwatch()


class _Socket:
    """One websocket: what is said through it, until it is to close."""

    def __init__(
        self, receive: Receive, send: Send, closing: asyncio.Event, touch: Callable[[], None]
    ) -> None:
        self._receive, self._send = receive, send
        self._closing, self._touch = closing, touch
        self._is_open = True

    async def receive(self) -> Message:
        """Return the next message, or that the other side is gone once the app has locked."""
        told = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({told, ended}, return_when=asyncio.FIRST_COMPLETED)
            if self._closing.is_set():
                await self._close()
                return {"type": "websocket.disconnect", "code": CLOSED}
            message = told.result()
        finally:
            for one in (told, ended):
                one.cancel()
        if _is_touch(message):
            self._touch()
        return message

    async def send(self, message: Message) -> None:
        """Send a message, unless the app has locked."""
        if not self._closing.is_set():
            await self._send(message)

    async def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            with contextlib.suppress(RuntimeError, OSError):  # the browser was quicker
                await self._send({"type": "websocket.close", "code": CLOSED})


def _until(closing: asyncio.Event, send: Send) -> Send:
    """Return what sends until the app locks."""

    async def sent(message: Message) -> None:
        if not closing.is_set():
            await send(message)

    return sent


def _is_touch(message: Message) -> bool:
    """Tell whether somebody did something: a page that draws itself anew is nobody."""
    if message["type"] != "websocket.receive" or not message.get("bytes"):
        return False
    try:
        return not BackMsg.FromString(message["bytes"]).rerun_script.is_auto_rerun
    except ValueError:  # not Streamlit's
        return False


def _tell(loop: asyncio.AbstractEventLoop, closing: asyncio.Event) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is gone
        loop.call_soon_threadsafe(closing.set)


def _token(scope: Scope) -> str | None:
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    return cookies[COOKIE].value if COOKIE in cookies else None


async def _typed(request: Request) -> str:
    """Return what was typed into the form; it is read here, and never lies on the disk."""
    content = bytearray()
    with contextlib.suppress(ClientDisconnect):
        async for part in request.stream():
            content += part
            if len(content) > _LARGEST_FORM:
                return ""
    return parse_qs(content.decode("utf-8", "replace")).get("words", [""])[0]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": CLOSED})
        return
    accepts = Headers(scope=scope).get("accept", "")
    is_page = scope["method"] == "GET" and "text/html" in accepts
    answer = RedirectResponse(PATH, 303) if is_page else Response(status_code=_REFUSED)
    await answer(scope, receive, send)
