"""What a request brings: its cookies, and what was typed into a form."""

import contextlib
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import Scope

_LARGEST_FORM = 4096


def cookie_in(scope: Scope, name: str) -> str | None:
    """Return a cookie of a request or a websocket, None where there is none."""
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    return cookies[name].value if name in cookies else None


async def read_form(request: Request) -> dict[str, str]:
    """Return what was typed into a form; it is read here, and never lies on the disk."""
    content = bytearray()
    with contextlib.suppress(ClientDisconnect):
        async for part in request.stream():
            content += part
            if len(content) > _LARGEST_FORM:
                return {}
    typed = parse_qs(content.decode("utf-8", "replace"))
    return {name: values[0] for name, values in typed.items()}
