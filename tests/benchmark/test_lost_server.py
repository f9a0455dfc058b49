"""A server, or an app, that is killed while something is saved: nothing lost, nothing doubled."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.factories import a_person, a_photo, a_procedure, an_entry, days_ago, store_procedure
from tests.postgres import Postgres, find_programs
from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.repository import Store

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(find_programs() is None, reason="needs PostgreSQL"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]
KILLS = 5
PEOPLE, DAYS = 80, 4
FIRST = date(2026, 1, 1)


@pytest.fixture
def server() -> Iterator[Postgres]:
    server = Postgres()
    server.make_template()
    yield server
    server.stop()


@pytest.fixture
def settings(server: Postgres, tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "data", database_url=server.new_database("lost", "template0"))
    with closing(Store(settings)) as store:
        store_procedure(store)
    return settings


def save(store: Store, number: int) -> None:
    """An entry and a photo that is deleted again at every third time, in one transaction."""
    with store.writing() as records:
        records.save_entry(an_entry(1, day=FIRST + timedelta(days=number), note=f"note {number}"))
        content = b"photo %d" % number
        photo = records.add_photo(a_photo(content), content)
        if number % 3 == 0:
            records.delete_photo(photo.id)


def check(settings: Settings, said: set[int], tried: int) -> None:
    """What was said to be saved is there, once, with its photo; the rest is whole or not there."""
    with closing(Store(settings)) as store:
        with store.reading() as records:
            notes = Counter(entry.note for entry in records.list_entries(1))
            digests = records.list_digests()
        assert {f"note {number}" for number in said} <= set(notes)
        assert set(notes.values()) <= {1}
        assert all(map(store.photos.is_whole, digests))
        kept = {int(note.split()[1]) for note in notes}
        assert kept <= set(range(1, tried + 1))
        assert len(digests) == sum(number % 3 != 0 for number in kept)
        assert not store.photos.find_unsettled() and not store.photos.count_strangers(digests)


def test_a_server_that_is_killed_while_people_save(server: Postgres, settings: Settings):
    said: set[int] = set()
    unknown: set[int] = set()
    end = threading.Event()
    tried = 0

    def work(store: Store) -> None:
        nonlocal tried
        while not end.is_set():
            tried += 1
            try:
                save(store, tried)
                said.add(tried)
            except StoreUnavailable as error:
                if "not known" in str(error):
                    unknown.add(tried)
                time.sleep(0.02)

    with closing(Store(settings)) as store:
        worker = threading.Thread(target=work, args=(store,))
        worker.start()
        for number in range(KILLS):
            time.sleep(0.7 + 0.13 * number)
            server.kill()
            server.start()
        time.sleep(0.7)
        end.set()
        worker.join()
        with store.reading() as records:
            kept = {int(entry.note.split()[1]) for entry in records.list_entries(1)}
        assert kept - unknown == said - unknown, "what was refused is not there"
    assert len(said) > KILLS
    check(settings, said, tried)


def test_an_app_that_is_killed_while_people_save(settings: Settings):
    said: set[int] = set()
    tried = 0
    for kill in range(KILLS):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                store, number = Store(settings), tried
                while True:
                    number += 1
                    save(store, number)
                    os.write(writer, b"%d\n" % number)
            finally:
                os._exit(1)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            said.add(int(pipe.readline()))
            time.sleep(0.4 + 0.17 * kill)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            said |= set(map(int, pipe.read().split()))
        tried = max(said, default=0) + 1  # the one after it may be kept, too
        check(settings, said, tried)
    assert len(said) > KILLS


# The nightly judging


Verdicts = Counter[tuple[int, int, str]]
"""How often something was said: of whom, of which day, and what."""


@pytest.fixture
def unjudged(settings: Settings) -> Settings:
    """Many people whose entries have no verdict yet."""
    with closing(Store(settings)) as store, store.writing() as records:
        for number in range(PEOPLE):
            person = records.add_person(a_person(f"Client {number}"))
            records.add_procedure(a_procedure(person.id, started_at=days_ago(DAYS)))
            for ago in range(DAYS):
                records.save_entry(an_entry(person.id, day=days_ago(ago).date()))
    return settings


def said_of(settings: Settings) -> Verdicts:
    with closing(Store(settings)) as store, store.reading() as records:
        return Counter(
            (person.id, verdict.day, verdict.status.name)
            for person in records.list_people()
            for verdict in records.list_all_verdicts(person.id)
        )


def check_night(settings: Settings, told: set[str]) -> None:
    """Nobody who was told to be judged lacks a verdict, and nothing is said twice."""
    with closing(Store(settings)) as store, store.reading() as records:
        names = {one.id: one.name for one in records.list_people()}
    said = said_of(settings)
    assert set(said.values()) <= {1}
    days = Counter(names[person_id] for person_id, _day, _status in said)
    assert {days[name] for name in told if name.startswith("Client")} <= {DAYS}
    assert set(days.values()) <= {DAYS}, "a person is judged whole, or not at all"


def check_morning(settings: Settings) -> None:
    """Begun once more, it comes to its end, and everybody is judged once."""
    with closing(Store(settings)) as store:
        assert not any(step.error for step in judge_everybody(store))
        assert sum(step.verdicts for step in judge_everybody(store)) == 0
    said = said_of(settings)
    assert len(said) == PEOPLE * DAYS
    assert set(said.values()) == {1}


def test_an_app_that_is_killed_in_the_nightly_judging(unjudged: Settings):
    told: set[str] = set()
    for kill in range(KILLS):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                for step in judge_everybody(Store(unjudged)):
                    os.write(writer, f"{step.name}\n".encode())
            finally:
                os._exit(1)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            fresh = [pipe.readline() for _ in range(len(told) + 2 + kill)]  # a little further
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            told |= {line.strip() for line in (*fresh, *pipe)} - {""}
        check_night(unjudged, told)
    assert KILLS < len(told) < PEOPLE, "it was killed half-way"
    check_morning(unjudged)


def test_a_server_that_is_killed_in_the_nightly_judging(server: Postgres, unjudged: Settings):
    told: set[str] = set()
    troubled = 0
    with closing(Store(unjudged)) as store:
        for kill in range(KILLS):
            killer = threading.Timer(0.01 + 0.013 * kill, server.kill)
            for number, step in enumerate(judge_everybody(store)):
                if step.error is None:
                    told.add(step.name)
                troubled += step.error is not None
                if number == 3 + 4 * kill:
                    killer.start()  # somewhere in what follows
            killer.join()
            server.start()
            check_night(unjudged, told)
    assert troubled, "somebody was being judged when it was lost"
    check_morning(unjudged)
