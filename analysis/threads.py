"""How many threads a photo may take: the second core is used, unless one thread was asked for."""

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

import cv2

Found = TypeVar("Found")


def use_one_thread() -> None:
    """Let this process measure in one thread: another process has the next core."""
    cv2.setNumThreads(1)


def has_one_thread() -> bool:
    """Tell whether nothing can be done beside the caller's work."""
    return cv2.getNumThreads() == 1


def side_by_side() -> Executor:
    """Return what does work beside the caller's; at once where there is one thread."""
    return _AtOnce() if has_one_thread() else ThreadPoolExecutor(1)


class _AtOnce(Executor):
    def submit(self, work: Callable[..., Found], /, *arguments: Any, **named: Any) -> Future[Found]:
        """Do the work before anything else."""
        done: Future[Found] = Future()
        done.set_result(work(*arguments, **named))
        return done
