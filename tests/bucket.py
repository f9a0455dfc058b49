"""A real S3 server on this machine, and buckets on it; ended by its process id."""

import contextlib
import json
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.serving import HOST, free_ports

_BUCKET = "clinic"
_IDENTITIES = {
    "owner": ["Admin", "Read", "Write", "List", "Tagging"],
    "stranger": ["List"],
}
_STARTED_WITHIN_S = 60


@dataclass
class Server:
    """A server under way."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def as_(self, name: str) -> dict[str, str]:
        """Return the environment in which a program reaches it as one of its users."""
        return {
            "AWS_ENDPOINT_URL_S3": f"http://{HOST}:{self.port}",
            "AWS_ACCESS_KEY_ID": name,
            "AWS_SECRET_ACCESS_KEY": f"secret of {name}",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@dataclass(frozen=True)
class TestBucket:
    """A folder in a bucket that keeps versions."""

    __test__ = False
    name: str
    """Bucket and folder."""
    files: Any

    @property
    def url(self) -> str:
        """Where photos are put."""
        return f"s3://{self.name}"

    def objects(self) -> dict[str, bytes]:
        """Return what lies there by name."""
        paths = self.files.find(self.name)
        return {path.rsplit("/", 1)[-1]: self.files.cat_file(path) for path in paths}

    def versions(self) -> list[str]:
        """Return the names of everything that was ever put there and is still kept."""
        bucket, folder = self.name.split("/")
        found = self.files.call_s3("list_object_versions", Bucket=bucket, Prefix=f"{folder}/")
        every = [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]
        return [one["Key"].rsplit("/", 1)[-1] for one in every]


@contextlib.contextmanager
def s3_server(folder: Path) -> Iterator[Server]:
    """Run a server that keeps its files in a folder; skip where there is none to run."""
    pytest.importorskip("s3fs", reason="s3fs is not installed (group bucket)")
    program = shutil.which("weed")
    if program is None:
        pytest.skip("no SeaweedFS is installed (group bucket; there is none for macOS)")
    rights = folder / "s3.json"
    rights.write_text(json.dumps({"identities": list(map(_identity, _IDENTITIES))}))
    server = start(program, folder, rights, free_ports(9))
    try:
        wait_for(server)
        yield server
    finally:
        server.process.kill()
        server.process.wait()


def start(program: str, folder: Path, rights: Path, ports: list[int]) -> Server:
    """Start the program; it listens on this machine alone."""
    names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port",
             "volume.port.grpc", "filer.port", "filer.port.grpc")  # fmt: skip
    options = [f"-{name}={port}" for name, port in zip(names, ports, strict=False)]
    log = folder / "log"
    # Where the tests are killed, it does not stay behind.
    ending = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    with log.open("ab") as target:
        process = subprocess.Popen(
            [*ending, program, "server", f"-dir={folder}", f"-ip={HOST}",
             f"-ip.bind={HOST}", "-filer",
             "-s3", f"-s3.config={rights}", "-s3.port.iceberg=0", "-s3.port.lance=0",
             "-master.volumeSizeLimitMB=64", "-volume.max=20",
             # Else it takes no file, and says nothing, while 1 % of a large disk is free.
             "-volume.minFreeSpace=1MiB", "-master.telemetry=false", *options],
            stdout=target, stderr=target, start_new_session=True,
        )  # fmt: skip
    return Server(process, ports[0], log)


def start_again(server: Server) -> Server:
    """Start a server anew that was killed, with its files and at its address."""
    again = subprocess.Popen(
        server.process.args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    return Server(again, server.port, server.log)


def wait_for(server: Server) -> None:
    """Wait until it answers."""
    end = time.monotonic() + _STARTED_WITHIN_S
    while time.monotonic() < end:
        assert server.process.poll() is None, server.log.read_text()[-2000:]
        with contextlib.suppress(OSError), socket.create_connection((HOST, server.port), 1):
            return _check_that_it_takes_files(server)
        time.sleep(0.1)
    raise AssertionError(server.log.read_text()[-2000:])


def _check_that_it_takes_files(server: Server) -> None:
    # One that answers and keeps nothing would hold up every test until its time has run out.
    import s3fs

    known = server.as_("owner")
    files = s3fs.S3FileSystem(
        key=known["AWS_ACCESS_KEY_ID"], secret=known["AWS_SECRET_ACCESS_KEY"],
        endpoint_url=known["AWS_ENDPOINT_URL_S3"], skip_instance_cache=True,
        config_kwargs={"read_timeout": _STARTED_WITHIN_S, "retries": {"max_attempts": 0}},
    )  # fmt: skip
    files.retries = 1
    files.makedirs("first", exist_ok=True)
    files.pipe_file("first/file", b"kept")


def make_bucket(server: Server, monkeypatch: pytest.MonkeyPatch) -> TestBucket:
    """Make a folder in a bucket that keeps versions, and let this process reach it."""
    import s3fs

    for name, value in server.as_("owner").items():
        monkeypatch.setenv(name, value)
    files = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    if not files.exists(_BUCKET):
        files.mkdir(_BUCKET)
        keep = {"Status": "Enabled"}
        files.call_s3("put_bucket_versioning", Bucket=_BUCKET, VersioningConfiguration=keep)
    return TestBucket(f"{_BUCKET}/{uuid.uuid4().hex[:12]}", files)


def _identity(name: str) -> dict[str, Any]:
    credentials = [{"accessKey": name, "secretKey": f"secret of {name}"}]
    return {"name": name, "credentials": credentials, "actions": _IDENTITIES[name]}
