import os
import signal
from pathlib import Path

import pytest

from tracker.crew import CrewError, Lost, assemble
from tracker.crew.cluster import is_private, started
from tracker.crew.sharing import Alone


def do(task: tuple[int, Path]) -> tuple[int, int, str]:
    number, marker = task
    if number == 1:
        raise ValueError("not this one")
    if number == 2 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)  # as if the machine had no memory left
    return number, os.nice(0), os.environ["OMP_NUM_THREADS"]


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore")  # what Dask says of itself
def test_workers_do_all_though_one_is_killed_and_one_task_fails(tmp_path: Path):
    pytest.importorskip("distributed")
    tasks = [(number, tmp_path / "killed") for number in range(6)]
    with started(1) as crew:
        found = dict(crew.share(do, tasks))
    assert found.pop(tasks[1]) == Lost("ValueError")
    assert found == {task: (task[0], 19, "1") for task in tasks if task[0] != 1}
    assert (tmp_path / "killed").exists()


def test_alone_goes_on_where_a_task_fails():
    assert list(Alone().share(lambda number: 1 // number, [0, 1])) == [
        (0, Lost("ZeroDivisionError")),
        (1, 1),
    ]


def test_little_work_is_done_in_this_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)
    for tasks, workers in ((3, None), (1000, 1)):
        with assemble(tasks, workers=workers) as crew:
            assert isinstance(crew, Alone)


def test_without_dask_a_cluster_cannot_be_used_but_this_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tracker.crew.assembling.find_spec", lambda _: None)
    monkeypatch.delenv("DASK_SCHEDULER", raising=False)
    with assemble(1000) as crew:
        assert isinstance(crew, Alone)
    monkeypatch.setenv("DASK_SCHEDULER", "tls://127.0.0.1:1")
    with pytest.raises(CrewError, match="--extra cluster"), assemble(1):
        pass


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("tls://scheduler:8786", True),
        ("tcp://127.0.0.1:8786", True),
        ("localhost:8786", True),
        ("tcp://[::1]:8786", True),
        ("tcp://scheduler:8786", False),
        ("192.0.2.1:8786", False),
        ("ws://192.0.2.1:8786", False),
        ("", False),
    ],
)
def test_pictures_never_go_over_an_open_wire(address: str, private: bool, monkeypatch):
    monkeypatch.delenv("DASK_NETWORK_IS_PRIVATE", raising=False)
    assert is_private(address) is private
    monkeypatch.setenv("DASK_NETWORK_IS_PRIVATE", "1")  # whoever runs it says so
    assert is_private(address)
