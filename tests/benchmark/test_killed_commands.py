"""Commands for much work, killed (`kill -9`) and begun again: everything exactly once.

`uv run --group dev pytest -m benchmark tests/benchmark/test_killed_commands.py -s`
"""

import csv
import io
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import cv2
import pytest
from PIL import Image

from tests.conftest import PROJECT
from tests.factories import a_procedure, days_ago, skin_bytes, telltale_exif
from tests.tracker.services.data.test_years import BACK
from tests.tracker.services.photos.archive import FIFTHDAY
from tracker.config import Settings
from tracker.domain.records.kept import PhotoRole
from tracker.services.data.people import add_person
from tracker.services.photos.many.lots import plan
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = pytest.mark.benchmark
SCORED, JUDGED, SESSIONS = 60, 120, 6
DAYS_OF_A_SESSION = 6
KILLS = 3


def run_killed(command: list[str], between: int, has_begun: Callable[[int], bool]) -> int:
    """Kill a command with all its workers after some lines, three times; then let it end.

    Returns
    -------
    lines : int
        How many it said in all.
    """
    lines = 0
    for kill in range(KILLS + 1):
        process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, start=1):
            assert "Traceback" not in line, line + process.stdout.read()
            lines += 1
            if kill < KILLS and number == between * (kill + 1):
                os.killpg(process.pid, signal.SIGKILL)
                break
        process.communicate()
        was_killed = process.returncode == -signal.SIGKILL
        assert was_killed == (kill < KILLS), (kill, number, process.returncode)
        assert has_begun(kill)
    return lines


def test_scores_of_a_folder_are_each_in_the_table_once(tmp_path: Path, portraits: Path):
    photos, table = tmp_path / "photos", tmp_path / "out.csv"
    photos.mkdir()
    days = [cv2.imread(str(one)) for one in sorted(portraits.glob("day*.jpg"))]
    for number in range(SCORED):
        small = cv2.resize(days[number % len(days)], None, fx=0.25, fy=0.25)
        cv2.imwrite(str(photos / f"{number:03}.png"), small)
    score = [sys.executable, "-m", "analysis", "score", "--baseline", str(portraits / "before.jpg")]
    run_killed(
        [*score, "--csv", str(table), str(photos)], 10, lambda kill: table.exists() == (kill == 3)
    )
    with table.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    said = Counter((row["photo"], row["zone"], row["measure"]) for row in rows)
    assert {Path(photo).name for photo, *_ in said} == {f"{one:03}.png" for one in range(SCORED)}
    assert set(said.values()) == {1}
    by_picture: dict[object, set[str]] = {}
    for row in rows:
        picture = int(Path(row["photo"]).stem) % len(days)
        by_picture.setdefault((picture, row["zone"], row["measure"]), set()).add(row["value"])
    assert {len(values) for values in by_picture.values()} == {1}
    assert [one.name for one in tmp_path.iterdir() if one != photos] == ["out.csv"]


def test_diaries_are_each_judged_once(tmp_path: Path):
    diaries, tables = tmp_path / "diaries", tmp_path / "tables"
    diaries.mkdir()
    demo = (PROJECT / "sample_images" / "diary.csv").read_text()
    head, *lines = demo.splitlines()
    for number in range(JUDGED):
        many = [f"{copy}/{line}" for copy in range(20) for line in lines]
        (diaries / f"{number:03}.csv").write_text("\n".join([head, *many]))
    command = [str(FIFTHDAY), "--data-dir", str(tmp_path / "data"), "assess", "--to"]
    run_killed([*command, str(tables), str(diaries)], 20, lambda _: tables.exists())
    found = sorted(one.name for one in tables.glob("*.csv"))
    assert found == [f"{number:03}.csv" for number in range(JUDGED)]
    assert len({(tables / one).read_bytes() for one in found}) == 1
    assert {one.suffix for one in tables.iterdir()} == {".csv", ".judged-from"}


def test_years_of_photos_come_in_once(tmp_path: Path):
    folder, settings = tmp_path / "years", Settings(tmp_path / "data")
    folder.mkdir()
    with closing(Store(settings)) as store:
        ada = add_person(store, "Ada")
        for session in range(SESSIONS):
            begun = days_ago(40 * (session + 1), 12)
            log_procedure(store, a_procedure(ada.id, started_at=begun, zones=BACK))
            for day in range(DAYS_OF_A_SESSION):
                taken = begun + timedelta(hours=24 * day - 2)
                exif = telltale_exif(f"{taken:%Y:%m:%d %H:%M:%S}")
                skin = Image.open(io.BytesIO(skin_bytes(4 * day, session, (96, 96))))
                skin.save(folder / f"{session}-{day}.jpg", quality=95, exif=exif)
    command = [str(FIFTHDAY), "--data-dir", str(settings.data_dir), "import", "--photos", "Ada"]
    run_killed([*command, str(folder)], 8, lambda _: True)
    with closing(Store(settings)) as store, store.reading() as records:
        photos = records.list_all_photos(ada.id)
        told = Counter((one.procedure_id, one.taken_at) for one in photos)
        assert len(told) == SESSIONS * DAYS_OF_A_SESSION and set(told.values()) == {1}
        assert sum(one.role is PhotoRole.BEFORE for one in photos) == SESSIONS
        later = [one for one in photos if one.role is PhotoRole.FOLLOW_UP]
        assert all(records.list_measurements(one.id) for one in later)
        assert all(store.photos.is_whole(one.digest) for one in photos)
        assert store.photos.count_strangers(records.list_digests()) == 0
    with closing(Store(settings)) as store:
        assert plan(store) == []
