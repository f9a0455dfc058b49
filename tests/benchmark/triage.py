"""The list of clients over 10,000 open recoveries and 1 million check-ins, against 100.

Rows are written straight into the tables. Both stores are asked in turn, so that whatever else the
machine does counts little. Run `python -m tests.benchmark.triage [--server]`.
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, text

from tests.factories import a_person, a_photo, a_procedure
from tests.postgres import FILLING, Postgres
from tracker import clock
from tracker.config import Settings
from tracker.domain.clinic.acts import ActKind
from tracker.domain.clinic.standing import AT_ONCE, NEVER, Rest, not_judged
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import PhotoRole
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.method import method_of_verdicts
from tracker.services.clinic.triage import list_clients
from tracker.store.clinic.tables import StandingRow, TriageActRow
from tracker.store.mapping import values_of
from tracker.store.repository import Store
from tracker.store.tables import (
    DiaryEntryRow,
    PersonRow,
    PhotoRow,
    ProcedureRow,
    RatingRow,
)

FEW, MANY = 100, 10_000
CHECK_INS = 100
"""Of each client: a million in all."""
_SHARES = {
    Urgency.EMERGENCY: 0.01,
    Urgency.URGENT: 0.04,
    Urgency.OFF_COURSE: 0.1,
    Urgency.WATCH: 0.2,
    Urgency.CALM: 0.65,
}
"""A third alerts, as weekly surveys do. Chosen: so that every place is full."""
_ROUNDS = 40
_AT_ONCE = 20_000


def fill(store: Store, clients: int) -> None:
    """Write clients, each with a session, check-ins, two photos and what was done about them."""
    chance, now = np.random.default_rng(7), clock.now()
    ids = range(1, clients + 1)
    with store._home.writer.begin() as connection:
        is_server = connection.dialect.name == "postgresql"
        if is_server:
            connection.exec_driver_sql(FILLING)
        check_ins = (
            (DiaryEntryRow, _entries(ids, now)),
            (RatingRow, _ratings(clients * CHECK_INS, chance)),
        )
        for table, rows in (
            (PersonRow, (_person(one) for one in ids)),
            (ProcedureRow, (_session(one) for one in ids)),
            *(() if is_server else check_ins),
            (PhotoRow, (photo for one in ids for photo in _photos(one))),
            (StandingRow, (_standing(one, chance, now) for one in ids)),
            (TriageActRow, (_act(one, now) for one in ids)),
        ):
            while some := list(islice(rows, _AT_ONCE)):
                connection.execute(insert(table), some)
        if is_server:
            _check_in_there(connection, clients)
        connection.exec_driver_sql("ANALYZE")
    if is_server:  # as the server does by itself soon after
        at_once = store._home.writer.execution_options(isolation_level="AUTOCOMMIT")
        with at_once.connect() as connection:
            connection.exec_driver_sql("VACUUM standings")


def _check_in_there(connection: Connection, clients: int) -> None:
    """Have a server write the check-ins itself: to send a million of them takes minutes."""
    entries = text(
        "INSERT INTO diary_entries (person_id, day, note, areas)"
        " SELECT one, current_date - ago, '',"
        " '[\"FACE\"]' FROM generate_series(1, :clients) AS one, generate_series(0, :ago) AS ago"
    )
    connection.execute(entries, {"clients": clients, "ago": CHECK_INS - 1})
    connection.exec_driver_sql(
        "INSERT INTO ratings (entry_id, symptom, rating) SELECT id, 'REDNESS', mod(id, 11)"
        " FROM diary_entries"
    )


@contextmanager
def _on_a_server() -> Iterator[Postgres]:
    server = Postgres()
    try:
        server.make_template()
        server.allow_filling()
        yield server
    finally:
        server.stop()


def measure(*, on_a_server: bool = False) -> tuple[float, float]:
    """Return the seconds of one page over few clients and over many: the median of many looks."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(_on_a_server()) if on_a_server else None
        stores = []
        for clients in (FEW, MANY):
            url = server.new_database(f"of_{clients}", "template0") if server else None
            settings = Settings(folder / str(clients), database_url=url)
            store = stack.enter_context(closing(Store(settings)))
            fill(store, clients)
            stores.append(store)
        rounds = [[_seconds(store) for store in stores] for _ in range(_ROUNDS)]
    few, many = np.median(rounds, axis=0)
    return float(few), float(many)


def main() -> None:
    """Print both times and their ratio."""
    few, many = measure(on_a_server="--server" in sys.argv)
    print(f"{FEW} clients: {1000 * few:.1f} ms; {MANY} clients: {1000 * many:.1f} ms; ", end="")
    print(f"ratio {many / few:.2f}")


def _seconds(store: Store) -> float:
    start = time.perf_counter()
    page = list_clients(store)
    assert len(page.parts) > 0
    return time.perf_counter() - start


def _person(one: int) -> dict[str, Any]:
    return values_of(a_person(f"Client {one}")) | {"id": one}


def _session(one: int) -> dict[str, Any]:
    session = values_of(a_procedure(one)) | {"id": one}
    return {name: value for name, value in session.items() if name != "zones"}


def _entries(ids: Iterable[int], now: datetime) -> Iterator[dict[str, Any]]:
    today = diary_day(now)
    for one in ids:
        for ago in range(CHECK_INS):
            yield {"person_id": one, "day": today - timedelta(ago), "note": "", "areas": ["FACE"]}


def _ratings(entries: int, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    for entry_id, rating in enumerate(chance.integers(0, 11, entries), start=1):
        yield {"entry_id": entry_id, "symptom": Symptom.REDNESS, "rating": int(rating)}


def _photos(one: int) -> Iterator[dict[str, Any]]:
    for role in (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP):
        photo = values_of(a_photo(f"{one} {role}".encode(), one, one, role=role))
        yield photo | {"findings": []}


def _standing(one: int, chance: np.random.Generator, now: datetime) -> dict[str, Any]:
    urgency = Urgency(int(chance.choice(list(_SHARES), p=list(_SHARES.values()))))
    rest = Rest.SNOOZED if urgency is Urgency.WATCH and chance.random() < 0.3 else None
    return values_of(not_judged(one)) | {
        "urgency": urgency,
        "procedure_id": one,
        "started_on": diary_day(now),
        "heard_on": diary_day(now),
        "ends_on": NEVER,
        "since": now - timedelta(hours=float(chance.uniform(0, 200))),
        "spark": [[day, int(chance.integers(0, 11))] for day in range(14)],
        "rest": rest,
        "due_at": now + timedelta(days=2) if rest else AT_ONCE,
        "reason": '"What was entered is within what is usual so far."',
        "method": method_of_verdicts(),
    }


def _act(one: int, now: datetime) -> dict[str, Any]:
    return {
        "person_id": one,
        "kind": ActKind.ANSWER,
        "name": "Dr Li",
        "at": now,
        "note": "Called",
        "urgency": Urgency.WATCH,
        "sign": "",
        "seen": "",
    }


if __name__ == "__main__":
    main()
