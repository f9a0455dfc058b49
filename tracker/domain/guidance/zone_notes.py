"""Spots and marks noted on the facial map over time: which zones keep breaking out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import Zone
from tracker.errors import InvalidEntry

# Chosen: as said below, and a note that fits a line or two.
LOOK_BACK = timedelta(weeks=12)
"""How far back a zone's spots are counted (a choice: one remodelling period)."""
KEEPS_BREAKING_OUT = 3
"""Days with spots in that time from which a zone is said to keep breaking out (a choice)."""
MAX_NOTE = 200


class SkinMark(StrEnum):
    """What was seen in a zone."""

    SPOT = "spot"
    DARK_MARK = "dark_mark"
    SCAR = "scar"
    LINE = "line"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class NewZoneNote:
    """Something seen in a zone of the facial map on a day."""

    person_id: int
    zone: Zone
    mark: SkinMark
    noted_on: date
    note: str = ""

    def __post_init__(self) -> None:
        if self.zone not in walk_order():
            raise InvalidEntry("Please choose a zone of the face or the neck.")
        if len(self.note) > MAX_NOTE:
            raise InvalidEntry(
                "The note is longer than {most} characters. Please shorten it.", most=MAX_NOTE
            )


@dataclass(frozen=True, kw_only=True)
class ZoneNote(NewZoneNote):
    """A note that is kept."""

    id: int


def noted_zones(
    notes: Iterable[ZoneNote], on: date, mark: SkinMark | None = None
) -> Mapping[Zone, int]:
    """Return the days on which something was noted lately, by zone; several on one day count once.

    Parameters
    ----------
    mark : SkinMark, optional
        Count only what is of this kind.
    """
    seen = {
        (note.zone, note.noted_on)
        for note in notes
        if mark in (None, note.mark) and on - LOOK_BACK < note.noted_on <= on
    }
    days = {zone: sum(where is zone for where, _ in seen) for zone in walk_order()}
    return {zone: number for zone, number in days.items() if number}


def recurring_zones(notes: Iterable[ZoneNote], on: date) -> Mapping[Zone, int]:
    """Return the zones that keep breaking out, with the days on which they did, the worst first."""
    days = noted_zones(notes, on, SkinMark.SPOT)
    recurring = [zone for zone in days if days[zone] >= KEEPS_BREAKING_OUT]
    return {zone: days[zone] for zone in sorted(recurring, key=lambda zone: -days[zone])}
