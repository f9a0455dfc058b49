"""Generated histories: no entry or verdict ends with the wrong person, area or day, or is lost.

What is expected is worked out anew from all that was told, by rules that are written here again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as examples
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from analysis import Zone
from tests.factories import a_procedure, an_entry
from tracker import clock
from tracker.config import Settings
from tracker.domain.records.kept import BodyArea, DiaryEntry, Procedure, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.data.people import add_person
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import delete_entry, save_entry
from tracker.services.recovery.procedures import delete_procedure, log_procedure
from tracker.store.repository import Store

START = datetime(2026, 3, 20, 12, tzinfo=UTC)  # over a change to summer time
ZONES = {BodyArea.FACE: Zone.CHIN, BodyArea.BACK: Zone.BACK, BodyArea.NECK: Zone.NECK}
areas = some.frozensets(some.sampled_from(list(ZONES)), min_size=1)
days = some.integers(0, 20)


@dataclass
class Told:
    """What one person has told, as a diary on paper would have it."""

    sessions: list[Procedure] = field(default_factory=list)
    entries: dict[int, DiaryEntry] = field(default_factory=dict)


def treated(session: Procedure) -> set[BodyArea]:
    return {area for area, zone in ZONES.items() if zone in session.treated_zones}


def latest_of(sessions: list[Procedure], area: BodyArea, day: date) -> Procedure | None:
    """The session whose recovery goes on in an area: every area here has one zone."""
    begun = [one for one in sessions if area in treated(one) and one.diary_day <= day]
    return max(begun, key=lambda one: (one.diary_day, one.moment, one.id), default=None)


class Histories(RuleBasedStateMachine):
    """Two people in several windows, while the clock and its zone change."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        place = Path(self.folder.name)
        settings = Settings(data_dir=place, photo_store=place / "photos")
        settings.database_path.write_bytes(empty_database())
        self.store = Store(settings)
        self.now = START
        self.real_now, clock.now = clock.now, lambda: self.now
        self.told = {add_person(self.store, name).id or 0: Told() for name in ("Ada", "Bea")}

    def teardown(self) -> None:
        clock.now = self.real_now
        self.store.close()
        self.folder.cleanup()

    @rule(hours=some.integers(-3, 60), zone=some.integers(-11, 13))
    def time_passes(self, hours: int, zone: int) -> None:
        self.now = (self.now + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=zone)))

    @rule(person=some.integers(1, 2), ago=days, where=areas)
    def a_session_is_logged(self, person: int, ago: int, where: frozenset[BodyArea]) -> None:
        started_at = (self.now - timedelta(days=ago)).replace(tzinfo=None, second=0)
        zones = tuple(TreatedZone(zone=ZONES[one], needle_length_mm=1.0) for one in sorted(where))
        details = a_procedure(person, started_at=started_at, zones=zones)
        with refused_only_if(any(s.started_at == started_at for s in self.told[person].sessions)):
            self.told[person].sessions.append(log_procedure(self.store, details))

    @rule(person=some.integers(1, 2), ago=days, redness=some.integers(0, 10), own=some.booleans())
    def a_day_is_entered(self, person: int, ago: int, redness: int, own: bool) -> None:
        told, day = self.told[person], clock.today() - timedelta(days=ago)
        by_area = {BodyArea.BACK: {Symptom.REDNESS: 10 - redness}} if own else {}
        entry = an_entry(person, day=day, ratings={Symptom.REDNESS: redness}, area_ratings=by_area)
        with refused_only_if(not any(one.diary_day <= day for one in told.sessions)):
            kept = save_entry(self.store, entry)
            assert (kept.day, kept.ratings, kept.area_ratings) == (day, entry.ratings, by_area)
            assert kept.recorded_at == self.now
            told.entries[kept.id or 0] = kept

    @precondition(lambda self: any(told.entries for told in self.told.values()))
    @rule(data=some.data(), pain=some.integers(0, 10))
    def two_windows_correct_one_entry(self, data: some.DataObject, pain: int) -> None:
        told, entry = self._one_entry(data)
        kept = save_entry(self.store, replace(entry, ratings={Symptom.PAIN: pain}))
        with pytest.raises(Overtaken):
            save_entry(self.store, replace(entry, note="from the other window"))
        assert kept == replace(entry, ratings={Symptom.PAIN: pain}, version=entry.version + 1)
        told.entries[kept.id or 0] = kept

    @precondition(lambda self: any(told.entries for told in self.told.values()))
    @rule(data=some.data())
    def an_entry_is_deleted(self, data: some.DataObject) -> None:
        told, entry = self._one_entry(data)
        delete_entry(self.store, entry)
        del told.entries[entry.id or 0]

    @precondition(lambda self: any(told.sessions for told in self.told.values()))
    @rule(data=some.data())
    def a_session_is_deleted(self, data: some.DataObject) -> None:
        some_told = [told for told in self.told.values() if told.sessions]
        told = data.draw(some.sampled_from(some_told))
        session = data.draw(some.sampled_from(told.sessions))
        left = [one for one in told.sessions if one != session]
        delete_procedure(self.store, session.id or 0)
        for entry in list(told.entries.values()):
            before = {latest_of(told.sessions, area, entry.day) for area in entry.areas}
            others = [latest_of(left, area, entry.day) for area in entry.areas]
            needed = any(
                one is not None and (one in before or (entry.day - one.diary_day).days <= 14)
                for one in others
            )
            if session in before and not needed:
                del told.entries[entry.id or 0]
        told.sessions = left

    @invariant()
    def everything_is_with_whom_it_belongs(self) -> None:
        for person, told in self.told.items():
            book = open_book(self.store, person)
            assert {one.id for one in book.procedures} == {one.id for one in told.sessions}
            assert {one.id: one for one in book.entries} == told.entries
            for recovery in book.recoveries:
                seen = {day: one.ratings for day, one in recovery.entries.items()}
                assert seen == self._expected(told, recovery.procedure)
                assert {one.procedure_id for one in recovery.shown} <= {recovery.procedure.id}

    @invariant()
    def what_is_remembered_is_what_is_kept(self) -> None:
        for person in self.told:
            remembered = open_book(self.store, person)
            self.store._memory.clear()
            assert open_book(self.store, person) == remembered

    def _expected(self, told: Told, session: Procedure) -> dict[int, dict[Symptom, int]]:
        days: dict[int, dict[Symptom, int]] = {}
        for entry in told.entries.values():
            for area in entry.areas & treated(session):
                if latest_of(told.sessions, area, entry.day) != session:
                    continue
                day = days.setdefault((entry.day - session.diary_day).days, {})
                here = {**entry.ratings, **entry.area_ratings.get(area, {})}
                for symptom, rating in here.items():
                    day[symptom] = max(rating, day.get(symptom, 0))
        return days

    def _one_entry(self, data: some.DataObject) -> tuple[Told, DiaryEntry]:
        told = data.draw(some.sampled_from([one for one in self.told.values() if one.entries]))
        return told, data.draw(some.sampled_from(list(told.entries.values())))


@cache
def empty_database() -> bytes:
    """An empty diary; to make one takes longer than a short history."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), photo_store=Path(folder) / "photos")
        Store(settings).close()
        return settings.database_path.read_bytes()


@contextmanager
def refused_only_if(cannot_be: bool) -> Iterator[None]:
    try:
        yield
    except InvalidEntry:
        assert cannot_be


def run(histories: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    few = examples(max_examples=histories, stateful_step_count=6, deadline=None)
    run_state_machine_as_test(Histories, settings=few)


def test_nothing_is_mixed_up_in_200_histories():
    run(200)


@pytest.mark.benchmark
def test_nothing_is_mixed_up_in_5000_histories():
    run(5000)
