import os
import signal

import pytest

from analysis.crew import Lost
from analysis.crew.pool import started


def do(number: int) -> tuple[int, int, str, str]:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)  # as if the machine had no memory left
    return number, os.nice(0), os.environ["READY"], os.environ["OPENBLAS_NUM_THREADS"]


def be_ready() -> None:
    os.environ["READY"] = "yes"


def test_a_task_that_ends_its_process_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with started(2, be_ready) as crew:
        found = dict(crew.share(do, range(5)))
    assert found.pop(1) == Lost("BrokenProcessPool", ended_process=True)
    assert found == {number: (number, 19, "yes", "1") for number in (0, 2, 3, 4)}
    assert "OPENBLAS_NUM_THREADS" not in os.environ
