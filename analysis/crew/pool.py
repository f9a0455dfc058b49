"""A crew without Dask: processes of this machine."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait as wait_for_any
from typing import Any, TypeVar

from analysis.crew.sharing import AHEAD, LAST_IN_LINE, Lost, Prepare, attempt

Task = TypeVar("Task")
Done = TypeVar("Done")

_THREADS = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"


class Pool:
    """Processes that do tasks. One that dies takes the others with it; all are started anew."""

    is_here = True

    def __init__(self, workers: int, prepare: Prepare | None) -> None:
        self._workers, self._prepare = workers, prepare
        self._pool = self._start()

    def share(
        self, work: Callable[[Task], Done], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Done | Lost]]:
        """Give tasks to whoever is free, a few ahead.

        Where a process dies, what was under way is tried once more, one task after the other: only
        the one that ends its process again is lost.
        """
        waiting, under_way = iter(tasks), dict[Future[Any], Task]()
        while True:
            for task in islice(waiting, AHEAD * self._workers - len(under_way)):
                under_way[self._submit(work, task)] = task
            if not under_way:
                return
            ended = next(iter(wait(under_way, return_when=FIRST_COMPLETED).done))
            task, outcome = under_way.pop(ended), _outcome(ended)
            if outcome is _BROKEN:
                suspects = [task, *under_way.values()]
                under_way.clear()
                yield from ((one, self._once_more(work, one)) for one in suspects)
            else:
                yield task, outcome

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)

    def _submit(self, work: Callable[[Task], Done], task: Task) -> "Future[Any]":
        try:
            return self._pool.submit(attempt, work, task)
        except BrokenProcessPool:
            self._pool = self._start()
            return self._pool.submit(attempt, work, task)

    def _once_more(self, work: Callable[[Task], Done], task: Task) -> Any:
        outcome = _outcome(self._submit(work, task))
        return Lost("BrokenProcessPool", ended_process=True) if outcome is _BROKEN else outcome

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: OpenCV's threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, _join, (self._prepare,))


@contextmanager
def started(workers: int, prepare: Prepare | None = None) -> Iterator[Pool]:
    """Start processes; they end with this one, however it ends."""
    with _one_thread_each():
        pool = Pool(workers, prepare)
        try:
            yield pool
        finally:
            pool.close()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that are started now use one thread for linear algebra, as Dask's do.

    It is read when a process loads it, so that nothing changes for this one.
    """
    names = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)


_BROKEN = object()


def _outcome(future: "Future[Any]") -> Any:
    try:
        return future.result()
    except BrokenProcessPool:
        return _BROKEN
    except Exception as error:  # what cannot be sent or brought back
        return Lost(type(error).__name__)


def _join(prepare: Prepare | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the command ends this one, too
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(LAST_IN_LINE)
    if prepare is not None:
        prepare()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([parent.sentinel])
        os._exit(1)
