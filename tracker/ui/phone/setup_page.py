"""The page that explains both ways onto a phone, over plain http while the door is open.

It is the same for everybody and knows nothing of any diary. The secret of the door never passes
here: it stands in an address that only TLS carries.
"""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.ui.bare_page import language_of
from tracker.ui.doors import AllowedHosts
from tracker.ui.doors.hosts import is_shared
from tracker.ui.doors.refusing import refuse
from tracker.ui.phone.explained import AUTHORITY, draw_explained
from tracker.ui.phone.pairing import Pairing

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_AUTHORITY_KIND = "application/x-x509-ca-cert"


class SetupPage:
    """Answers with two things, and only while the door is open: the page and the authority.

    Parameters
    ----------
    pairing : Pairing
        The door.
    hosts : AllowedHosts
        The names of this app.
    authority : bytes
        The authority's certificate (DER), which is no secret.
    """

    def __init__(self, pairing: Pairing, hosts: AllowedHosts, authority: bytes) -> None:
        self._pairing, self._hosts, self._authority = pairing, hosts, authority

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        answer = self._answer(scope)
        await (refuse if answer is None else answer)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp | None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self._pairing.is_open:
            return None
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allow(hosts[0], is_shared=is_shared(scope)):
            return None
        if scope["path"] == AUTHORITY:
            return Response(self._authority, media_type=_AUTHORITY_KIND, headers=_HEADERS)
        if scope["path"] != "/":
            return None
        language = language_of(Request(scope).headers.get("accept-language", ""))
        return HTMLResponse(draw_explained(language), headers=_HEADERS)
