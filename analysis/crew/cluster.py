"""A crew on Dask: processes of this machine, or a scheduler and workers that run already.

Tasks may hold pictures of people, so that they never leave processes for a disk or an open wire:
nothing is spilled, what this machine starts speaks TLS with keys that live as long as it does, and
a scheduler elsewhere is only spoken to over TLS.
"""

import ipaddress
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

import dask
from distributed import (
    Client,
    Future,
    KilledWorker,
    LocalCluster,
    Worker,
    WorkerPlugin,
    as_completed,
)

from analysis.crew.sharing import AHEAD, LAST_IN_LINE, CrewError, Lost, Prepare, attempt

Task = TypeVar("Task")
Done = TypeVar("Done")

_PATIENCE_S = 30
"""Chosen: a process of this machine starts within a few seconds."""
_MOST_LOSSES = 3
"""Chosen: as often as Dask itself tries a task whose worker dies."""
_SETTINGS = {
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.admin.large-graph-warning-threshold": "10GB",  # pictures travel with their task
    # Nobody reads what Dask notes of itself, up to a hundred times a second in each process.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.client.scheduler-info-interval": "10s",
}
_UNREACHABLE = (
    "The scheduler at {address} cannot be reached ({reason}). Please start it, or unset "
    "DASK_SCHEDULER to work on this machine."
)
_NOBODY = (
    "No worker has joined {address} within {seconds} seconds. Please start some and try again."
)
_OPEN_WIRE = (
    "{address} would send pictures unencrypted over a network. Please give the scheduler a "
    "certificate and name it tls://…, or set DASK_NETWORK_IS_PRIVATE=1 if nobody else reads that "
    "network, or unset DASK_SCHEDULER to work on this machine."
)
_GONE = (
    "The scheduler is gone. What was done until now is kept; please run the command again to go on."
)


class Cluster:
    """The workers behind a scheduler."""

    def __init__(self, client: Client, *, is_here: bool) -> None:
        self._client = client
        self.is_here = is_here

    def share(
        self, work: Callable[[Task], Done], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Done | Lost]]:
        """Give tasks to whoever is free, a few ahead, so that nobody waits and few are in memory.

        A task whose worker dies is given to another one, a few times; so is one whose worker dies
        after it, with what it found.
        """
        waiting, under_way = iter(tasks), dict[Future[Any], tuple[Task, int]]()
        ended = as_completed()

        def give(task: Task, losses: int = 0) -> None:
            with _said_if_gone():
                future = self._client.submit(attempt, work, task, pure=False)
            under_way[future] = task, losses
            ended.add(future)

        while True:
            for task in islice(waiting, self._room(len(under_way))):
                give(task)
            if not under_way:
                return
            future = next(ended)
            task, losses = under_way.pop(future)
            if future.status == "lost" and losses < _MOST_LOSSES:
                give(task, losses + 1)
                continue
            outcome = _outcome(future)
            del future  # or its worker would keep what it found
            yield task, outcome

    def _room(self, under_way: int) -> int:
        with _said_if_gone():
            workers = len(self._client.scheduler_info(n_workers=-1)["workers"])
        return max(AHEAD * max(workers, 1) - under_way, 0)


@contextmanager
def _said_if_gone() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # Dask has no one error for a connection that is lost
        raise CrewError(_GONE) from error


def _outcome(future: Future[Any]) -> Any:
    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    if isinstance(error, KilledWorker) or future.status == "lost":
        return Lost(KilledWorker.__name__, ended_process=True)
    if error is None:
        raise CrewError(_GONE)
    return Lost(type(error).__name__)


@contextmanager
def started(workers: int, prepare: Prepare | None = None) -> Iterator[Cluster]:
    """Start workers on this machine; they end with this process, however it ends."""
    with (
        tempfile.TemporaryDirectory(prefix="fifthday-crew-") as scratch,
        dask.config.set(_SETTINGS),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            security=True,
            dashboard_address=None,
            worker_dashboard_address=None,
            memory_limit=0,
            local_directory=scratch,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        client.register_plugin(_Prepared(prepare, LAST_IN_LINE))
        yield Cluster(client, is_here=True)


@contextmanager
def joined(address: str, prepare: Prepare | None = None) -> Iterator[Cluster]:
    """Use a scheduler that runs, with the certificates that Dask's own settings name."""
    if not is_private(address):
        raise CrewError(_OPEN_WIRE.format(address=address))
    for name in ("distributed", "distributed.client", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what is lost is said in a sentence
    with dask.config.set(_SETTINGS):
        try:
            client = Client(address, timeout=_PATIENCE_S)
        except (OSError, ValueError) as error:
            reason = type(error).__name__
            raise CrewError(_UNREACHABLE.format(address=address, reason=reason)) from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE_S)
            except TimeoutError as error:
                raise CrewError(_NOBODY.format(address=address, seconds=_PATIENCE_S)) from error
            client.register_plugin(_Prepared(prepare))
            yield Cluster(client, is_here=False)


def is_private(address: str) -> bool:
    """Tell whether nobody on a network can read what is sent to a scheduler."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    is_said = os.environ.get("DASK_NETWORK_IS_PRIVATE") == "1"
    if is_said or parts.scheme == "tls" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


class _Prepared(WorkerPlugin):
    """Readies each worker, also one that takes the place of another."""

    name = "fifthday-crew"

    def __init__(self, prepare: Prepare | None, niceness: int = 0) -> None:
        self._prepare, self._niceness = prepare, niceness

    def setup(self, worker: Worker) -> None:
        if self._niceness and hasattr(os, "nice"):
            os.nice(self._niceness - os.nice(0))
        if self._prepare is not None:
            self._prepare()
