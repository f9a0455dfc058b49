"""The names under which the app answers."""

import re

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
        """Answer under these names, too, in place of those that were shared before; none stops it.

        Parameters
        ----------
        *names : str
            Names or numbers without a port, an IPv6 number in brackets.
        """
        self._shared = frozenset(name.lower() for name in names)

    def allow(self, host: str) -> bool:
        """Tell whether a Host header, with or without a port, is one of the names."""
        written = _HOST.fullmatch(host)
        return written is not None and written["name"].lower() in _LOOPBACK | self._shared


HOSTS = AllowedHosts()
"""The names of this process."""
