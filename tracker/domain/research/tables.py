"""The tables for research, column by column, and the rows of one person in them."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from analysis import Measure, Unit, Zone
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    MAX_PASSES,
    NEEDLE_LENGTH_RANGE_MM,
    BodyArea,
    DeviceKind,
    OnSkin,
    PhotoRole,
    Setting,
    View,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.domain.records.status import Status
from tracker.domain.records.texts import Row, Rows
from tracker.domain.research.columns import Cell, Column, Kind
from tracker.domain.research.pseudonyms import Pseudonyms
from tracker.domain.words.measure_names import OWN_VALUES

Line = dict[str, Cell]


def _code(name: str, kind: type[Enum], meaning: str) -> Column:
    return Column(name, Kind.CODE, meaning, codes=_names(kind))


def _codes(name: str, kind: type[Enum], meaning: str) -> Column:
    return Column(name, Kind.CODES, f"{meaning}, joined by ;", codes=_names(kind))


def _names(kind: type[Enum]) -> frozenset[str]:
    return frozenset(one.name.lower() for one in kind)


def _count(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, Kind.WHOLE, meaning, unit, 0)


def _yes(name: str, meaning: str) -> Column:
    return Column(name, Kind.YES_OR_NO, meaning)


def _rating(name: str, meaning: str) -> Column:
    return Column(name, Kind.WHOLE, meaning, "0-10", MIN_RATING, MAX_RATING)


_PERSON = Column("person", Kind.PSEUDONYM, "who, under a name that only the key can undo")
_SESSION = _count("session", "number of the person's session that it follows; empty before any")
_DAY = _count("day", "days since that session", "days")
_DATE = Column(
    "shifted_date",
    Kind.SHIFTED_DATE,
    "its day, moved by a number of days that is one person's own: differences are true",
)
_WHEN = (_PERSON, _SESSION, _DAY, _DATE)
_PHOTO = _count("photo", "number of the person's photo")
_PASSES = Column("passes", Kind.WHOLE, "how often the device went over", "", 1, MAX_PASSES)
"""Chosen: as a record takes them."""
_NEEDLE = Column(
    "needle_length_mm", Kind.NUMBER, "needle length as set", "mm", *NEEDLE_LENGTH_RANGE_MM
)
_ZONE, _AREA = _code("zone", Zone, "zone of the skin"), _code("area", BodyArea, "area of the body")
_MEASURES = frozenset(map(str, Measure)) - OWN_VALUES
"""Changes alone: people's own values were taken by many cameras and may not be compared."""

TABLES: Mapping[str, tuple[Column, ...]] = {
    "people": (
        _PERSON,
        _yes("skin_sensitive", "whether the skin is thin or sensitive, by the person's own word"),
        _count("sessions", "how many sessions are in the diary"),
    ),
    "sessions": (
        *(_PERSON, _SESSION, _DATE, _code("device", DeviceKind, "what held the needles")),
        *(_code("setting", Setting, "who held the device"), _PASSES),
    ),
    "zones": (
        *(_PERSON, _SESSION, _ZONE, _NEEDLE, _PASSES),
        _yes("reached_endpoint", "whether the zone was left because it was evenly red"),
    ),
    "check_ins": (
        *_WHEN,
        *(_rating(one.value, f"{one.value} as the person rates it") for one in Symptom),
        _codes("red_flags", RedFlag, "warning signs that were answered with yes"),
        _codes("special", SpecialEvent, "what may explain the day"),
        _code("outcome", Outcome, "what came of an urgent advice"),
    ),
    "area_ratings": (
        *(*_WHEN, _AREA, _code("symptom", Symptom, "what was rated")),
        _rating("rating", "how it was rated in this area, where areas differ"),
    ),
    "photos": (
        *(*_WHEN, _PHOTO, _code("role", PhotoRole, "what the photo is for"), _AREA),
        _code("view", View, "side of the face"),
        _code("on_skin", OnSkin, "what lay on the skin, by the person's own word"),
        _yes("usable", "whether redness could be measured"),
    ),
    "measurements": (
        *(*_WHEN, _PHOTO, _ZONE),
        Column("measure", Kind.CODE, "what changed since the photo before", codes=_MEASURES),
        Column("value", Kind.NUMBER, "the computed value", "see unit"),
        Column("unit", Kind.CODE, "unit of value", codes=frozenset(map(str, Unit))),
        Column(
            "mdc95",
            Kind.NUMBER,
            "smallest change told from error (95 %), of people in general",
            "see unit",
            0,
        ),
        Column("too_high", Kind.NUMBER, "how much too high at most (95 %)", "see unit", 0),
        Column("method_version", Kind.VERSION, "version of the method"),
    ),
    "verdicts": (
        *(*_WHEN, _code("status", Status, "how the recovery stood, as it was said")),
        _code("pattern", Pattern, "what led to it"),
        Column("reference_version", Kind.VERSION, "expected course; empty for one of their own"),
    ),
}
"""Chosen: what is measured, rated or counted; ranges are those of the records."""


@dataclass(frozen=True)
class Around:
    """A person's sessions and days, under other names."""

    person_id: int
    pseudonyms: Pseudonyms
    days: tuple[date, ...]
    """The days of the sessions, in their order."""
    numbers: Mapping[str, int]
    """Numbers of sessions by their ids."""

    def when(self, day: date, session: int | None = None) -> Line:
        """Return where a day stands: of the session that is given, or of the last before it."""
        number = bisect_right(self.days, day) if session is None else session
        since = (day - self.days[number - 1]).days if number else None
        return {
            "person": self.pseudonyms.name(self.person_id),
            "session": number or None,
            "day": since if since is None or since >= 0 else None,
            "shifted_date": self.pseudonyms.shifted(self.person_id, day),
        }


NOTES = (
    *_WHEN,
    Column("about", Kind.CODE, "what the note is on", codes=frozenset({"day", "session"})),
    Column("note", Kind.WORDS, "what the person wrote, word for word"),
)
"""Columns of the notes of those of whom they are asked for by name."""


def lines_of(rows: Rows, pseudonyms: Pseudonyms) -> Iterator[tuple[str, Line]]:
    """Yield the lines of one person, each with the name of its table."""
    sessions, around = _around(rows, pseudonyms)
    name: Line = {"person": pseudonyms.name(around.person_id)}
    told = _told("people", {**rows["people"][0], "sessions": str(len(sessions))})
    yield "people", name | told
    yield from _of_sessions(rows, sessions, around)
    yield from _of_days(rows, around)
    yield from _of_photos(rows, around)


def notes_of(rows: Rows, pseudonyms: Pseudonyms) -> Iterator[Line]:
    """Yield the notes of one person, word for word."""
    sessions, around = _around(rows, pseudonyms)
    for row in filter(_has_note("notes"), sessions):
        when = around.when(date.fromisoformat(row["diary_day"]), around.numbers[row["id"]])
        yield when | {"about": "session", "note": row["notes"]}
    for entry in filter(_has_note("note"), rows["diary_entries"]):
        when = around.when(date.fromisoformat(entry["day"]))
        yield when | {"about": "day", "note": entry["note"]}


def _has_note(column: str) -> Callable[[Row], bool]:
    return lambda row: bool(row[column].strip())


def _around(rows: Rows, pseudonyms: Pseudonyms) -> tuple[list[Row], Around]:
    [person] = rows["people"]
    sessions = sorted(rows["procedures"], key=lambda row: (row["diary_day"], row["started_at"]))
    numbers = {row["id"]: number for number, row in enumerate(sessions, 1)}
    days = tuple(date.fromisoformat(row["diary_day"]) for row in sessions)
    return sessions, Around(int(person["id"]), pseudonyms, days, numbers)


def _told(table: str, row: Row) -> Line:
    """Return the cells that are read off a row."""
    kinds = {Kind.PSEUDONYM, Kind.SHIFTED_DATE, Kind.CODES}
    return {
        column.name: column.cell(row[column.name])
        for column in TABLES[table]
        if column.name in row and column.kind not in kinds
    }


def _of_sessions(rows: Rows, sessions: list[Row], around: Around) -> Iterator[tuple[str, Line]]:
    for row in sessions:
        when = around.when(date.fromisoformat(row["diary_day"]), around.numbers[row["id"]])
        yield "sessions", when | _told("sessions", row)
    for zone in rows["treated_zones"]:
        name: Line = {"person": around.pseudonyms.name(around.person_id)}
        number: Line = {"session": around.numbers[zone["procedure_id"]]}
        yield "zones", name | number | _told("zones", zone)


def _of_days(rows: Rows, around: Around) -> Iterator[tuple[str, Line]]:
    for entry in rows["diary_entries"]:
        when = around.when(date.fromisoformat(entry["day"]))
        own = {name: _of(rows[name], entry["id"]) for name in _ANSWERS}
        ratings = {row["symptom"].lower(): row["rating"] for row in own["ratings"]}
        outcome = own["outcomes"][0] if own["outcomes"] else {}
        flags = _joined("red_flags", own["red_flags"] + own["area_flags"], "flag")
        special = _joined("special", own["special_events"], "event")
        yield "check_ins", when | _told("check_ins", outcome | ratings) | flags | special
        for rating in own["area_ratings"]:
            yield "area_ratings", when | _told("area_ratings", rating)
    for verdict in rows["assessments"]:
        number = around.numbers[verdict["procedure_id"]]
        when = around.when(date.fromisoformat(verdict["diary_day"]), number)
        yield "verdicts", when | _told("verdicts", verdict)


_ANSWERS = ("ratings", "red_flags", "area_flags", "area_ratings", "special_events", "outcomes")


def _of(rows: Iterable[Row], entry_id: str) -> list[Row]:
    return [row for row in rows if row["entry_id"] == entry_id]


def _joined(name: str, rows: Iterable[Row], cell: str) -> Line:
    column = next(one for one in TABLES["check_ins"] if one.name == name)
    return {name: column.joined(row[cell] for row in rows)}


def _of_photos(rows: Rows, around: Around) -> Iterator[tuple[str, Line]]:
    places = dict[str, Line]()
    for number, row in enumerate(rows["photos"], 1):
        day = date.fromisoformat(row["diary_day"])
        when = around.when(day, around.numbers[row["procedure_id"]])
        places[row["id"]] = when | {"photo": number}
        yield "photos", places[row["id"]] | _told("photos", row)
    for measured in (one for one in rows["measurements"] if one["measure"] not in OWN_VALUES):
        yield "measurements", places[measured["photo_id"]] | _told("measurements", measured)
