"""A whole archive, measured again: what is killed, how much two workers are worth, and who waits.

`uv run --group dev pytest -m benchmark tests/benchmark/test_rescore_benchmark.py -s`
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from tests.factories import a_person, a_procedure, an_entry, days_ago
from tests.tracker.services.photos.archive import make_archive, rescoring, times_kept
from tracker.config import Settings
from tracker.domain.records.kept import PhotoRole
from tracker.services.data import people
from tracker.services.photos.keeping import add_photo
from tracker.services.photos.many import rescore as many
from tracker.services.recovery import diary
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

psutil = pytest.importorskip("psutil", reason="comes with Dask: uv sync --extra cluster")
cluster = pytest.importorskip("analysis.crew.cluster", reason="needs Dask: uv sync --extra cluster")

pytestmark = [pytest.mark.benchmark, pytest.mark.filterwarnings("ignore")]
PHOTOS = 500
REACH = 1.8
SESSIONS = 20  # enough that the last lot, which one of two workers waits for, is a small part
MOST_WAIT = 1.5
SAVES = 100
FACES = "before", "day1", "day3", "day5"


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "data")
    make_archive(settings, PHOTOS)
    return settings


def lines(command: "subprocess.Popen[str]", number: int) -> int:
    """Wait for lines; return how many came before the command ended."""
    return sum(bool(command.stdout.readline()) for _ in range(number))


def workers_of(command: "subprocess.Popen[str]") -> list["psutil.Process"]:
    found = []
    for child in psutil.Process(command.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it ended meanwhile
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def test_killed_workers_and_clients_leave_every_photo_kept_once(archive: Settings):
    killed = {"workers": 0, "clients": 0}
    for _ in range(3):
        command = rescoring(archive, "--workers", "2")
        for _ in range(2):
            lines(command, PHOTOS // 10)
            for worker in workers_of(command)[:1]:
                with suppress(psutil.NoSuchProcess):
                    worker.kill()
                    killed["workers"] += 1
        lines(command, PHOTOS // 20)
        if command.poll() is None and killed["clients"] < 2:
            command.kill()
            killed["clients"] += 1
        said = command.communicate(timeout=600)
    assert command.returncode == 0, said
    print(f"\nkilled: {killed}")
    assert killed["workers"] >= 4 and killed["clients"] == 2
    assert times_kept(archive) == [1] * PHOTOS


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and two workers of their own, the scheduler first."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)

    def dask(*arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            cwd=folder,
            stderr=subprocess.DEVNULL,
        )

    place = "--scheduler-file", str(file)
    host = "--host", "127.0.0.1"
    running = [dask("scheduler", *place, *host, "--port", "0", "--no-dashboard")]
    while not file.exists():
        time.sleep(0.1)
    one = "--nworkers", "1", "--nthreads", "1", "--no-dashboard", *host
    running += [dask("worker", *place, *one, "--death-timeout", "60") for _ in range(2)]
    try:
        yield json.loads(file.read_text())["address"], running
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(60)


def test_a_killed_scheduler_is_said_and_leaves_every_photo_kept_once(archive: Settings, tmp_path):
    with served(tmp_path) as (address, running):
        command = rescoring(archive, DASK_SCHEDULER=address)
        assert lines(command, PHOTOS // 5) == PHOTOS // 5
        running[0].kill()
        said = command.communicate(timeout=300)
        assert command.returncode == 1 and "run the command again" in said[1]
    done = sum(times_kept(archive))
    assert PHOTOS // 5 <= done < PHOTOS
    with served(tmp_path) as (address, running):
        command = rescoring(archive, DASK_SCHEDULER=address)
        lines(command, PHOTOS // 10)
        running[1].send_signal(signal.SIGKILL)  # a worker's keeper; the other one goes on
        said = command.communicate(timeout=600)
        assert command.returncode == 0, said
    assert times_kept(archive) == [1] * PHOTOS


def make_faces(folder: Path, portraits: Path, sessions: int) -> None:
    """Fill a data folder with sessions of one generated person: four photos each, measured once."""
    with closing(Store(Settings(folder))) as store:
        person = people.add_person(store, "Ada")
        first = log_procedure(store, a_procedure(person.id, started_at=days_ago(40, 18)))
        for name in FACES:
            role = PhotoRole.BEFORE if name == "before" else PhotoRole.FOLLOW_UP
            details = {"procedure_id": first.id, "role": role, "taken_at": first.started_at}
            add_photo(store, (portraits / f"{name}.jpg").read_bytes(), **details)
        with store.writing() as records:
            kept = records.list_photos(first.id)
            for session in range(2, sessions + 1):
                begun = days_ago(40 * session, 18)
                again = records.add_procedure(a_procedure(person.id, started_at=begun))
                for photo in kept:
                    run = records._session.execute
                    columns = "person_id, role, area, digest, media_type, width_px, height_px, view"
                    run(
                        text(
                            f"INSERT INTO photos ({columns}, procedure_id, taken_at, diary_day, "
                            f"findings) SELECT {columns}, {again.id}, :at, :day, '[]' FROM photos "
                            f"WHERE id = {photo.id}"
                        ),
                        {"at": str(begun), "day": str(begun.date())},
                    )


def age(folder: Path) -> None:
    with closing(Store(Settings(folder))) as store, store.writing() as records:
        records._session.execute(text("UPDATE photos SET measured_from = NULL"))


def test_two_workers_against_one(tmp_path: Path, portraits: Path, monkeypatch):
    make_faces(tmp_path / "data", portraits, SESSIONS)
    age(tmp_path / "data")
    took = {}
    for workers in (2, 1):
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        shutil.copytree(tmp_path / "data", tmp_path / "copy")
        with (
            cluster.started(workers, many.use_one_thread) as crew,
            closing(Store(Settings(tmp_path / "copy"))) as store,
        ):
            monkeypatch.setattr(many, "assemble", lambda *_, crew=crew: nullcontext(crew))
            list(crew.share(_load, range(2 * workers)))  # each loads its networks
            begun, own = time.perf_counter(), time.process_time()
            steps = list(many.rescore(store))
            took[workers] = time.perf_counter() - begun
            own = time.process_time() - own
            assert len(steps) == SESSIONS * len(FACES) and not any(step.error for step in steps)
            print(f"\n{workers}: {took[workers]:.1f} s, {own:.1f} s of it here", flush=True)
    ratio = took[1] / took[2]
    print(f"one worker {took[1]:.1f} s, two {took[2]:.1f} s: {ratio:.2f} times")
    assert ratio >= REACH


def _load(_: int) -> None:
    import analysis

    folder = Path(__file__).parents[2] / "sample_images" / "normal"
    before, after = (analysis.read_photo(folder / f"{name}.jpg") for name in FACES[:2])
    analysis.analyse_photo(after, analysis.analyse_photo(before))
    time.sleep(1)  # so that the other worker takes the next one


def test_saves_hardly_wait_while_an_archive_is_measured(tmp_path: Path, portraits: Path):
    settings = Settings(tmp_path / "data")
    make_faces(settings.data_dir, portraits, 40)
    age(settings.data_dir)
    with closing(Store(settings)) as store:
        savers = _add_savers(store, 4 * SAVES)
        waits = {"alone": [], "beside": []}
        waits["alone"] += _saves(store, savers)
        command = rescoring(settings, "--workers", "2")
        lines(command, 4)
        for _ in range(2):
            waits["beside"] += _saves(store, savers)
        assert command.poll() is None, "it was over too soon to be measured"
        os.killpg(command.pid, signal.SIGKILL)
        command.communicate()
        waits["alone"] += _saves(store, savers)
    p95 = {name: float(np.percentile(found, 95)) for name, found in waits.items()}
    ratio = p95["beside"] / p95["alone"]
    print(f"\np95 of a save: {p95['alone']:.3f} s, beside it {p95['beside']:.3f} s: {ratio:.2f}")
    assert ratio <= MOST_WAIT


def _add_savers(store: Store, number: int) -> list[int]:
    """Add people who are a day after a session; each saves once, so that all have as much to do."""
    with store.writing() as records:
        ids = [records.add_person(a_person(f"Saver {one}")).id for one in range(number)]
        for person_id in ids:
            records.add_procedure(a_procedure(person_id, started_at=days_ago(1, 18)))
    return ids


def _saves(store: Store, savers: list[int]) -> list[float]:
    """Have the next few save, one after the other; return the seconds that each waited."""
    took = []
    for _ in range(SAVES):
        entry = an_entry(savers.pop(), day=days_ago(0).date())
        begun = time.perf_counter()
        diary.save_entry(store, entry)
        took.append(time.perf_counter() - begun)
        time.sleep(0.1)
    return took
