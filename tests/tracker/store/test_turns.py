"""On a server writers of one person come one after the other, and of two people at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.factories import an_entry
from tracker.services.recovery.book import open_book
from tracker.store.repository import Store

_LONGEST_S = 20


@pytest.fixture
def home() -> str:
    return "postgresql"  # a file has one writer at a time


class Writer(threading.Thread):
    """A transaction that is held open until it is told to end."""

    def __init__(self, store: Store, **whose: int) -> None:
        super().__init__(daemon=True)
        self._store, self._whose = store, whose
        self.began, self._end = threading.Event(), threading.Event()

    def run(self) -> None:
        with self._store.writing(**self._whose):
            self.began.set()
            self._end.wait(_LONGEST_S)

    def is_through(self) -> bool:
        return self.began.wait(_LONGEST_S)

    def end(self) -> None:
        self._end.set()
        self.join(_LONGEST_S)


@contextmanager
def held(store: Store, **whose: int) -> Iterator[Writer]:
    writer = Writer(store, **whose)
    writer.start()
    try:
        assert writer.is_through()
        yield writer
    finally:
        writer.end()


def count_blocked(store: Store) -> int:
    """How many transactions wait for another one, as the server itself says."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
    )
    with store._home.reader.connect() as connection:
        return connection.scalar(query) or 0


def assert_waits(store: Store, waiting: dict[str, int], held_by: dict[str, int]) -> None:
    with held(store, **held_by) as first:
        second = Writer(store, **waiting)
        second.start()
        while not count_blocked(store):
            assert second.is_alive() and not second.began.is_set()
            time.sleep(0.01)
        assert not second.began.is_set()
        first.end()
        assert second.is_through()
        second.end()


def test_two_writers_of_one_person_come_one_after_the_other(store, two):
    assert_waits(store, {"person_id": two[0]}, {"person_id": two[0]})


def test_a_row_of_somebody_is_theirs(store, two):
    with store.reading() as records:
        (session,) = records.list_procedures(two[0])
    assert_waits(store, {"procedure_id": session.id}, {"person_id": two[0]})


def test_writers_of_two_people_do_not_wait_for_each_other(store, two):
    with held(store, person_id=two[0]):
        with store.writing(person_id=two[1]) as records:  # goes through while it is held
            records.save_entry(an_entry(two[1]))
        assert len(open_book(store, two[1]).entries) == 1
        assert count_blocked(store) == 0


@pytest.mark.parametrize("is_first", [True, False])
def test_who_writes_on_everybody_does_so_alone(store, two, is_first: bool):
    one, everybody = {"person_id": two[0]}, {}
    assert_waits(store, *((everybody, one) if is_first else (one, everybody)))


def test_a_photo_of_two_people_is_touched_by_one_at_a_time(store, two):
    home = store._home
    with store._session(writes=True) as session:
        home.lock_photos(session, ["a" * 64])
        waiting = threading.Thread(target=_lock_photo, args=(store,), daemon=True)
        waiting.start()
        while not count_blocked(store):
            assert waiting.is_alive()
            time.sleep(0.01)
    waiting.join(_LONGEST_S)
    assert not waiting.is_alive()


def _lock_photo(store: Store) -> None:
    with store._session(writes=True) as session:
        store._home.lock_photos(session, ["a" * 64])
