"""Every query of the list is answered by an index: ten thousand clients cost what a hundred do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.factories import a_person, an_act
from tracker import clock
from tracker.domain.clinic.places import Place
from tracker.domain.clinic.standing import Rest, heard_at
from tracker.services.clinic.triage import GoingOn, list_clients, list_resting
from tracker.store.clinic.standings import After
from tracker.store.repository import Store


@contextmanager
def statements_of(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Every statement, with its values, that is run meanwhile."""
    seen: list[tuple[str, Any]] = []
    engine = store._home.reader

    def note(_connection, _cursor, statement, values, _context, _many):
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def plan_of(store: Store, statement: str, values: Any) -> list[str]:
    """How the database goes about a statement, in its own words."""
    with store._home.reader.connect() as connection:
        if connection.dialect.name == "postgresql":  # which reads a small table whole, if it may
            for way in ("seqscan", "sort", "bitmapscan"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            return list(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row[3] for row in rows]


def is_whole(step: str) -> bool:
    """Whether a step of a plan, of either database, reads a whole table."""
    return "Seq Scan" in step or (step.startswith("SCAN") and step != "SCAN CONSTANT ROW")


@pytest.mark.parametrize("place", [None, Place.WATCH, Place.SILENT])
def test_no_query_of_the_list_reads_a_whole_table(store: Store, place: Place | None):
    with store.writing() as records:
        person = records.add_person(a_person())
        records.standings.add_act(an_act(person.id))
    begin = GoingOn(place, After(heard_at(None) - timedelta(1), 0)) if place else None
    with statements_of(store) as seen:
        list_clients(store, begin)
        for rest in Rest:
            list_resting(store, rest, After(clock.now(), 1))
    selects = [one for one in seen if one[0].startswith("SELECT")]
    assert len(selects) > 5
    for statement, values in selects:
        plan = plan_of(store, statement, values)
        assert any("USING" in step or "Index" in step for step in plan), plan
        assert not any(map(is_whole, plan)), plan


def test_a_page_of_the_list_is_read_in_its_order(store: Store):
    with store.writing() as records:
        records.add_person(a_person())
    with statements_of(store) as seen:
        list_clients(store)
    listed = [one for one in seen if "standings.since" in one[0] and "LIMIT" in one[0]]
    assert len(listed) == len(Place)
    for statement, values in listed:
        plan = plan_of(store, statement, values)
        assert any("ix_standings_list" in step for step in plan), plan
        assert not any("TEMP B-TREE" in step or "Sort" in step for step in plan), plan
