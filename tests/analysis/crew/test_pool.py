import os
import signal

from analysis.crew import Lost
from analysis.crew.pool import started


def do(number: int) -> tuple[int, int, str]:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)  # as if the machine had no memory left
    return number, os.nice(0), os.environ["READY"]


def be_ready() -> None:
    os.environ["READY"] = "yes"


def test_a_task_that_ends_its_process_costs_no_other() -> None:
    with started(2, be_ready) as crew:
        found = dict(crew.share(do, range(5)))
    assert found.pop(1) == Lost("BrokenProcessPool", ended_process=True)
    assert found == {number: (number, 19, "yes") for number in (0, 2, 3, 4)}
