from datetime import date, timedelta

import pytest

from tracker.domain.guidance.zone_notes import (
    NewZoneNote,
    SkinMark,
    ZoneNote,
    noted_zones,
    recurring_zones,
)
from tracker.domain.records.kept import Zone
from tracker.errors import InvalidEntry

TODAY = date(2026, 11, 22)


def noted(zone: Zone, *days_ago: int, mark: SkinMark = SkinMark.SPOT) -> list[ZoneNote]:
    return [
        NewZoneNote(person_id=1, zone=zone, mark=mark, noted_on=TODAY - timedelta(days=days))
        for days in days_ago
    ]


def test_zones_with_spots_on_three_days_keep_breaking_out_the_worst_first() -> None:
    notes = noted(Zone.NOSE, 1, 20, 40) + noted(Zone.CHIN, 0, 5, 9, 83) + noted(Zone.NECK, 1, 2)
    assert list(recurring_zones(notes, TODAY).items()) == [(Zone.CHIN, 4), (Zone.NOSE, 3)]


def test_two_spots_on_one_day_count_once() -> None:
    assert recurring_zones(noted(Zone.CHIN, 3, 3, 3), TODAY) == {}


def test_what_is_long_ago_or_yet_to_come_does_not_count() -> None:
    assert recurring_zones(noted(Zone.CHIN, 1, 2, 84), TODAY) == {}
    assert recurring_zones(noted(Zone.CHIN, 1, 2, -1), TODAY) == {}


def test_marks_are_no_breakouts() -> None:
    assert recurring_zones(noted(Zone.CHIN, 1, 2, 3, mark=SkinMark.DARK_MARK), TODAY) == {}


def test_notes_of_every_kind_are_counted_by_zone_and_day() -> None:
    notes = noted(Zone.CHIN, 1, 1, 2) + noted(Zone.CHIN, 3, mark=SkinMark.SCAR)
    assert noted_zones(notes + noted(Zone.NOSE, 84, -1), TODAY) == {Zone.CHIN: 3}


@pytest.mark.parametrize(
    ("zone", "note", "message"),
    [(Zone.BACK, "", "face or the neck"), (Zone.CHIN, "x" * 201, "longer than 200")],
)
def test_a_note_belongs_to_the_map_and_is_short(zone: Zone, note: str, message: str) -> None:
    with pytest.raises(InvalidEntry, match=message):
        NewZoneNote(person_id=1, zone=zone, mark=SkinMark.SPOT, noted_on=TODAY, note=note)
