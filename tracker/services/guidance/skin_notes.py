"""Spots and marks that somebody notes on the facial map."""

from collections.abc import Mapping
from datetime import date

from tracker import clock
from tracker.domain.guidance.zone_notes import (
    LOOK_BACK,
    NewZoneNote,
    ZoneNote,
    noted_zones,
    recurring_zones,
)
from tracker.domain.records.kept import Zone
from tracker.errors import InvalidEntry
from tracker.store.repository import Store


def add_note(store: Store, note: NewZoneNote) -> ZoneNote:
    """Keep what was seen in a zone.

    Raises
    ------
    InvalidEntry
        If the day lies in the future.
    """
    with store.writing(person_id=note.person_id) as records:
        if note.noted_on > clock.today(records.get_person(note.person_id)):
            raise InvalidEntry(
                "This day lies in the future. Please choose today or an earlier day."
            )
        return records.care.add_note(note)


def list_notes(store: Store, person_id: int, zone: Zone | None = None) -> tuple[ZoneNote, ...]:
    """Return what was seen, in one zone or in all, the latest first."""
    with store.reading() as records:
        return records.care.list_notes(person_id, zone=zone)[::-1]


def delete_note(store: Store, note_id: int) -> None:
    """Delete what was seen in a zone."""
    with store.writing(note_id=note_id) as records:
        records.care.delete_note(note_id)


def zones_breaking_out(store: Store, person_id: int, on: date) -> Mapping[Zone, int]:
    """Return the zones that keep breaking out, with the days on which they did, the worst first."""
    return recurring_zones(_lately(store, person_id, on), on)


def zones_noted(store: Store, person_id: int, on: date) -> Mapping[Zone, int]:
    """Return the zones with notes of the last weeks, with the days on which they were made."""
    return noted_zones(_lately(store, person_id, on), on)


def _lately(store: Store, person_id: int, on: date) -> tuple[ZoneNote, ...]:
    with store.reading() as records:
        return records.care.list_notes(person_id, since=on - LOOK_BACK)
