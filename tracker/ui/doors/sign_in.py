"""The last door: on a server where people sign in, who asks, and whether it is theirs.

Streamlit signs in by OpenID Connect and keeps what the provider signed in a cookie of its own. Here
it is read anew for each request, and the account anew from the store: an account that was closed,
a sign-out and a consent that was revoked hold from the next request on, also for addresses of
pictures that were given out before.
"""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_origin_from_redirect_uri,
    get_secrets_auth_section,
    get_signing_secret,
)
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from tracker.config import public_host
from tracker.domain.access.accounts import Account, Viewer
from tracker.errors import StoreUnavailable, UserError
from tracker.services.access.signing_in import account_of, may_look, viewer_of
from tracker.store.access.log import Said
from tracker.store.repository import Store
from tracker.ui.doors.refusing import refuse

_MEDIA = "/media/"
_BEHIND = (_MEDIA, "/camera/", "/_stcore/")
"""What somebody signed in alone may ask for. The rest are pages, and parts that are nobody's."""
_PARTS = ("health", "host-config", "stream", "bidi-components")
_WAY_IN = tuple(f"/_stcore/{one}" for one in _PARTS)
"""What of it is open: the page itself says how to sign in, and needs these to be drawn."""
INVITED = "invitation"
"""Query parameter and cookie with the secret of an invitation, until its client has signed in."""
_INVITED_S = 3600


def is_configured() -> bool:
    """Tell whether people can sign in: whether Streamlit's secrets have a section `auth`."""
    return bool(get_secrets_auth_section())


def is_needed() -> bool:
    """Tell whether people have to sign in.

    Raises
    ------
    StoreUnavailable
        On a server that others reach where nobody can: it opens to nobody then.
    """
    if is_configured():
        return True
    if public_host() or os.environ.get("DATABASE_URL"):
        raise StoreUnavailable(
            "This is a server, and sign-in is not set up: nobody can be let in. Please set it up "
            "as docs/clinic.md says."
        )
    return False


def is_open(path: str) -> bool:
    """Tell whether an address is answered before anybody is signed in."""
    return path.startswith(_WAY_IN) or not path.startswith(_BEHIND)


def claims() -> Mapping[str, object]:
    """Return what the provider signed of whoever uses this window."""
    return st.user.to_dict()


def origin() -> str:
    """Return the address that people reach this server under."""
    return get_origin_from_redirect_uri() or ""


def window() -> str:
    """Return the id of this window."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


@dataclass
class Shown:
    """What a window showed last: to which account, and what was looked at for it."""

    account_id: int
    looked_at: set[Said] = field(default_factory=set)


class SignIn:
    """Who is signed in, and what each window showed last. One per process."""

    def __init__(self) -> None:
        self._find_store: Callable[[], Store] | None = None
        self._shown: dict[str, Shown] = {}

    def serve(self, find_store: Callable[[], Store]) -> None:
        """Ask this store for accounts from now on."""
        self._find_store = find_store

    def account_in(self, scope: Scope) -> Account | None:
        """Return the account that a request is made by, None if it is nobody's."""
        claims = _claims_in(scope)
        if claims is None or self._find_store is None:
            return None
        try:
            return account_of(self._find_store(), claims)
        except UserError:  # the store cannot be opened
            return None

    def begin(self, window: str) -> None:
        """Begin a page in a window: what it looks at is looked at anew."""
        self._shown.pop(window, None)

    def looks(self, window: str, viewer: Viewer) -> set[Said]:
        """Return what the looks of a window's page are to be noted in."""
        shown = self._shown.get(window)
        if shown is None or shown.account_id != viewer.account_id:
            shown = self._shown[window] = Shown(viewer.account_id)
        while len(self._shown) > _MOST_WINDOWS:
            del self._shown[next(iter(self._shown))]
        return shown.looked_at

    def may_fetch(self, path: str, account: Account) -> bool:
        """Tell whether a picture is one that this account's windows show and may show still."""
        file_id = PurePosixPath(path).stem
        windows = [one for one in _windows_with(file_id) if self._is_of(one, account)]
        looks = [set(self._shown[one].looked_at) for one in windows]
        assert self._find_store is not None
        store, viewer = self._find_store(), viewer_of(account)
        return any(may_look(store, viewer, one) for one in looks)

    def _is_of(self, window: str, account: Account) -> bool:
        return window in self._shown and self._shown[window].account_id == account.id


_MOST_WINDOWS = 5000
"""Windows whose pages are remembered. Chosen: far more than are open at once."""
SIGN_IN = SignIn()
"""The one of this process."""


class SigningIn:
    """Lets pass what somebody signed in may ask for; where nobody signs in, everything.

    Parameters
    ----------
    app : callable
        What answers inside.
    sign_in : SignIn
    """

    def __init__(self, app: ASGIApp, sign_in: SignIn) -> None:
        self._app, self._sign_in = app, sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or not is_configured():
            await self._app(scope, receive, send)
        elif is_open(scope["path"]):
            await self._app(scope, receive, _with_invitation(scope, send))
        elif await asyncio.to_thread(self._admits, scope):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        account = self._sign_in.account_in(scope)
        if account is None:
            return False
        is_picture = scope["path"].startswith(_MEDIA)
        return not is_picture or self._sign_in.may_fetch(scope["path"], account)


def _claims_in(scope: Scope) -> Mapping[str, object] | None:
    """Return what a provider signed, out of Streamlit's cookie; None where it was tampered with."""
    cookies, secret = HTTPConnection(scope).cookies, get_signing_secret()

    def one(name: str) -> bytes | None:
        signed = cookies.get(name)
        return decode_signed_value(secret, name, signed.encode("latin-1")) if signed else None

    try:
        found = get_cookie_with_chunks(one, USER_COOKIE_NAME)
        claims = json.loads(found) if found else None
    except (ValueError, UnicodeError):
        return None
    is_ours = isinstance(claims, dict) and claims.get("origin") == get_origin_from_redirect_uri()
    return claims if is_ours else None


def _windows_with(file_id: str) -> list[str]:
    """Return the windows that a file was given out to; Streamlit says it nowhere public."""
    if not runtime.exists():
        return []
    media = runtime.get_instance().media_file_mgr
    windows = list(media._files_by_session_and_coord.items())
    return [window for window, files in windows if file_id in set(files.values())]


def _with_invitation(scope: Scope, send: Send) -> Send:
    """Keep the secret of an invitation in a cookie: signing in leads away from its address."""
    if scope["type"] != "http":
        return send
    asked = HTTPConnection(scope)
    token = asked.query_params.get(INVITED, "")
    if not token.replace("-", "").replace("_", "").isalnum() or not token.isascii():
        return send
    over_tls = "; Secure" if public_host() else ""  # a proxy speaks TLS for a public name
    cookie = f"{INVITED}={token}; Max-Age={_INVITED_S}; Path=/; HttpOnly; SameSite=Lax{over_tls}"

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sent
