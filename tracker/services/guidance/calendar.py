"""Reminders as a calendar file that every calendar reads; no server, no account."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path

from icalendar import CLASS, TRANSP, Alarm, Calendar, Event

from tracker.domain.guidance.reminders import Reminder, ReminderKind, reminders_of
from tracker.domain.records.kept import Procedure
from tracker.locale import translator

MEDIA_TYPE = "text/calendar"
_TAKES = timedelta(minutes=5)
_IDENTITY = "calendar-id"
_SEQUENCE_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def write_calendar(
    procedure: Procedure,
    *,
    data_dir: Path,
    at: time,
    zone: tzinfo,
    language: str,
    kinds: Collection[ReminderKind] = tuple(ReminderKind),
    is_telling: bool = False,
    now: datetime | None = None,
) -> bytes:
    """Write the reminders of a session as an iCalendar file (RFC 5545).

    Every reminder keeps its UID, and a later file has a higher SEQUENCE, so that a calendar which
    reads both replaces what it has instead of showing it twice.

    Parameters
    ----------
    procedure : Procedure
        A stored session.
    data_dir : Path
        Where this installation keeps the random number that makes its UIDs its own.
    at : time
        When the person likes to check in.
    zone : tzinfo
        The time zone that the session's wall clock and `at` are in.
    language : str
        Language of the titles.
    kinds : collection of ReminderKind
        What to be reminded of.
    is_telling : bool
        Whether titles say what they are about. Calendars are often shared, so not by default.
    now : datetime, optional
        When the file is written, with a zone.
    """
    now = now or datetime.now(UTC)
    translate = translator(language)
    seed = uuid.uuid5(_identity(data_dir), str(procedure.id))
    calendar = Calendar.new(name="Fifth Day", prodid="-//Fifth Day//Reminders//EN", uid=seed)
    for reminder in reminders_of(procedure, at):
        if reminder.kind in kinds:
            title = translate(reminder.telling if is_telling else reminder.plain)
            calendar.add_component(_event(reminder, title, seed, zone, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(reminder: Reminder, title: str, seed: uuid.UUID, zone: tzinfo, now: datetime) -> Event:
    starts = reminder.starts.replace(tzinfo=zone)
    alarm = Alarm.new(summary=title, description=title)
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta())
    return Event.new(
        uid=uuid.uuid5(seed, f"{reminder.kind.value}/{reminder.key}"),
        sequence=int((now - _SEQUENCE_FROM).total_seconds()),
        stamp=now,
        summary=title,
        start=starts,
        end=starts + _TAKES,
        transparency=TRANSP.TRANSPARENT,  # a reminder makes nobody look busy
        classification=CLASS.PRIVATE,
        subcomponents=[alarm],
    )


def _identity(data_dir: Path) -> uuid.UUID:
    """Return this installation's own random number; two people may share one calendar."""
    file = data_dir / _IDENTITY
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(f"{uuid.uuid4()}\n", encoding="utf-8")
    return uuid.UUID(file.read_text(encoding="utf-8").strip())
