"""Judge batches of recoveries, on several processors where that is worth it."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import Diaries
from tracker.domain.course.personal import Memories
from tracker.domain.course.reference import CourseReference
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.verdicts import Verdicts
from tracker.errors import ProcessEnded

MANY_BYTES = 8_000_000
"""From about 200,000 entries on, judges on other processors are worth their start."""
MOST_JUDGES = 8

Persons = Sequence[str | None]
Finish = Callable[[], Verdicts]
Rows = npt.NDArray[np.intp]


def judges_for(diary: Path) -> int:
    """Return how many judges a diary file is worth on this machine."""
    if not diary.is_file() or diary.stat().st_size < MANY_BYTES:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), MOST_JUDGES)
    return min(os.cpu_count() or 1, MOST_JUDGES)


class Judge:
    """Judges batch after batch and remembers the persons that are named."""

    def __init__(self, course: CourseReference) -> None:
        self._course = course
        self._memories = Memories(course)

    def judge(self, diaries: Diaries, persons: Persons) -> Verdicts:
        """Judge every entry of a batch; those of one person stand in time order."""
        return find_drift(diaries, self._course, self._memories, persons)


class Judges(ExitStack):
    """One judge, or several that share every batch, each on a processor of its own.

    All recoveries of a person go to the same judge, who remembers them.

    Parameters
    ----------
    course : CourseReference
        The expected course.
    number : int
        How many judges; 1 judges in this process.
    """

    def __init__(self, course: CourseReference, number: int = 1) -> None:
        super().__init__()
        self._here = Judge(course)
        pools = [_pool(course) for _ in range(number)] if number > 1 else []
        self._pools = [self.enter_context(pool) for pool in pools]
        self._turn = 0
        self.ahead = len(pools) + 1 if pools else 0
        """Batches that can be under way while the next one is read."""

    def judge(self, diaries: Diaries, persons: Persons) -> Finish:
        """Begin to judge a batch; what is returned waits for the verdicts."""
        if not self._pools:
            # Nobody else could go on meanwhile.
            verdicts = self._here.judge(diaries, persons)
            return lambda: verdicts
        self._turn = (self._turn + 1) % len(self._pools)
        shares = _shared_out(persons, self._turn, len(self._pools))
        with _judges_that_last():
            begun = [
                self._pools[judge].submit(_judge_share, *_share(diaries, persons, rows))
                for judge, rows in shares.items()
            ]
        return lambda: _joined(begun, list(shares.values()))


def _shared_out(persons: Persons, turn: int, judges: int) -> dict[int, Rows]:
    """Return who judges which recoveries: those of nobody known all go to whose turn it is."""
    whose = np.array(
        [turn if person is None else crc32(person.encode()) % judges for person in persons]
    )
    return {judge: np.flatnonzero(whose == judge) for judge in np.unique(whose).tolist()}


def _share(diaries: Diaries, persons: Persons, rows: Rows) -> tuple[Diaries, Persons]:
    if len(rows) == len(persons):
        return diaries, persons
    return diaries.rows(rows), [persons[row] for row in rows.tolist()]


@contextmanager
def _judges_that_last() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        raise ProcessEnded(
            "A process that judged recoveries has ended, perhaps for lack of memory. Close other "
            "programs or split the file, and try again."
        ) from None


def _joined(begun: Sequence[Future[Verdicts]], rows: Sequence[Rows]) -> Verdicts:
    with _judges_that_last():
        parts = [share.result() for share in begun]
    back = np.argsort(np.concatenate(rows))
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Verdicts(*(np.concatenate(column)[back] for column in columns))


_judge: Judge | None = None
"""The judge of a process that was started for one."""


def _pool(course: CourseReference) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, _context(), initializer=_become_judge, initargs=(course,))


def _context() -> BaseContext:
    """Return the way to start processes that is safe beside threads, and quick where it can be."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _become_judge(course: CourseReference) -> None:
    global _judge
    _judge = Judge(course)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the command ends this one, too


def _judge_share(diaries: Diaries, persons: Persons) -> Verdicts:
    assert _judge is not None
    return _judge.judge(diaries, persons)
