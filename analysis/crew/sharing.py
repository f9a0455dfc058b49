"""What a crew is asked, and what it gives back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Work = Callable[[Task], Done]
Prepare = Callable[[], None]

AHEAD = 2
"""Tasks under way for each worker: one in its hands, one at its elbow. Chosen: so that none
waits for the next, and little is lost with one that is ended."""
LAST_IN_LINE = 19
"""How nice the workers of this machine are: whoever saves something is served first. Source: the
last step of `nice`."""


class CrewError(Exception):
    """There is no crew, or it is gone; the text says what to do next."""


@dataclass(frozen=True)
class Lost:
    """Why nothing came of a task."""

    why: str
    """The name of what went wrong."""
    ended_process: bool = False
    """Whether each process that tried it ended."""


class Crew(Protocol):
    """Does tasks, and gives each back with what came of it, in the order in which they end."""

    @property
    def is_here(self) -> bool:
        """Whether all members read the files of this machine."""

    def share(
        self, work: Callable[[Task], Done], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Done | Lost]]:
        """Do all tasks; they are taken one by one, when somebody is free for them.

        Raises
        ------
        CrewError
            If the crew is gone. What was given back is done, the rest is not.
        """


class Alone:
    """No process but this one."""

    is_here = True

    def share(
        self, work: Callable[[Task], Done], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Done | Lost]]:
        """Do one task after the other."""
        for task in tasks:
            yield task, attempt(work, task)


def attempt(work: Callable[[Task], Done], task: Task) -> Done | Lost:
    """Do a task; an error that nobody expected costs this one only."""
    try:
        return work(task)
    except Exception as error:
        return Lost(type(error).__name__)
