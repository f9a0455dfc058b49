"""Servers that tests start: ports for them, and waiting until one answers."""

import contextlib
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

HOST = "127.0.0.1"
STARTED_WITHIN_S = 90


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind((HOST, 0))
        return [one.getsockname()[1] for one in sockets]


def wait_for_app(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an app answers that it is well."""
    for _ in range(STARTED_WITHIN_S * 5):
        assert server.poll() is None, f"the app did not start:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app did not answer:\n{log.read_text()}")
