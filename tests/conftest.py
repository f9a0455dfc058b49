import contextlib
import fcntl
import gc
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

import analysis
from tests.bucket import Server, TestBucket, make_bucket, s3_server
from tests.measured import measured_once
from tests.postgres import Postgres, find_programs
from tracker import cli
from tracker.config import Settings
from tracker.services.data.moving import move_diary
from tracker.store.home import file
from tracker.store.repository import Store
from tracker.vault import Key

HOMES = ("plain", "locked", "postgresql")
KEY = Key(bytes(range(32)))
PROJECT = Path(__file__).parents[1]
_LONG = ("browser", "test_style.py", "analysis", "ui")
SHARED_FACES = PROJECT.parent / "shared" / "faces"

# What is compiled is kept, also where the machine says not to: the commands and servers that tests
# start would else compile all of Streamlit and pandas anew, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """Measure in one thread where other test processes have the other processors."""
    if hasattr(config, "workerinput"):
        analysis.use_one_thread()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """All processors, but one process where speed is measured or a single file is asked for.

    One more than there are processors: some of the time tests wait, for a browser or a server.
    """
    by_hand = config.option.markexpr in ("benchmark", "screenshots")
    one_file = len(config.args) == 1 and Path(config.args[0].split("::")[0]).is_file()
    return 0 if by_hand or one_file else (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that all processes end at about the same time."""
    items.sort(key=lambda item: _turn(item.path.relative_to(PROJECT / "tests").parts[0]))


def pytest_collection_finish() -> None:
    """Leave what thousands of tests are made of out of every later look for what is unused."""
    gc.collect()
    gc.freeze()


def _turn(room: str) -> int:
    return _LONG.index(room) if room in _LONG else len(_LONG)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the records, or the photos, of all tests lie elsewhere."""
    parser.addoption("--on", choices=HOMES, default="plain")
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
def home(request: pytest.FixtureRequest) -> str:
    """Where the test's store is: a plain file, a locked one, or a PostgreSQL server."""
    return str(request.config.getoption("--on"))


@pytest.fixture
def settings(
    tmp_path: Path, home: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an empty data folder."""
    folder = tmp_path / "data"
    if home == "postgresql" and request.node.get_closest_marker("about_files"):
        pytest.skip("is about a diary in a file, which a server has none of")
    if home == "locked":
        unlock_all(monkeypatch)
    settings = Settings(data_dir=folder)
    if home == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("server_database"))
    if request.config.getoption("--photos") == "bucket":
        bucket: TestBucket = request.getfixturevalue("bucket")
        settings = replace(settings, photo_store=bucket.url)
    return settings


def unlock_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every new diary in a locked file and have its key at hand; plain ones stay plain."""
    known = file.key_for

    def key_for(settings: Settings, key: Key | None) -> Key | None:
        return known(settings, key) or (None if _is_plain(settings.database_path) else KEY)

    monkeypatch.setattr(file, "key_for", key_for)


def _is_plain(path: Path) -> bool:
    return path.exists() and path.read_bytes().startswith(b"SQLite format 3")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A PostgreSQL server, one for each test process."""
    if find_programs() is None:
        pytest.skip("needs PostgreSQL in /usr/lib/postgresql (Debian: apt install postgresql)")
    kept = made_once(tmp_path_factory, "postgres", _make_cluster)
    server = Postgres(kept / "cluster")
    server.new_database("tests")
    yield server
    server.stop()


def _make_cluster(folder: Path) -> None:
    server = Postgres()
    try:
        settings = Settings(folder / "made", database_url=server.make_template())
        Store(settings).close()
        server.keep_data(folder / "cluster")
    except BaseException:
        server.stop()
        raise


@pytest.fixture
def server_database(server: Postgres) -> str:
    """The address of an empty database with the schema."""
    server.empty_database("tests")
    return server.address_of("tests")


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the real migrations leave it. Copy it before changing it."""
    return made_once(tmp_path_factory, "empty", lambda folder: Store(Settings(folder)).close())


@pytest.fixture(scope="session")
def empty_locked_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, locked. Copy it before changing it."""
    make = lambda folder: Store(Settings(folder), KEY).close()  # noqa: E731
    return made_once(tmp_path_factory, "empty-locked", make)


@pytest.fixture
def store(empty_store: Store) -> Store:
    """An empty store."""
    return empty_store


@pytest.fixture
def empty_store(
    settings: Settings, empty_data: Path, home: str, request: pytest.FixtureRequest
) -> Iterator[Store]:
    """The same, whatever a file of tests calls its own store."""
    if home == "plain":
        shutil.copytree(empty_data, settings.data_dir)
    if home == "locked":
        shutil.copytree(request.getfixturevalue("empty_locked_data"), settings.data_dir)
    store = Store(settings)
    yield store
    store.close()


@pytest.fixture(scope="session")
def faces() -> Path:
    """The folder of real faces, `NNN_neutral.jpg` and `NNN_smile.jpg`."""
    if not SHARED_FACES.is_dir():
        pytest.skip("needs the face photos in ../shared/faces")
    return SHARED_FACES


@pytest.fixture(autouse=True)
def _measured_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure a photo once in a process for the tests of people; those of pixels measure anew."""
    room = request.path.relative_to(PROJECT / "tests").parts[0]
    if room in ("tracker", "ui"):
        monkeypatch.setattr(analysis, "analyse_photo", measured_once)


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


OpenCopy = Callable[[Path], Store]


@pytest.fixture
def open_copy(settings: Settings, home: str, request: pytest.FixtureRequest) -> Iterator[OpenCopy]:
    """Open a store with all that a data folder holds, free to be changed."""
    with contextlib.ExitStack() as stack:

        def opened(folder: Path) -> Store:
            if home == "plain":
                shutil.copytree(folder, settings.data_dir)
                return stack.enter_context(contextlib.closing(Store(settings)))
            store: Store = request.getfixturevalue("empty_store")
            with contextlib.closing(Store(Settings(folder))) as source:
                move_diary(source, store)
            return store

        yield opened


@pytest.fixture
def demo_store(demo_run: DemoRun, open_copy: OpenCopy) -> Store:
    """A store with the demo person, free to be changed."""
    return open_copy(demo_run.data_dir)


@event.listens_for(Engine, "connect")
def _leave_the_disk_in_peace(connection: Any, _record: object) -> None:
    # Waiting for the disk takes more of a test's time than all else; no test cuts the power.
    if hasattr(connection, "create_collation"):  # a file, not a server
        connection.execute("PRAGMA synchronous = OFF")
