from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from analysis.anatomy import Zone
from tests.factories import a_photo, a_procedure, an_entry, days_ago, store_procedure
from tracker.domain.records.kept import PhotoRole, TreatedZone
from tracker.errors import InvalidEntry, NotFound
from tracker.services.data import people
from tracker.services.recovery import procedures
from tracker.store.repository import Store


@pytest.fixture
def ada(store: Store) -> int:
    person_id = people.add_person(store, "Ada").id
    assert person_id is not None
    return person_id


def test_sessions_are_listed_latest_first(store: Store, ada: int):
    middle, oldest, latest = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(days)))
        for days in (40, 90, 3)
    )
    assert procedures.list_procedures(store, ada) == (latest, middle, oldest)
    assert procedures.get_procedure(store, middle.id) == middle


def test_a_session_in_the_future_is_refused(store: Store, ada: int):
    soon = datetime.now() + timedelta(minutes=5)
    with pytest.raises(InvalidEntry, match="future"):
        procedures.log_procedure(store, a_procedure(ada, started_at=soon))
    kept = procedures.log_procedure(store, a_procedure(ada))
    with pytest.raises(InvalidEntry, match="future"):
        procedures.correct_procedure(store, replace(kept, started_at=soon))
    assert procedures.list_procedures(store, ada) == (kept,)


def test_the_same_session_is_not_logged_twice(store: Store, ada: int):
    procedures.log_procedure(store, a_procedure(ada))
    with pytest.raises(InvalidEntry, match="already a session"):
        procedures.log_procedure(store, a_procedure(ada, notes="pressed twice"))
    assert len(procedures.list_procedures(store, ada)) == 1


def test_a_session_can_be_corrected(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada))
    zones = (TreatedZone(zone=Zone.NOSE, needle_length_mm=0.25), *kept.zones)
    corrected = procedures.correct_procedure(store, replace(kept, zones=zones, passes=4))
    assert corrected == replace(kept, zones=zones, passes=4)
    assert procedures.list_procedures(store, ada) == (corrected,)


def test_a_correction_leaves_no_diary_day_before_its_session(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(7)))
    with store.writing() as records:
        records.save_entry(an_entry(ada, day=days_ago(5).date()))
    with pytest.raises(InvalidEntry, match="before the first session"):
        procedures.correct_procedure(store, replace(kept, started_at=days_ago(4)))
    moved = replace(kept, started_at=days_ago(5, 23))
    assert procedures.correct_procedure(store, moved) == moved


def test_a_correction_leaves_no_photo_on_the_wrong_side(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(7, 18)))
    with store.writing() as records:
        for role, days in ((PhotoRole.BEFORE, 7), (PhotoRole.FOLLOW_UP, 5)):
            content = role.encode()
            photo = a_photo(content, ada, kept.id, role=role, taken_at=days_ago(days, 8))
            records.add_photo(photo, content)
    for days in (8, 4):
        with pytest.raises(InvalidEntry, match="wrong side"):
            procedures.correct_procedure(store, replace(kept, started_at=days_ago(days)))
    moved = replace(kept, started_at=days_ago(6))
    assert procedures.correct_procedure(store, moved) == moved


def test_deleting_a_session_deletes_its_days_and_photos_only(store: Store, ada: int):
    first, second = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(days, 18)))
        for days in (40, 7)
    )
    with store.writing() as records:
        for days in (39, 8, 7, 0):
            records.save_entry(an_entry(ada, day=days_ago(days).date()))
        photo = records.add_photo(a_photo(b"photo", ada, second.id), b"photo")

    procedures.delete_procedure(store, second.id)

    assert procedures.list_procedures(store, ada) == (first,)
    with store.reading() as records:
        assert [entry.day for entry in records.list_entries(ada)] == [
            days_ago(39).date(),
            days_ago(8).date(),
        ]
    with pytest.raises(NotFound):
        store.photos.read(photo.digest)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 9), None),
        (date(2026, 1, 10), "first"),  # the day of the session itself is its day 0
        (date(2026, 2, 19), "first"),
        (date(2026, 2, 20), "evening"),  # two on one day: the later one
        (date(2026, 5, 1), "evening"),
    ],
)
def test_a_day_belongs_to_the_latest_session_before_it(day: date, expected: str | None):
    sessions = [
        a_procedure(started_at=datetime(2026, 2, 20, 19), notes="evening"),
        a_procedure(started_at=datetime(2026, 1, 10, 23, 59), notes="first"),
        a_procedure(started_at=datetime(2026, 2, 20, 9), notes="morning"),
    ]
    found = procedures.procedure_of_day(sessions, day)
    assert (found.notes if found else None) == expected


def test_what_is_gone_cannot_be_corrected(store: Store):
    kept = store_procedure(store)
    procedures.delete_procedure(store, kept.id)
    with pytest.raises(NotFound, match="session is no longer"):
        procedures.correct_procedure(store, kept)
