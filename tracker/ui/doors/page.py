"""The page itself: a script, and what a home screen asks for, are added to Streamlit's."""

import base64
import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Send

from tracker.ui.home_screen import TAGS

# Streamlit's reader of messages tries WebAssembly for long numbers, which would be a violation of
# the policy at every start; where there is none it does without.
# When the app locks, or a phone may not ask any more, a page whose connection was closed shall not
# go on showing what it showed.
_SCRIPT = b"""delete self.WebAssembly
self.WebSocket = class extends self.WebSocket {
  constructor(...given) {
    super(...given)
    this.addEventListener("close", () => fetch("/_stcore/health").then(
      ({ status }) => { if ([401, 404].includes(status)) location.replace("/unlock") }, () => {}))
  }
}
if (location.protocol === "https:") navigator.serviceWorker?.register("/worker.js").catch(() => {})
"""
ADDED_DIGEST = base64.b64encode(hashlib.sha256(_SCRIPT).digest()).decode()
"""SHA-256 of the added script, as a policy names it."""
_HEAD = b"<head>"
_ADDED = b"<script>" + _SCRIPT + b"</script>" + TAGS.encode()


def with_script(send: Send) -> Send:
    """Add the script to the head of what is sent, if that is a page."""
    started: list[Message] = []
    body = bytearray()

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            started.append(message)
        elif message["type"] == "http.response.body" and started:
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _send_page(started.pop(), bytes(body), send)
        else:
            await send(message)

    return sent


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_plain = "content-encoding" not in headers
    return is_plain and headers.get("content-type", "").startswith("text/html")


async def _send_page(start: Message, body: bytes, send: Send) -> None:
    if body:  # none is sent where only the headers were asked for
        body = body.replace(_HEAD, _HEAD + _ADDED, 1)
        MutableHeaders(scope=start)["content-length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})
