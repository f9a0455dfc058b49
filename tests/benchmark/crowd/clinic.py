"""A clinic's real app on a PostgreSQL server, with clients who have accounts, and its end."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from oidc_provider_mock import run_server_in_thread

from tests.benchmark.crowd.signing_in import COOKIE_SECRET
from tests.conftest import PROJECT
from tests.factories import a_person, a_procedure, days_ago
from tests.postgres import Postgres
from tests.serving import free_ports, wait_for_app
from tracker.config import Settings
from tracker.domain.access.accounts import Identity, NewAccount, Role
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.repository import Store

_START_S = 90


@dataclass(frozen=True)
class Running:
    """An app that runs, and where everything of it is."""

    address: str
    issuer: str
    """The provider that people sign in at."""
    settings: Settings
    server: Postgres
    process: subprocess.Popen[bytes]
    log: Path
    people: tuple[int, ...]
    """The ids of its clients; each is called by it at the provider, too."""

    def processor_s(self) -> float:
        """Return what the app's process has taken of the processor."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")  # utime, stime

    def memory_mb(self) -> float:
        """Return what the app's process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@contextmanager
def running(folder: Path, clients: int) -> Iterator[Running]:
    """Run the app with so many clients; everything ends with the `with`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the provider tells of each request
    server = Postgres()
    try:
        server.make_template()
        settings = Settings(folder / "data", database_url=server.new_database("crowd", "template0"))
        with run_server_in_thread() as provider:
            issuer = f"http://localhost:{provider.server_port}"
            people = _fill(settings, clients, issuer)
            with _app(folder, settings, issuer) as (address, process, log):
                yield Running(address, issuer, settings, server, process, log, people)
    finally:
        server.stop()


def _fill(settings: Settings, clients: int, issuer: str) -> tuple[int, ...]:
    with closing(Store(settings)) as store:
        with store.writing() as records:
            people = [records.add_person(a_person(f"Client {one}")).id for one in range(clients)]
            for one in people:
                records.add_procedure(a_procedure(one, started_at=days_ago(3, 12)))
                identity = Identity(issuer=issuer, subject=str(one))
                account = NewAccount(
                    identity=identity, name=f"Client {one}", role=Role.CLIENT, person_id=one
                )
                records.access.add_account(account)
        assert not any(step.error for step in judge_everybody(store))
    return tuple(people)


@contextmanager
def _app(
    folder: Path, settings: Settings, issuer: str
) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    (port,) = free_ports(1)
    address, log = f"http://localhost:{port}", folder / "app.log"
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{COOKIE_SECRET}"\n'
        f'client_id = "fifthday"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )
    options = {
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "secrets.files": secrets,
    }
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    places = {
        "FIFTHDAY_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": str(settings.database_url),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=os.environ | places, stdout=output, stderr=output
        )
        try:
            wait_for_app(address, process, log)
            yield address, process, log
        finally:
            process.terminate()
            process.wait(timeout=_START_S)
