"""A diary in a database on a PostgreSQL server. Many write at once, each under the locks it needs.

What a file needs is the server's own affair here: its pages are checked, copied and cleared by the
means of PostgreSQL, and who may open it is said there. The data folder holds what can be made
again, such as small pictures, and the photos unless they are kept elsewhere.
"""

import time
from collections.abc import Collection
from contextlib import AbstractContextManager, suppress

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, String, cast, func, inspect, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.store import checks
from tracker.store.backend import Trouble, postgres, trouble_of_server
from tracker.store.database import head_version, known_versions, migrations, one_at_a_time
from tracker.store.disk.leftovers import remove_leftovers
from tracker.store.disk.private import close_to_others, make_private_folder
from tracker.store.faults import said_of_server, said_to_people
from tracker.store.lock.gate import Gate
from tracker.store.lock.photo_key import open_photos

_HAS_A_DIARY = Said(
    "The data folder {folder} holds a diary of its own, and DATABASE_URL names a server. Please "
    "choose another data folder for what is kept on the server (FIFTHDAY_DATA_DIR); the command "
    "“fifthday move” takes a diary there."
)
_NO_FILE = Said(
    "This diary is kept on a server, and there is no file of it to copy. Please back it up by "
    "pg_dump, and copy the folder of the photos; docs/clinic.md says how."
)

_UNKNOWN = Said(
    "The database {place} was lost just when this was being saved, and it is not known whether it "
    "was. Please load the page anew in a moment and look, before you enter it once more."
)
_TRIES, _WAIT_S = 75, 0.2
"""How long a server is waited for that was lost. Chosen: 15 seconds, as for a lock."""


class ServerHome:
    """The database, opened; its schema is made or upgraded where needed."""

    is_read_only = False

    def __init__(self, settings: Settings, address: str) -> None:
        self._settings = settings
        url = postgres.server_url(address)
        self._place = _name_of(url)
        self.gate = Gate(None)
        if settings.database_path.exists() or (settings.data_dir / "vault.json").exists():
            raise StoreUnavailable(_HAS_A_DIARY, folder=settings.data_dir)
        with said_to_people(settings.database_path):
            make_private_folder(settings.data_dir)
        self.writer = postgres.open_server(url)
        self.reader = postgres.only_reading(self.writer)
        with self.saying(), one_at_a_time:
            _upgrade(self.writer, self._place)
        self.photos = open_photos(settings, None, read_only=False)

    def saying(self) -> AbstractContextManager[None]:
        """Turn errors of the server during a transaction into a sentence."""
        return said_of_server(self._place)

    def lock_whole(self, session: Session) -> None:
        """Keep every other writer out until the transaction is over."""
        postgres.lock_whole(session.connection())

    def lock_person(self, session: Session, person_id: int | None) -> None:
        """Keep other writers of a person out, and those who write on everybody."""
        postgres.lock_beside(session.connection())
        if person_id is not None:
            postgres.lock_person(session.connection(), person_id)

    def lock_photos(self, session: Session, digests: Collection[str]) -> None:
        """Keep others from the files of photos; in one order, or two would wait for each other."""
        postgres.lock_beside(session.connection())
        for digest in sorted(digests):
            postgres.lock_photo(session.connection(), digest)

    def commit(self, session: Session) -> None:
        """End a transaction; where the server is lost just then, ask it afterwards what it did."""
        number = session.scalar(select(cast(func.pg_current_xact_id(), String)))
        try:
            session.commit()
        except DBAPIError as error:
            if trouble_of_server(error.orig) is not Trouble.LOST:
                raise
            if (kept := self._find_kept(str(number))) is None:
                raise StoreUnavailable(_UNKNOWN, place=self._place) from error
            if not kept:
                raise

    def _find_kept(self, number: str) -> bool | None:
        """Tell whether a transaction was kept, once the server is back; None if it stays away."""
        query = select(func.pg_xact_status(cast(literal(number), postgres.TransactionNumber)))
        for _ in range(_TRIES):
            with suppress(DBAPIError), self.reader.connect() as connection:
                if (state := connection.scalar(query)) != "in progress":
                    return bool(state == "committed")
            time.sleep(_WAIT_S)
        return None

    def tidy_up(self, digests: Collection[str]) -> None:
        """Mend what a program that was ended left in the data folder."""
        courses = self._settings.course_dir
        remove_leftovers(self._settings.database_path, courses)
        close_to_others([courses, *courses.glob("*")])

    def promise_to_forget(self) -> None:
        """Nothing is to be noted: the server clears its own pages."""

    def forget_deleted(self) -> None:
        """Nothing is to be done: rows are gone, and the server uses their places again."""

    def find_damage(self) -> str | None:
        """Return None if the server answers: it looks after its pages itself."""
        with self.saying(), self.reader.connect() as connection:
            connection.execute(select(1))
        return None

    def size_bytes(self) -> int:
        """Return the size of the database."""
        with self.saying(), self.reader.connect() as connection:
            size = connection.scalar(select(func.pg_database_size(func.current_database())))
        return int(size or 0)

    def copy_whole(self) -> bytes:
        """Say that there is no file."""
        raise StoreUnavailable(_NO_FILE)

    def close(self) -> None:
        """Close every connection."""
        if (engine := vars(self).pop("writer", None)) is not None:
            engine.dispose()
        vars(self).pop("reader", None)


def _upgrade(engine: Engine, place: str) -> None:
    """Make the schema, or bring it to this program's version: wholly, or not at all."""
    with engine.begin() as connection:
        postgres.lock_schema(connection)
        version = _version_of(connection, place)
        if version != head_version():
            if version is not None:
                checks.check_version(place, version, known_versions(), head_version())
            command.upgrade(migrations(connection), "head")
    checks.check_schema(place, engine)


def _version_of(connection: Connection, place: str) -> str | None:
    """Return the schema's version, None in an empty database; refuse another program's."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if len(heads) == 1:
        return heads[0]
    if heads or inspect(connection).get_table_names():
        checks.check_version(place, None, (), "")
    return None


def _name_of(url: URL) -> str:
    """Return how people are told of a database, without who opens it."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}/{url.database}"
