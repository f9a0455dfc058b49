"""A window of the app without a browser: it speaks what Streamlit's own page speaks."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets import Origin, Subprotocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.benchmark.crowd.signing_in import XSRF_COOKIE, Cookies

LONGEST_S = float(os.environ.get("LONGEST_S", "90"))
"""How long an interaction may take before it has failed. Chosen: longer than anybody waits."""


class Broken(Exception):
    """An interaction that failed: an error on the page, no end, or a lost connection."""


class Window:
    """One window of a person who is signed in.

    Parameters
    ----------
    address : str
        Where the app is, such as `http://localhost:8501`.
    cookies : mapping
        Those of the person's browser.
    page : str
        The page that it opens at.
    """

    def __init__(self, address: str, cookies: Cookies, page: str) -> None:
        self._address, self._cookies, self._page = address, cookies, page
        self._elements: dict[str, Element] = {}
        self._values: dict[str, WidgetState] = {}
        self._query = ""
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect, as a page does once it is loaded, and draw it for the first time."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._socket = await connect(
                self._address.replace("http", "ws", 1) + "/_stcore/stream",
                origin=Origin(self._address),
                subprotocols=[Subprotocol("streamlit"), Subprotocol(self._cookies[XSRF_COOKIE])],
                additional_headers={"Cookie": cookies},
                max_size=None,
                open_timeout=LONGEST_S,
                ping_interval=None,
            )
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Broken(repr(error)) from error
        await self._run()

    async def close(self) -> None:
        """Close the window."""
        if self._socket is not None:
            await self._socket.close()

    async def choose(self, options: Mapping[str, str]) -> None:
        """Tap on an option of each of these controls, before the page is drawn anew."""
        for key, option in options.items():
            state = WidgetState(id=self._find(key).button_group.id)
            state.string_array_value.data.append(option)
            self._values[state.id] = state
        await self._run()

    async def tap(self, key: str) -> None:
        """Tap on a button."""
        await self._run([WidgetState(id=self._find(key).button.id, trigger_value=True)])

    @property
    def keys(self) -> set[str]:
        """The keys of the controls that are there."""
        return set(self._elements)

    def _find(self, key: str) -> Element:
        if key not in self._elements:
            raise Broken(f"{key} is not there: {sorted(self.keys)}")
        return self._elements[key]

    async def _run(self, triggers: Iterable[WidgetState] = ()) -> None:
        """Have the script run, and wait until what it draws is there."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.query_string = self._page, self._query
        asked.widget_states.widgets.extend([*self._values.values(), *triggers])
        asked.context_info.timezone = "UTC"
        asked.context_info.locale = "en-GB"
        asked.context_info.url = f"{self._address}/{self._page}"
        assert self._socket is not None, "a window is opened first"
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._socket.send(message.SerializeToString())
                await self._until_drawn(self._socket)
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Broken(repr(error)) from error

    async def _until_drawn(self, socket: ClientConnection) -> None:
        said = ForwardMsg()
        problems: list[str] = []
        while True:
            data: Any = await socket.recv()
            said.ParseFromString(data)
            match said.WhichOneof("type"):
                case "new_session":
                    self._elements.clear()
                    problems.clear()
                case "page_info_changed":
                    self._query = said.page_info_changed.query_string
                case "delta" if said.delta.HasField("new_element"):
                    problems += self._note(said.delta.new_element)
                case "session_event" | "page_not_found" as kind:
                    problems.append(kind)
                case "script_finished":
                    if said.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue  # it draws once more by itself
                    if problems or said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                        raise Broken("; ".join(problems) or "it did not end well")
                    return

    def _note(self, drawn: Element) -> list[str]:
        """Keep a control by the key that the page gave it; return what went wrong."""
        kind = drawn.WhichOneof("type") or ""
        if kind == "exception":
            return [drawn.exception.message]
        if kind == "alert" and drawn.alert.format == drawn.alert.ERROR:
            return [drawn.alert.body]
        widget = getattr(drawn, kind, None)
        # $$ID-<digest>-<key>
        parts = getattr(widget, "id", "").split("-", 2)
        if len(parts) == 3 and parts[0] == "$$ID" and parts[2] != "None":
            kept = Element()
            kept.CopyFrom(drawn)
            self._elements[parts[2]] = kept
        return []
