from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from analysis import Zone
from tests.factories import (
    a_photo,
    a_procedure,
    an_entry,
    as_new,
    days_ago,
    store_procedure,
)
from tracker.domain.records.kept import BodyArea, PhotoRole, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, NotFound, Overtaken
from tracker.services.data import people
from tracker.services.recovery import procedures
from tracker.services.recovery.book import load_recovery, open_book
from tracker.services.recovery.diary import list_entries, save_entry
from tracker.store.repository import Store

FACE = (TreatedZone(zone=Zone.CHEEK_LEFT, needle_length_mm=1.0),)
BACK = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.5),)


@pytest.fixture
def ada(store: Store) -> int:
    return people.add_person(store, "Ada").id


def test_sessions_are_listed_latest_first(store: Store, ada: int):
    middle, oldest, latest = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(days)))
        for days in (40, 90, 3)
    )
    assert procedures.list_procedures(store, ada) == (latest, middle, oldest)
    assert procedures.get_procedure(store, middle.id) == middle


def test_a_session_in_the_future_is_refused(store: Store, ada: int):
    soon = datetime.now() + timedelta(hours=30)
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
    assert corrected == replace(kept, zones=zones, passes=4, version=2)
    assert procedures.list_procedures(store, ada) == (corrected,)


def test_a_correction_leaves_no_diary_day_before_its_session(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(7, 18)))
    with store.writing() as records:
        records.save_entry(an_entry(ada, day=days_ago(5).date()))
    with pytest.raises(InvalidEntry, match="before the first session"):
        procedures.correct_procedure(store, replace(kept, started_at=days_ago(4, 18)))
    moved = procedures.correct_procedure(store, replace(kept, started_at=days_ago(5, 23)))
    expected = replace(kept, started_at=days_ago(5, 23), diary_day=days_ago(5).date(), version=2)
    assert moved == expected


def test_a_correction_leaves_no_photo_on_the_wrong_side(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(7, 18)))
    with store.writing() as records:
        for role, days in ((PhotoRole.BEFORE, 7), (PhotoRole.FOLLOW_UP, 5)):
            content = role.encode()
            photo = a_photo(content, ada, kept.id, role=role, taken_at=days_ago(days, 8))
            records.add_photo(photo, content)
    for days in (8, 4):
        with pytest.raises(InvalidEntry, match="wrong side"):
            procedures.correct_procedure(store, replace(kept, started_at=days_ago(days, 18)))
    moved = procedures.correct_procedure(store, replace(kept, started_at=days_ago(6, 18)))
    expected = replace(kept, started_at=days_ago(6, 18), diary_day=days_ago(6).date(), version=2)
    assert moved == expected


def test_deleting_a_session_deletes_its_days_and_photos_only(store: Store, ada: int):
    first, second = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(days, 18)))
        for days in (40, 7)
    )
    with store.writing() as records:
        for days in (39, 8, 7, 0):
            at = days_ago(days, 20).astimezone()
            records.save_entry(an_entry(ada, day=days_ago(days).date(), recorded_at=at))
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
        a_procedure(id=1, started_at=datetime(2026, 2, 20, 19), notes="evening"),
        a_procedure(id=1, started_at=datetime(2026, 1, 10, 23, 59), notes="first"),
        a_procedure(id=1, started_at=datetime(2026, 2, 20, 9), notes="morning"),
    ]
    found = procedures.procedure_of_day(sessions, day)
    assert (found.notes if found else None) == expected


def test_what_is_gone_cannot_be_corrected(store: Store):
    kept = store_procedure(store)
    procedures.delete_procedure(store, kept.id)
    with pytest.raises(NotFound, match="session is no longer"):
        procedures.correct_procedure(store, kept)


def test_two_sessions_of_one_day_keep_apart(store: Store, ada: int):
    morning, evening = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(3, hour), zones=zones))
        for hour, zones in ((9, FACE), (19, BACK))
    )
    kept = save_entry(store, an_entry(ada))
    assert kept.areas == {BodyArea.FACE, BodyArea.BACK}
    procedures.delete_procedure(store, evening.id)
    assert procedures.list_procedures(store, ada) == (morning,)
    assert list_entries(store, ada) == (kept,)
    assert load_recovery(store, morning.id).entries[3].ratings == kept.ratings


def test_deleting_a_double_takes_no_diary_day(store: Store, ada: int):
    first, double = (
        procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(days, 18)))
        for days in (7, 6)
    )
    kept = [save_entry(store, an_entry(ada, day=days_ago(days).date())) for days in (7, 3, 0)]
    assert procedures.find_double(open_book(store, ada), as_new(double)) == first
    assert procedures.goes_with(open_book(store, ada), double).entries == ()
    procedures.delete_procedure(store, double.id)
    assert list_entries(store, ada) == tuple(kept)
    assert list(load_recovery(store, first.id).entries) == [0, 4, 7]


def test_entries_follow_a_session_whose_area_was_a_slip(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, zones=FACE))
    entry = save_entry(store, an_entry(ada, area_ratings={BodyArea.FACE: {Symptom.PAIN: 5}}))
    procedures.correct_procedure(store, replace(kept, zones=BACK))
    (moved,) = list_entries(store, ada)
    assert moved.areas == {BodyArea.BACK} and moved.recorded_at == entry.recorded_at
    assert moved.area_ratings == {BodyArea.BACK: {Symptom.PAIN: 5}}
    assert load_recovery(store, kept.id).entries[7].ratings[Symptom.PAIN] == 5


def test_an_area_that_entries_are_about_is_not_corrected_away(store: Store, ada: int):
    kept = procedures.log_procedure(store, a_procedure(ada, zones=(*FACE, *BACK)))
    save_entry(store, an_entry(ada, areas=frozenset({BodyArea.FACE})))
    with pytest.raises(InvalidEntry, match="about an area"):
        procedures.correct_procedure(store, replace(kept, zones=BACK))


def test_a_session_late_at_night_belongs_to_the_day_that_ends(store: Store, ada: int):
    late = procedures.log_procedure(store, a_procedure(ada, started_at=days_ago(2, 1)))
    assert late.diary_day == days_ago(3).date()
    noted = procedures.correct_procedure(store, replace(late, notes="after midnight"))
    assert noted.diary_day == late.diary_day


def test_a_session_is_corrected_only_in_place_of_the_version_it_was_made_from(
    store: Store, ada: int
):
    kept = procedures.log_procedure(store, a_procedure(ada))
    corrected = procedures.correct_procedure(store, replace(kept, passes=4))
    with pytest.raises(Overtaken, match="another window"):
        procedures.correct_procedure(store, replace(kept, notes="the other window"))
    assert procedures.list_procedures(store, ada) == (corrected,)
