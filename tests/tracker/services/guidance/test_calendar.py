"""The calendar file, read back by the `icalendar` package as a calendar would read it."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from tests.factories import a_procedure
from tracker.domain.guidance.reminders import ReminderKind
from tracker.domain.records.kept import Procedure
from tracker.services.guidance.calendar import write_calendar

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
BEFORE_SUMMER_TIME_ENDS = datetime(2026, 10, 23, 18, 30)


def _write(folder: Path, procedure: Procedure | None = None, **options: object) -> bytes:
    common = {"at": time(19), "zone": BERLIN, "language": "en", "now": NOW}
    procedure = procedure or a_procedure(id=3, started_at=BEFORE_SUMMER_TIME_ENDS)
    return write_calendar(procedure, data_dir=folder, **(common | options))  # type: ignore[arg-type]


def _take_in(calendar: dict[str, Component], file: bytes) -> None:
    """Do what calendars do: an event of a known UID replaces it where its sequence is not lower."""
    for event in Calendar.from_ical(file).walk("VEVENT"):
        known = calendar.get(event["UID"])
        if known is None or event["SEQUENCE"] >= known["SEQUENCE"]:
            calendar[str(event["UID"])] = event


def test_a_file_opened_twice_doubles_nothing(tmp_path: Path) -> None:
    calendar: dict[str, Component] = {}
    _take_in(calendar, _write(tmp_path))
    first = len(calendar)
    _take_in(calendar, _write(tmp_path, now=NOW + timedelta(days=1)))
    assert len(calendar) == first > 15


def test_a_corrected_session_moves_its_reminders(tmp_path: Path) -> None:
    calendar: dict[str, Component] = {}
    _take_in(calendar, _write(tmp_path))
    first = {uid: event["DTSTART"].dt for uid, event in calendar.items()}
    later = a_procedure(id=3, started_at=BEFORE_SUMMER_TIME_ENDS + timedelta(days=1))
    _take_in(calendar, _write(tmp_path, later, now=NOW + timedelta(seconds=1)))
    assert calendar.keys() == first.keys()
    assert all(event["DTSTART"].dt.date() > first[uid].date() for uid, event in calendar.items())


def test_an_older_file_does_not_undo_a_newer_one(tmp_path: Path) -> None:
    old, calendar = _write(tmp_path), {}
    _take_in(calendar, _write(tmp_path, at=time(8), now=NOW + timedelta(hours=1)))
    _take_in(calendar, old)
    check_ins = [event for event in calendar.values() if event["SUMMARY"] == "Fifth Day: check in"]
    assert {event["DTSTART"].dt.hour for event in check_ins} == {8}


def test_two_sessions_and_two_installations_share_no_event(tmp_path: Path) -> None:
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
    files = [
        _write(tmp_path / "mine"),
        _write(tmp_path / "mine", a_procedure(id=4)),
        _write(tmp_path / "yours"),
    ]
    uids = [event["UID"] for file in files for event in Calendar.from_ical(file).walk("VEVENT")]
    assert len(set(uids)) == len(uids)


def test_a_check_in_stays_at_seven_when_summer_time_ends(tmp_path: Path) -> None:
    file = _write(tmp_path, kinds=[ReminderKind.CHECK_IN])
    times = [event["DTSTART"].dt for event in Calendar.from_ical(file).walk("VEVENT")]
    assert {moment.hour for moment in times} == {19}
    assert {moment.utcoffset() for moment in times} == {timedelta(hours=1), timedelta(hours=2)}


def test_titles_say_what_they_are_about_only_when_asked_in_the_person_s_language(
    tmp_path: Path,
) -> None:
    plain, telling = _write(tmp_path), _write(tmp_path, is_telling=True, language="de")
    assert b"needling" not in plain.lower()
    titles = [str(event["SUMMARY"]) for event in Calendar.from_ical(telling).walk("VEVENT")]
    assert "Microneedling, Tag 1: eintragen" in titles


def test_only_what_is_wanted_is_written(tmp_path: Path) -> None:
    file = _write(tmp_path, kinds=[ReminderKind.NEXT_SESSION])
    assert len(Calendar.from_ical(file).walk("VEVENT")) == 1


def test_the_number_of_the_installation_is_the_owner_s_alone(tmp_path: Path) -> None:
    _write(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
