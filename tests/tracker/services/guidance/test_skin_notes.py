from datetime import timedelta

import pytest

from tests.factories import a_person, today
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark, ZoneNote
from tracker.domain.records.kept import Zone
from tracker.errors import InvalidEntry
from tracker.services.guidance.skin_notes import (
    add_note,
    delete_note,
    list_notes,
    zones_breaking_out,
    zones_noted,
)
from tracker.store.repository import Store

TODAY = today()


@pytest.fixture
def ada(store: Store) -> int:
    with store.writing() as records:
        return records.add_person(a_person()).id


def note(store: Store, ada: int, zone: Zone, days_ago: int) -> ZoneNote:
    seen_on = TODAY - timedelta(days=days_ago)
    seen = NewZoneNote(person_id=ada, zone=zone, mark=SkinMark.SPOT, noted_on=seen_on)
    return add_note(store, seen)


def test_notes_are_listed_the_latest_first_and_by_zone(store: Store, ada: int) -> None:
    chin, nose = note(store, ada, Zone.CHIN, 5), note(store, ada, Zone.NOSE, 2)
    assert list_notes(store, ada) == (nose, chin)
    assert list_notes(store, ada, Zone.CHIN) == (chin,)
    delete_note(store, chin.id)
    assert list_notes(store, ada) == (nose,)


def test_a_zone_keeps_breaking_out_from_its_third_day_on(store: Store, ada: int) -> None:
    for days_ago in (1, 9):
        note(store, ada, Zone.CHIN, days_ago)
    assert zones_breaking_out(store, ada, TODAY) == {}
    assert zones_noted(store, ada, TODAY) == {Zone.CHIN: 2}
    note(store, ada, Zone.CHIN, 20)
    assert zones_breaking_out(store, ada, TODAY) == {Zone.CHIN: 3}


def test_nothing_is_seen_in_the_future(store: Store, ada: int) -> None:
    with pytest.raises(InvalidEntry, match="future"):
        note(store, ada, Zone.CHIN, -1)
