"""A PostgreSQL server for tests: the system's own, as a user without rights, gone with the tests.

It listens at a socket in a folder of its own, and at no address of a network.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

from tracker.store.backend.postgres import DRIVER
from tracker.store.tables import Base

_PLACES = "/usr/lib/postgresql/*/bin"  # Debian's
_USER, _TEMPLATE = "clinic", "template_of_tests"
_LONGEST_S = 30.0
FILLING = "SET LOCAL session_replication_role = replica"
"""No trigger, no constraint, in any order, until a transaction ends."""
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",  # no test cuts the power
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "jit": "off",
}


def find_programs() -> Path | None:
    """The folder of the newest server that the system has."""
    found = [one for one in Path("/").glob(_PLACES[1:]) if (one / "initdb").exists()]
    return max(found, key=lambda one: float(one.parent.name), default=None)


def _as_nobody() -> list[str]:
    """How a program is started without rights: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    ids = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids]


class Postgres:
    """A running server.

    Parameters
    ----------
    cluster : path or None
        The data that `make_cluster` has kept; a copy of it is used. None: empty data.
    """

    def __init__(self, cluster: Path | None = None) -> None:
        programs = find_programs()
        assert programs is not None
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="fifthday-pg-"))
        self._data = self.folder / "data"
        if cluster is not None:
            shutil.copytree(cluster, self._data)
        self._give_away()
        if cluster is None:
            self._initialise()
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in _OPTIONS.items()]
        command = [self._programs / "postgres", "-D", self._data, "-k", self.folder, *options]
        # Where the tests are killed, it does not stay behind.
        ending = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
        self._begin([*_as_nobody(), *ending, *command])
        for _ in range(int(_LONGEST_S / 0.02)):
            if self._process.poll() is not None:  # what served clients before is not gone yet
                self._begin([*_as_nobody(), *ending, *command])
            try:
                self._run("SELECT 1")
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise TimeoutError((self.folder / "log").read_text())

    def _begin(self, command: list[Any]) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")

    def kill(self) -> None:
        """End it as a power cut would, with all that serves clients; `start` goes on with it."""
        # Its children notice that it is gone; the next start waits for the last one.
        self._process.kill()
        self._process.wait()

    def stop(self, *, drop: bool = True) -> None:
        """End it; its data goes, too."""
        self._process.send_signal(signal.SIGQUIT if drop else signal.SIGINT)
        self._process.wait(_LONGEST_S)
        if drop:
            shutil.rmtree(self.folder)

    def keep_data(self, cluster: Path) -> None:
        """End it, and move its data to a folder."""
        self.stop(drop=False)
        shutil.move(self._data, cluster)
        shutil.rmtree(self.folder)

    def new_database(self, name: str, template: str = _TEMPLATE) -> str:
        """Make a database, a copy of another one, and return its address."""
        self._run(f"CREATE DATABASE {name} OWNER {_USER} TEMPLATE {template}")
        return self.address_of(name)

    def empty_database(self, name: str) -> None:
        """Bring a database to the state in which it was made: quicker than to make one anew."""
        tables = [table.name for table in Base.metadata.sorted_tables]
        gone = [f"DELETE FROM {one};" for one in tables if one != "store_state"]
        again = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';"
        with psycopg.connect(self._address(name), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # As a copy of the server would.
            connection.execute("SET session_replication_role = replica")
            connection.execute("".join(gone) + again)
            connection.execute("UPDATE store_state SET revision = 0")

    def drop_database(self, name: str) -> None:
        """Delete a database."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def address_of(self, name: str) -> str:
        """The address of a database for a user who is no superuser."""
        url = URL.create(DRIVER, _USER, database=name, query={"host": str(self.folder)})
        return url.render_as_string()

    def _initialise(self) -> None:
        # Its language sorts texts in another way than by their bytes.
        icu = ["--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8", "-EUTF8"]
        command = ["initdb", "-D", self._data, "-Usuper", "--auth=trust", "--no-sync", *icu]
        program = self._programs / command[0]
        subprocess.run(
            [*_as_nobody(), program, *command[1:]], check=True, capture_output=True, cwd="/"
        )

    def make_template(self) -> str:
        """Make the database that others are copied from, and return its address."""
        self._run(f"CREATE ROLE {_USER} LOGIN")
        return self.new_database(_TEMPLATE, "template0")

    def allow_filling(self) -> None:
        """Let the app's user write rows unchecked, as a copy of a server does: `FILLING`."""
        self._run(f"GRANT SET ON PARAMETER session_replication_role TO {_USER}")

    def _run(self, command: str) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(command.encode())

    def _address(self, database: str) -> str:
        return f"host={self.folder} user=super dbname={database}"

    def _give_away(self) -> None:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
