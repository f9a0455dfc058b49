"""Listeners for the home network, beside the one of this machine and in the same loop."""

import asyncio
import contextlib
import os
import secrets
import socket
import ssl
import tempfile
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives import serialization
from starlette.types import ASGIApp

from tracker.errors import StoreUnavailable
from tracker.store.disk.private import write_private
from tracker.vault.certificates import Issued

_LOOK_S = 0.02
_WEBSOCKETS = "websockets-sansio"  # the one that Streamlit chooses
_BACKLOG = 64
_PORTS = 10


class _Server(uvicorn.Server):
    """Leaves Ctrl-C to the server of this machine, whose end ends this one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Listener:
    """One listener; `app` answers what comes in there.

    Parameters
    ----------
    app : callable
        An app that is running already.
    bound : socket
        Where it listens.
    certificate : Issued, optional
        For TLS; without it the listener speaks plain http.
    """

    def __init__(self, app: ASGIApp, bound: socket.socket, certificate: Issued | None) -> None:
        self._socket = bound
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                ws=_WEBSOCKETS if certificate else "none",
                ssl_context_factory=(lambda _config, _usual: tls_context(certificate))
                if certificate
                else None,
                proxy_headers=False,  # nobody stands before it whose word counts
                server_header=False,
                date_header=False,
                access_log=False,
                log_config=None,
                timeout_graceful_shutdown=1,
                backlog=_BACKLOG,
            )
        )
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, from this loop on."""
        self._task = asyncio.create_task(self._server.serve([self._socket]))
        while not self._server.started and not self._task.done():
            await asyncio.sleep(_LOOK_S)
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        """Listen no more, and close what is open."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


def bind(address: IPv4Address, first_port: int) -> socket.socket:
    """Return a socket that listens at the first free port from this one on.

    Raises
    ------
    StoreUnavailable
        If there is none.
    """
    reason: OSError | None = None
    for port in range(first_port, first_port + _PORTS):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name != "nt":  # there it would take a port that another program has
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((str(address), port))
            bound.listen(_BACKLOG)
            bound.setblocking(False)
            return bound
        except OSError as error:
            bound.close()
            reason = error
    raise StoreUnavailable(
        "The home network cannot be listened to at {address} ({reason}). Please check that this "
        "computer is connected, and try again.",
        address=str(address),
        reason=reason.strerror if reason else "",
    )


def tls_context(issued: Issued) -> ssl.SSLContext:
    """Return what TLS needs. The key goes through a file, since OpenSSL reads no other, sealed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    key, words = serialization.load_pem_private_key(issued.key, None), secrets.token_hex()
    sealed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(words.encode()),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        write_private(path, issued.certificate + sealed)
        context.load_cert_chain(path, password=words)
    return context
