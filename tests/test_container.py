"""What a container runs, without a container: its start script, and the files that describe it."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from compose_spec import PyOptions

from tests.serving import free_ports

PROJECT = Path(__file__).parents[1]
FILES = PROJECT / ".container"
PARTS = (".container", ".streamlit", "analysis", "tracker", "sample_images", "streamlit_app.py")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that an unprivileged user reaches; those of tests are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="fifthday-"))
    folder.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def project(place: Path) -> Path:
    """A copy of the project that nobody may write to."""
    copy = place / "app"
    copy.mkdir()
    leave_out = shutil.ignore_patterns("__pycache__")
    for name in PARTS:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=leave_out)
        else:
            shutil.copy(source, copy)
    subprocess.run(["chmod", "-R", "a-w,a+rX", str(copy)], check=True)
    return copy


@pytest.fixture
def user() -> list[str]:
    """What runs a program without privileges: as nobody where nobody can reach this Python."""
    if os.geteuid() != 0:
        return []
    bare = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    nobody = [*bare, "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    python = ["sh", "-c", f"exec '{sys.executable}' -c 'import streamlit'"]
    tried = subprocess.run([*nobody, *python], check=False, capture_output=True)
    return bare if tried.returncode else nobody


@pytest.fixture
def data(place: Path, user: list[str]) -> Path:
    folder = place / "data"
    folder.mkdir()
    if "--reuid=nobody" in user:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder


def run(
    project: Path, data: Path, user: list[str], port: int, **more: str
) -> subprocess.Popen[str]:
    """Start the app as the container does, with no rights but those that files give."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(data),
        "FIFTHDAY_DATA_DIR": str(data),
        "FIFTHDAY_PORT": str(port),
        "FIFTHDAY_PYTHON": sys.executable,
        **more,
    }
    return subprocess.Popen(
        [*user, str(project / ".container" / "start")], env=environment, cwd="/", text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def answers(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except OSError:
        return 0


def names(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_the_app_runs_unprivileged_and_writes_into_its_data_alone(
    project: Path, data: Path, user: list[str]
):
    (port,) = free_ports(1)
    before = names(project)
    process = run(project, data, user, port)
    try:
        end = time.monotonic() + 90
        while not answers(port, "/_stcore/health"):
            assert process.poll() is None, process.stdout and process.stdout.read()
            assert time.monotonic() < end, "it did not answer in time"
            time.sleep(0.3)
        assert answers(port, "/") == 200
        command = [sys.executable, str(project / ".container" / "healthy.py")]
        healthy = {**os.environ, "FIFTHDAY_PORT": str(port)}
        assert subprocess.run(command, env=healthy, check=False).returncode == 0
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert subprocess.run(command, env=healthy, check=False, capture_output=True).returncode == 1
    assert names(project) == before
    assert (data / "fifthday.db").is_file()


def test_wrong_settings_are_said_before_anything_is_opened(
    project: Path, data: Path, user: list[str]
):
    process = run(project, data, user, 1, DATABASE_URL="mysql://somewhere", FIFTHDAY_FOTOS="here")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "DATABASE_URL is not an address of PostgreSQL" in said
    assert "FIFTHDAY_FOTOS is no setting" in said
    assert not names(data)


def test_the_compose_file_says_what_it_may_and_names_what_is_there():
    text = (FILES / "compose.yaml").read_text()
    compose = PyOptions(apply_merge=True).from_yaml(text)
    compose.validate()
    services = compose.to_dict()["services"]
    assert {name for name, one in services.items() if one.get("ports")} == {"door"}
    for name in ("app", "nightly", "scheduler", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["user"].startswith("10001")
    for name in ("scheduler", "worker"):  # they get what they need with their work
        assert not services[name].get("environment") and not services[name].get("secrets")
    assert "-volume.minFreeSpace=10GiB" in services["photos"]["command"].split()
    for name in ("Caddyfile", "first-start.sh", "start", "healthy.py", "Containerfile"):
        assert (FILES / name).is_file()
    copied = [line for line in (FILES / "Containerfile").read_text().splitlines()
              if line.startswith("COPY") and "--from" not in line]  # fmt: skip
    for source in (word for line in copied for word in line.split()[1:-1]):
        assert (PROJECT / source).exists(), source
