"""Where this computer is in the home network."""

import contextlib
import socket
from ipaddress import IPv4Address

from tracker.errors import InvalidEntry, NotFound
from tracker.vault.certificates import HOME_NETWORKS, THIS_MACHINE

_SOMEWHERE = ("10.255.255.255", 9)  # nothing is sent: only the way there is looked up


def own_address(asked: str | None = None) -> IPv4Address:
    """Return the number under which phones of the home network reach this computer.

    Parameters
    ----------
    asked : str, optional
        A number to be used in place of the one that is found.

    Raises
    ------
    UserError
        If there is none, or one that the whole internet may reach.
    """
    if asked:
        return _checked(asked)
    found = [one for one in _numbers() if _is_home(one)]
    if not found:
        raise NotFound(
            "This computer is in no home network at the moment. Please connect it to the same "
            "network as the phone, and try again."
        )
    return found[0]


def _checked(written: str) -> IPv4Address:
    try:
        address = IPv4Address(written)
    except ValueError:
        address = None
    if address is None or not (_is_home(address) or address in THIS_MACHINE):
        raise InvalidEntry(
            "{address} is no number of a home network. Please take one that begins with 192.168, "
            "10 or 172.16 to 172.31.",
            address=written,
        )
    return address


def _is_home(address: IPv4Address) -> bool:
    return any(address in network for network in HOME_NETWORKS)


def _numbers() -> list[IPv4Address]:
    """Return this computer's numbers, first the one of its usual way out."""
    found: list[str] = []
    with (
        contextlib.suppress(OSError),  # no way there
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
    ):
        probe.connect(_SOMEWHERE)
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):  # a name that nobody knows
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None)]
    return [IPv4Address(one) for one in dict.fromkeys(found) if ":" not in one]
