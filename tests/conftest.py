import contextlib
import fcntl
import io
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.bucket import Server, TestBucket, make_bucket, s3_server
from tracker import cli
from tracker.config import Settings
from tracker.store.repository import Store

PROJECT = Path(__file__).parents[1]
_LONG = ("browser", "test_style.py", "analysis", "ui")
SHARED_FACES = PROJECT.parent / "shared" / "faces"

# What is compiled is kept, also where the machine says not to: the commands and servers that tests
# start would else compile all of Streamlit and pandas anew, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """All processors, but one process where speed is measured or a single file is asked for."""
    by_hand = config.option.markexpr in ("benchmark", "screenshots")
    one_file = len(config.args) == 1 and Path(config.args[0].split("::")[0]).is_file()
    return 0 if by_hand or one_file else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that all processes end at about the same time."""
    items.sort(key=lambda item: _turn(item.path.relative_to(PROJECT / "tests").parts[0]))


def _turn(room: str) -> int:
    return _LONG.index(room) if room in _LONG else len(_LONG)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the photos of all tests lie elsewhere."""
    parser.addoption("--photos", choices=["folder", "bucket"], default="folder")


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real S3 server on this machine."""
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def bucket(s3: Server, monkeypatch: pytest.MonkeyPatch) -> TestBucket:
    """An empty bucket that keeps versions."""
    return make_bucket(s3, monkeypatch)


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty data folder."""
    folder = tmp_path / "data"
    if request.config.getoption("--photos") == "folder":
        return Settings(data_dir=folder)
    bucket: TestBucket = request.getfixturevalue("bucket")
    return Settings(data_dir=folder, photo_store=bucket.url)


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the real migrations leave it. Copy it before changing it."""
    return made_once(tmp_path_factory, "empty", lambda folder: Store(Settings(folder)).close())


@pytest.fixture
def store(settings: Settings, empty_data: Path) -> Iterator[Store]:
    """An empty store."""
    shutil.copytree(empty_data, settings.data_dir)
    store = Store(settings)
    yield store
    store.close()


@pytest.fixture(scope="session")
def faces() -> Path:
    """The folder of real faces, `NNN_neutral.jpg` and `NNN_smile.jpg`."""
    if not SHARED_FACES.is_dir():
        pytest.skip("needs the face photos in ../shared/faces")
    return SHARED_FACES


@pytest.fixture(scope="session")
def portraits() -> Path:
    """The photos of one generated person: `before.jpg`, `day0.jpg`, `day1.jpg` …"""
    return PROJECT / "sample_images" / "normal"


@dataclass(frozen=True)
class DemoRun:
    """What `fifthday demo` did in an empty data folder."""

    data_dir: Path
    exit_code: int
    output: str


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The demo, made once because it takes some seconds. Copy its folder before changing it."""
    made = made_once(tmp_path_factory, "demo", _run_demo)
    return DemoRun(made / "data", int((made / "code").read_text()), (made / "said").read_text())


def _run_demo(folder: Path) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exit_code = cli.main(["--data-dir", str(folder / "data"), "demo"])
    (folder / "code").write_text(str(exit_code))
    (folder / "said").write_text(output.getvalue())


def made_once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that the first of all test processes to ask for it makes for the others."""
    shared = places.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture
def demo_store(demo_run: DemoRun, settings: Settings) -> Iterator[Store]:
    """A store with the demo person, free to be changed."""
    shutil.copytree(demo_run.data_dir, settings.data_dir)
    store = Store(settings)
    yield store
    store.close()


@event.listens_for(Engine, "connect")
def _leave_the_disk_in_peace(connection: sqlite3.Connection, _record: object) -> None:
    # Waiting for the disk takes more of a test's time than all else; no test cuts the power.
    connection.execute("PRAGMA synchronous = OFF")
