"""Websockets and downloads that can be closed from elsewhere, whatever is said through them."""

import asyncio
import contextlib
from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

Watch = Callable[[Callable[[], None]], Callable[[], None]]
"""Has something told when it is to close; the result ends that."""


class Closable:
    """One websocket: what is said through it, until it is to close. Made in the browsers' loop.

    Parameters
    ----------
    receive, send : callable
        The websocket.
    code : int
        What the browser is told when it closes.
    touch : callable
        Told whenever somebody did something.
    """

    def __init__(self, receive: Receive, send: Send, code: int, touch: Callable[[], None]) -> None:
        self._receive, self._send = receive, send
        self._code, self._touch = code, touch
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        self._is_open = True

    def close(self) -> None:
        """Have it closed; any thread may ask."""
        with contextlib.suppress(RuntimeError):  # the loop is gone
            self._loop.call_soon_threadsafe(self._closing.set)

    async def receive(self) -> Message:
        """Return the next message, or that the other side is gone once it is to close."""
        told = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({told, ended}, return_when=asyncio.FIRST_COMPLETED)
            if self._closing.is_set():
                await self._end()
                return {"type": "websocket.disconnect", "code": self._code}
            message = told.result()
        finally:
            for one in (told, ended):
                one.cancel()
        if _is_touch(message):
            self._touch()
        return message

    async def send(self, message: Message) -> None:
        """Send a message, unless it is to close."""
        if not self._closing.is_set():
            await self._send(message)

    async def _end(self) -> None:
        if self._is_open:
            self._is_open = False
            with contextlib.suppress(RuntimeError, OSError):  # the browser was quicker
                await self._send({"type": "websocket.close", "code": self._code})


async def answer_until(
    watch: Watch, app: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    """Have an app answer a request; a download that is under way when it is to close is cut.

    An answer that is not ended has the server close the connection.
    """
    loop, closing = asyncio.get_running_loop(), asyncio.Event()

    def close() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(closing.set)

    async def sent(message: Message) -> None:
        if not closing.is_set():
            await send(message)

    unwatch = watch(close)
    answering = asyncio.ensure_future(app(scope, receive, sent))
    ended = asyncio.ensure_future(closing.wait())
    try:
        await asyncio.wait({answering, ended}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            answering.result()
    finally:
        unwatch()
        for one in (answering, ended):
            one.cancel()


def _is_touch(message: Message) -> bool:
    """Tell whether somebody did something: a page that draws itself anew is nobody."""
    if message["type"] != "websocket.receive" or not message.get("bytes"):
        return False
    try:
        return not BackMsg.FromString(message["bytes"]).rerun_script.is_auto_rerun
    except DecodeError:  # not Streamlit's
        return False
