from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import today
from tracker.config import Settings
from tracker.domain.records.kept import PhotoRole
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry, NotFound
from tracker.services.data import demo, people
from tracker.services.recovery.book import load_history
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store


@pytest.fixture
def history(demo_store: Store) -> tuple[RecoveryOverview, ...]:
    """The demo's recoveries, the latest first."""
    (person,) = people.list_people(demo_store)
    assert person.is_demo
    return load_history(demo_store, person.id)


def test_one_recovery_is_over_and_one_is_under_way(history: tuple[RecoveryOverview, ...]):
    current, past = history
    assert current.day_of(today()) == 5
    assert past.day_of(current.procedure.started_at.date()) == 7 + 42
    assert (set(current.entries), set(past.entries)) == (set(range(6)), set(range(8)))


def test_every_day_has_a_photo_that_can_be_measured(history: tuple[RecoveryOverview, ...]):
    for recovery in history:
        assert recovery.before_photo() is not None
        follow_ups = [photo for photo in recovery.photos if photo.role is PhotoRole.FOLLOW_UP]
        assert len(follow_ups) == len(recovery.entries)
        assert all(photo.usable for photo in recovery.photos)
        assert set(recovery.photo_redness) == set(recovery.entries)


def test_the_normal_recovery_stays_on_course(history: tuple[RecoveryOverview, ...]):
    assert {verdict.status for verdict in history[1].assessments} == {Status.ON_COURSE}


def test_the_other_one_drifts_without_a_red_flag(history: tuple[RecoveryOverview, ...]):
    drifting = history[0]
    statuses = [verdict.status for verdict in drifting.assessments]
    assert statuses[:3] == [Status.ON_COURSE] * 3
    assert statuses[-1] is Status.OFF_COURSE
    assert not any(entry.red_flags for entry in drifting.entries.values())


def test_the_demo_needs_an_empty_store(store: Store):
    people.add_person(store, "Ada")
    with pytest.raises(InvalidEntry, match="empty data folder"):
        list(demo.fill_with_demo(store))
    assert [person.name for person in people.list_people(store)] == ["Ada"]


def test_without_sample_photos_nothing_is_begun(settings: Settings, tmp_path: Path):
    store = Store(replace(settings, sample_images=tmp_path))
    with pytest.raises(NotFound, match="demo's photos"):
        list(demo.fill_with_demo(store))
    assert people.list_people(store) == ()
    store.close()


def test_the_demo_speaks_the_language(store: Store):
    steps = demo.fill_with_demo(store, "de")
    next(steps)
    (person,) = people.list_people(store)
    assert (person.name, person.language) == ("Demo-Person", "de")
    with store.reading() as records:
        notes = {entry.note for entry in records.list_entries(person.id)}
        (procedure,) = records.list_procedures(person.id)
    assert "Etwas Schuppen neben der Nase." in notes
    assert procedure.notes.startswith("Erfunden:")
    steps.close()


def test_half_a_demo_is_taken_back(store: Store, settings: Settings):
    steps = demo.fill_with_demo(store)
    next(steps)
    steps.close()
    assert people.list_people(store) == ()
    assert list((settings.data_dir / "photos").iterdir()) == []
