"""Alembic's entry: run the migrations on the connection that `database.upgrade` hands over."""

from alembic import context
from sqlalchemy import Connection

from tracker.config import load_settings
from tracker.store import (  # noqa: F401 (their tables are known by being imported)
    circumstance_tables,
    guidance_tables,
)
from tracker.store.access import tables as access_tables  # noqa: F401
from tracker.store.backend import PLAIN
from tracker.store.backend.postgres import open_server, server_url
from tracker.store.clinic import tables as clinic_tables  # noqa: F401
from tracker.store.schema import measured_tables  # noqa: F401 (likewise)
from tracker.store.tables import Base


def _migrate(connection: Connection) -> None:
    # SQLite alters a table by rebuilding it, hence batches.
    context.configure(connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    _migrate(context.config.attributes["connection"])
else:  # a developer runs `alembic` in the shell
    settings = load_settings()
    if settings.database_url is None:
        engine = PLAIN.open(settings.database_path, foreign_keys=False)
    else:
        engine = open_server(server_url(settings.database_url))
    with engine.begin() as connection:
        _migrate(connection)
