import os
import signal
import time
from pathlib import Path

import dask
import pytest

from analysis.crew import Lost
from analysis.crew.cluster import _SETTINGS, is_private, started


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


def tell(task: tuple[int, Path]) -> int:
    number, folder = task
    (folder / str(number)).touch()
    return os.getpid()


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore")  # what Dask says of itself
def test_what_was_found_and_went_with_its_worker_is_found_again(tmp_path: Path):
    tasks = [(number, tmp_path) for number in range(8)]
    with started(1) as crew:
        course = crew.share(tell, tasks)
        first, worker = next(course)
        while not (tmp_path / "1").exists() or not (tmp_path / "0").exists():
            time.sleep(0.01)
        time.sleep(1)  # it is known here that the second one ended
        os.kill(worker, signal.SIGKILL)
        time.sleep(1)
        found = [task for task, outcome in course if isinstance(outcome, int)]
    assert sorted([first, *found]) == tasks


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


@pytest.mark.parametrize("name", _SETTINGS)
def test_every_setting_is_one_that_dask_has(name: str):
    # One of another name would do nothing, and say nothing.
    assert dask.config.get(name, None) is not None
