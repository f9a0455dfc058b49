"""The one answer to whoever may not ask: not found, and not a byte more."""

from starlette.types import Receive, Scope, Send

_POLICY_VIOLATION = 1008
_WITH_STATUS = "websocket.http.response"


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request or a websocket with an empty "not found"."""
    start = {"status": 404, "headers": [(b"content-length", b"0")]}
    if scope["type"] == "http":
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body"})
        return
    await receive()
    if _WITH_STATUS in scope.get("extensions", {}):
        await send({"type": f"{_WITH_STATUS}.start", **start})
        await send({"type": f"{_WITH_STATUS}.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
