"""A database on a PostgreSQL server.

Reading transactions see one unchanging state (REPEATABLE READ). Writing ones read what is committed
and hold locks instead, so that none of them has to be tried again.
"""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import UserDefinedType

from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.store.backend.protocol import Trouble

DRIVER = "postgresql+psycopg"
_ALIKE = {DRIVER, "postgresql", "postgres"}
LOCK_TIMEOUT_MS = 15_000  # as long as one waits for another program with a file
_CONNECT_TIMEOUT_S = 10
_POOL, _MORE = 10, 30  # Chosen: transactions take milliseconds; 200 windows share them
_POOL_TIMEOUT_S = 60  # Chosen: rather late than refused, when everybody taps at once
_WHOLE = 0x5DA1
"""Key of the lock that all writers share, and that is taken alone by who writes on everybody."""
_PHOTO, _SCHEMA, _PERSON = 0x5DA2, 0x5DA3, 0x5DA4
_NO_DRIVER = Said(
    "A diary on a server needs the program's part for PostgreSQL, which is not installed: "
    "uv sync --extra clinic"
)
_NO_URL = Said(
    "DATABASE_URL is no address of a PostgreSQL database. Please write it as "
    "postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE, or leave it out to keep the diary in a file."
)
_NO_ESCAPE = Said(
    "DATABASE_URL has an “@”, “:” or “/” in its name or password. Please write these signs there "
    "as %40, %3A and %2F."
)
_LOST = ("08", "57P")
_BUSY = ("55P03", "57014", "53300", "40")
_BY_STATE = {
    **dict.fromkeys(_LOST, Trouble.LOST),
    **dict.fromkeys(_BUSY, Trouble.BUSY),
    "25006": Trouble.READ_ONLY,
    "53": Trouble.FULL,
    "28": Trouble.UNUSABLE,
    "3D": Trouble.UNUSABLE,
    "3F": Trouble.UNUSABLE,
    "42": Trouble.UNUSABLE,
    "XX": Trouble.DAMAGED,
    "22": Trouble.REFUSED,
}
"""What the codes of PostgreSQL's errors begin with; the longest that fits counts."""


class TransactionNumber(UserDefinedType[str]):
    """The number of a transaction, which is never given again."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Return what PostgreSQL calls it."""
        return "xid8"


def trouble_of_server(error: BaseException | None) -> Trouble:
    """Tell what a server's error means; one without a code came from a lost connection."""
    state = getattr(error, "sqlstate", None) or "08"
    fitting = (begin for begin in _BY_STATE if state.startswith(begin))
    return _BY_STATE.get(max(fitting, key=len, default=""), Trouble.DAMAGED)


def server_url(address: str) -> URL:
    """Return the URL of a database, or raise StoreUnavailable if it is none of PostgreSQL."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number
        url = URL.create("unknown")
    if url.drivername not in _ALIKE or not url.database:
        raise StoreUnavailable(_NO_URL)
    if "@" in f"{url.host}{url.database}":  # a part of the password, never to be shown
        raise StoreUnavailable(_NO_ESCAPE)
    return url.set(drivername=DRIVER)


def open_server(url: URL) -> Engine:
    """Open a database, without looking at its schema. Its connections are shared by all threads."""
    try:
        engine = create_engine(
            url,
            pool_size=_POOL,
            max_overflow=_MORE,
            pool_timeout=_POOL_TIMEOUT_S,
            pool_pre_ping=True,  # a server may have been started anew meanwhile
            hide_parameters=True,  # no error shall say what somebody wrote
            connect_args={
                "connect_timeout": _CONNECT_TIMEOUT_S,
                "application_name": "fifthday",
                "keepalives_idle": 30,
            },
        )
    except ModuleNotFoundError as error:
        raise StoreUnavailable(_NO_DRIVER) from error

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
        connection.commit()

    return engine


def only_reading(engine: Engine) -> Engine:
    """Return the same database for transactions that read one unchanging state."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def lock_schema(connection: Connection) -> None:
    """Keep other programs from making or upgrading the schema until the transaction is over."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": _SCHEMA})


def lock_whole(connection: Connection) -> None:
    """Keep every other writer out until the transaction is over."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key, 0)"), {"key": _WHOLE})


def lock_beside(connection: Connection) -> None:
    """Keep those out who write on everybody, until the transaction is over."""
    connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key, 0)"), {"key": _WHOLE})


def lock_person(connection: Connection, person_id: int) -> None:
    """Keep other writers of a person out likewise."""
    query = text("SELECT pg_advisory_xact_lock(:key, hashint8(CAST(:person AS bigint)))")
    connection.execute(query, {"key": _PERSON, "person": person_id})


def lock_photo(connection: Connection, digest: str) -> None:
    """Keep others from adding, deleting or settling the file of a photo likewise."""
    query = text("SELECT pg_advisory_xact_lock(:key, hashtext(:digest))")
    connection.execute(query, {"key": _PHOTO, "digest": digest})
