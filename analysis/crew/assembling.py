"""Who does the work: this process alone, processes of this machine, or a cluster that is there."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec

from analysis.crew import pool
from analysis.crew.sharing import Alone, Crew, CrewError, Prepare

LEAST_TASKS = 4
"""Chosen: by hand; a process that loads the networks takes as long as two or three photos."""
WORTH_A_CLUSTER = 100
"""Tasks. Chosen: a local cluster takes some seconds longer to start than bare processes."""
_MOST_WORKERS = 8
"""Chosen: more on one machine wait for each other's memory."""
_NO_DASK = (
    "DASK_SCHEDULER names a cluster, but Dask is not installed here. Please install it "
    "(`uv sync --extra cluster`), or unset DASK_SCHEDULER to work in this process alone."
)


@contextmanager
def assemble(
    tasks: int, prepare: Prepare | None = None, workers: int | None = None
) -> Iterator[Crew]:
    """Gather a crew for so many tasks.

    The cluster that the environment variable DASK_SCHEDULER names, else processes of this machine
    where they are worth their start (by Dask where it is installed and there is much to do), else
    this process.

    Parameters
    ----------
    tasks : int
        How many there are, each about as long as a photo takes.
    prepare : callable, optional
        Called once in each process that joins; never in this one.
    workers : int, optional
        How many processes; by default one for each processor, of which there are 8 at most.

    Raises
    ------
    CrewError
        If the cluster cannot be used.
    """
    with _gathered(tasks, prepare, workers or processors()) as crew:
        yield crew


def _gathered(tasks: int, prepare: Prepare | None, workers: int) -> AbstractContextManager[Crew]:
    hands = min(workers, tasks // LEAST_TASKS)
    address = os.environ.get("DASK_SCHEDULER")
    if address and not _has_dask():
        raise CrewError(_NO_DASK)
    if not address and hands < 2:
        return nullcontext(Alone())
    if not address and (tasks < WORTH_A_CLUSTER or not _has_dask()):
        return pool.started(hands, prepare)
    from analysis.crew import cluster  # loads Dask

    return cluster.joined(address, prepare) if address else cluster.started(hands, prepare)


def processors() -> int:
    """Return how many processors this process may use, at most 8."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
    return min(os.cpu_count() or 1, _MOST_WORKERS)


def _has_dask() -> bool:
    return find_spec("distributed") is not None
