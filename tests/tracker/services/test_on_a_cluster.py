"""The same work on a cluster that is there as in one process: a real scheduler and a worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tracker.services.photos.archive import make_archive, times_kept
from tests.tracker.services.recovery.test_nightly import (
    DAYS,
    days_judged,
    people_without_verdicts,
)
from tracker.config import Settings
from tracker.domain.course.reference import shipped_course
from tracker.errors import InvalidEntry, ProcessEnded
from tracker.services.batch.assessing import assess_csv
from tracker.services.batch.diary_csv import COLUMNS
from tracker.services.batch.many import assess_files
from tracker.services.photos.many.rescore import rescore
from tracker.services.recovery import nightly
from tracker.services.recovery.nightly import judge_everybody, judge_many
from tracker.store.repository import Store

PROJECT = Path(__file__).parents[3]
DIARY = ",".join(COLUMNS) + "\n"
ROWS = "".join(
    f"{{name}},{day},{red},1,1,0,0,,,1.0,pen,home\n" for day, red in enumerate((6, 4, 8))
)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler on this machine that has a worker."""
    pytest.importorskip("distributed", reason="needs Dask: uv sync --extra cluster")
    folder = tmp_path_factory.mktemp("dask")
    # One process for both: what is tried here is what travels, not who dies.
    code = (
        "from distributed import LocalCluster; import sys\n"
        "with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, memory_limit=0,"
        " host='127.0.0.1', protocol='tcp', dashboard_address=None) as cluster:\n"
        "    print(cluster.scheduler_address, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, text=True,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        yield process.stdout.readline().strip()
        process.kill()


@pytest.fixture
def on_it(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASK_SCHEDULER", scheduler)


pytestmark = pytest.mark.filterwarnings("ignore")  # what Dask says of itself


@pytest.fixture
def diaries(tmp_path: Path) -> Path:
    folder = tmp_path / "diaries"
    folder.mkdir()
    for name in ("a", "b", "ä"):
        text = DIARY + ROWS.format(name=name)
        (folder / f"{name}.csv").write_text(text, encoding="utf-16" if name == "ä" else "utf-8")
    (folder / "none.csv").write_text("x\n1\n")
    return folder


def test_files_are_judged_as_one_by_one(on_it: None, diaries: Path, tmp_path: Path):
    target = tmp_path / "out"
    steps = list(assess_files([diaries], target, shipped_course()))
    assert [step.name for step in steps if step.error] == ["none.csv"]
    assert sorted(path.name for path in target.glob("*.csv")) == ["a.csv", "b.csv", "ä.csv"]
    with (tmp_path / "one.csv").open("w", encoding="utf-8", newline="") as out:
        assess_csv(diaries / "ä.csv", out, print)
    assert (target / "ä.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_people_are_judged_as_one_by_one(on_it: None, store: Store, monkeypatch):
    procedures = people_without_verdicts(store, 3)
    sent = list[nightly._Task]()
    judge = nightly._tasks
    monkeypatch.setattr(nightly, "_tasks", lambda *a: (sent.append(t) or t for t in judge(*a)))
    assert [one.verdicts for one in judge_many(store)] == [3, 3, 3]
    assert [days_judged(store, one) for one in procedures] == [DAYS] * 3
    assert all(task.book for task in sent)  # it was judged there
    assert {task.book.settings for task in sent} == {Settings(store.settings.data_dir)}
    assert [one.verdicts for one in judge_many(store)] == [0, 0, 0]
    assert [one.verdicts for one in judge_everybody(store)] == [0, 0, 0]


def test_photos_are_measured_and_kept_once(on_it: None, settings: Settings, store: Store):
    make_archive(settings, 10)
    assert not [step.error for step in rescore(store) if step.error]
    assert times_kept(settings) == [1] * 10


# What holds on any crew.


def test_what_is_judged_is_left_alone_until_it_changes(
    diaries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    target, seen = tmp_path / "out", list[str]()
    judge = assess_csv

    def noted(source: Path, *rest: object) -> int:
        seen.append(source.name)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return judge(source, *rest)

    monkeypatch.setattr("tracker.services.batch.many.assess_csv", noted)
    with pytest.raises(KeyboardInterrupt):
        list(assess_files([diaries], target, shipped_course()))
    list(assess_files([diaries], target, shipped_course()))
    assert seen == ["a.csv", "b.csv", "b.csv", "none.csv", "ä.csv"]
    row = "a,no day,1,1,1,0,0,,,1.0,pen,home\n"
    (diaries / "a.csv").write_text(DIARY + ROWS.format(name="a") + row)
    first = list(assess_files([diaries], target, shipped_course()))
    again = list(assess_files([diaries], target, shipped_course()))
    assert seen[5:] == ["a.csv", "none.csv", "none.csv"]
    told = [{(one.name, one.problems) for one in steps if one.problems} for steps in (first, again)]
    assert told[0] == told[1] and len(told[0]) == 1  # said again, not judged again


def test_nothing_is_written_over(diaries: Path, tmp_path: Path):
    with pytest.raises(InvalidEntry, match="written over"):
        list(assess_files([diaries], diaries, shipped_course()))
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "a.csv").write_text(DIARY)
    with pytest.raises(InvalidEntry, match=r"a\.csv would be written over"):
        list(assess_files([diaries, tmp_path / "else"], tmp_path / "out", shipped_course()))
    with pytest.raises(InvalidEntry, match="no CSV file"):
        list(assess_files([tmp_path / "else" / ".."], tmp_path / "out", shipped_course()))


def test_what_was_saved_meanwhile_is_judged_as_it_is_now(store: Store, monkeypatch):
    [procedure] = people_without_verdicts(store, 1)
    look = nightly._judge

    def judged_late(task: nightly._Task) -> object:
        found = look(task)
        with store.writing() as records:
            [first, *_] = records.list_entries(procedure.person_id)
            records.delete_entry(first)
        return found

    monkeypatch.setattr(nightly, "_judge", judged_late)
    assert [one.verdicts for one in judge_many(store)] == [len(DAYS) - 1]


@pytest.mark.benchmark  # by hand: it takes long
def test_a_cluster_that_is_not_there_is_said(store: Store, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER", "tcp://192.0.2.1:8786")  # an open wire: refused at once
    people_without_verdicts(store, 1)
    with pytest.raises(ProcessEnded, match="unencrypted"):
        list(judge_many(store))
