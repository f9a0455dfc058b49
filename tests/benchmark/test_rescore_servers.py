"""A clinic's archive, measured again while its servers are killed: every photo exactly once.

`uv run --group dev pytest -m benchmark tests/benchmark/test_rescore_servers.py -s`
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import bucket as s3_servers
from tests.bucket import Server, TestBucket
from tests.postgres import Postgres, find_programs
from tests.tracker.services.photos.archive import make_archive, rescoring, times_kept
from tracker.config import Settings

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(find_programs() is None, reason="needs PostgreSQL"),
    pytest.mark.filterwarnings("ignore"),
]
PHOTOS, BETWEEN = 500, 40
MOST_RUNS = 12


@dataclass
class Clinic:
    """What can be killed."""

    settings: Settings
    postgres: Postgres
    weed: Server

    def kill(self, what: str, command: "subprocess.Popen[str]") -> None:
        match what:
            case "app":
                command.kill()
            case "PostgreSQL":
                self.postgres.kill()
            case "SeaweedFS":
                self.weed.process.kill()
                self.weed.process.wait()

    def start(self, what: str) -> None:
        match what:
            case "PostgreSQL":
                self.postgres.start()
            case "SeaweedFS":
                self.weed.process = s3_servers.start_again(self.weed).process
                s3_servers.wait_for(self.weed)


@pytest.fixture
def clinic(s3: Server, bucket: TestBucket, tmp_path: Path) -> Iterator[Clinic]:
    postgres = Postgres()
    try:
        postgres.make_template()
        settings = Settings(
            tmp_path / "data",
            bucket.url,
            ("a secret that a machine drew",),
            database_url=postgres.new_database("lost", "template0"),
        )
        make_archive(settings, PHOTOS)
        yield Clinic(settings, postgres, s3)
    finally:
        postgres.stop()


def test_servers_that_are_killed_leave_every_photo_kept_once(clinic: Clinic):
    kills = ["PostgreSQL", "SeaweedFS", "app", "SeaweedFS", "PostgreSQL", "app"]
    killed, runs, done = list[str](), 0, 0
    while done < PHOTOS:
        runs += 1
        assert runs <= MOST_RUNS
        command = rescoring(clinic.settings, "--workers", "2")
        what = kills[len(killed)] if len(killed) < len(kills) else ""
        if what:
            read = sum(bool(command.stdout.readline()) for _ in range(BETWEEN))
            assert read == BETWEEN, command.communicate()
            clinic.kill(what, command)
            killed.append(what)
        _, problems = command.communicate(timeout=500)
        if what:
            clinic.start(what)
        kept = times_kept(clinic.settings)
        if what in ("PostgreSQL", "SeaweedFS") and sum(kept) < PHOTOS:
            assert command.returncode == 1  # it ends in a sentence, not in a trace
            assert "Traceback" not in problems and problems.strip(), problems
        assert set(kept) <= {0, 1}, "kept twice"
        assert sum(kept) > done
        done = sum(kept)
    assert killed == kills and command.returncode == 0
    print(f"\nkilled: {', '.join(killed)}; {PHOTOS} photos, each kept once, in {runs} runs")
