"""The middleware that every request and every websocket passes, before any route."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.ui.doors.hosts import AllowedHosts, is_shared
from tracker.ui.doors.page import with_script
from tracker.ui.doors.policy import headers_for
from tracker.ui.doors.refusing import refuse
from tracker.ui.doors.sign_in import is_configured

_CLOSED = ("/_stcore/agent", "/_stcore/metrics")
"""Streamlit's programming interface and its own figures: off, and not even described."""
_OTHER_SITES = {"cross-site", "same-site"}  # same-site: another port of this machine
_KEPT_BACK = {b"origin", b"accept-encoding"}
"""Headers that Streamlit does not see: on one machine nothing is gained by compressing."""


class Doors:
    """Answers only what this app's own pages ask, under one of its own names.

    Everything else gets an empty "not found": a foreign host or origin, a page that embeds the
    app, and Streamlit's programming interface. What passes reaches Streamlit without its origin,
    since Streamlit asks a machine on the internet for its own address to judge an unknown one.

    Parameters
    ----------
    app : callable
        What answers inside.
    hosts : AllowedHosts
        The names of this app.
    """

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._may_enter(scope):
            await self._app(_for_streamlit(scope), receive, _with_policy(scope, with_script(send)))
        else:
            await refuse(scope, receive, send)

    def _may_enter(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        return (
            len(hosts) == 1
            and self._hosts.allow(hosts[0], is_shared=is_shared(scope))
            and _is_own_origin(origins, hosts[0], scope["type"] == "websocket")
            and _is_own_site(scope, headers)
            and not any(one in scope["path"] for one in _CLOSED)
        )


def _is_own_origin(origins: list[str], host: str, is_required: bool) -> bool:
    """Tell whether a request says that it comes from a page of this very address.

    Browsers send an origin with every websocket; without one it is none of our pages.
    """
    if not origins:
        return not is_required
    origin = urlsplit(origins[0])
    is_own = origin.netloc.lower() == host.lower()
    return len(origins) == 1 and origin.scheme in {"http", "https"} and is_own


def _is_own_site(scope: Scope, headers: Headers) -> bool:
    """Tell whether no other site embeds or fetches this; a link to a page may stand anywhere."""
    if headers.get("sec-fetch-site") not in _OTHER_SITES:
        return True
    is_link = headers.get("sec-fetch-mode") == "navigate" and scope.get("method") == "GET"
    return is_link and headers.get("sec-fetch-dest") == "document"


def _for_streamlit(scope: Scope) -> Scope:
    # Where people sign in, Streamlit heeds who they are only on a websocket with its origin. It is
    # this app's own here, which Streamlit asks nobody about.
    is_kept = scope["type"] == "websocket" and is_configured()
    back = _KEPT_BACK - ({b"origin"} if is_kept else set())
    headers = [(name, value) for name, value in scope["headers"] if name not in back]
    return {**scope, "headers": headers}


def _with_policy(scope: Scope, send: Send) -> Send:
    host = Headers(scope=scope)["host"]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers_for(host, scope["path"]))
        await send(message)

    return sent
