"""The names under which the app answers."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.config import public_host

_MARK = "fifthday.shared"  # no request can bring it: headers never become parts of a scope
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")


class AllowedHosts:
    """Names that a request may be made to: those of this machine, and others while it is shared.

    A page of another site that has its own name point to this machine (DNS rebinding) sends that
    name, and is not answered.
    """

    def __init__(self) -> None:
        self._shared: frozenset[str] = frozenset()

    def share_as(self, *names: str) -> None:
        """Answer phones under these names, in place of those before; none stops it.

        Parameters
        ----------
        *names : str
            Names or numbers without a port, an IPv6 number in brackets.
        """
        self._shared = frozenset(name.lower() for name in names)

    def allow(self, host: str, *, is_shared: bool = False) -> bool:
        """Tell whether a Host header, with or without a port, is one of the names.

        Parameters
        ----------
        is_shared : bool
            Whether the home network asks. It asks by the shared names only, this machine by its
            own only.
        """
        written = _HOST.fullmatch(host)
        own = _LOOPBACK if (served := public_host()) is None else {*_LOOPBACK, served}
        names = self._shared if is_shared else own
        return written is not None and written["name"].lower() in names


def share(app: ASGIApp) -> ASGIApp:
    """Return an app for the listener of the home network: what comes in there is marked."""

    async def shared(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, _MARK: True}, receive, send)

    return shared


def is_shared(scope: Scope) -> bool:
    """Tell whether a request or a websocket came in by the listener of the home network."""
    return scope.get(_MARK, False) is True


HOSTS = AllowedHosts()
"""The names of this process."""
