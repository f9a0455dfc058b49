"""Numbers, dates, days and sessions as people say them."""

from datetime import date, datetime, timedelta

from tracker.domain.course.prediction import DayRange
from tracker.domain.course.reference import LAST_DAY
from tracker.domain.records.kept import PhotoFinding, Procedure
from tracker.domain.words.labels import ZONES, Zone
from tracker.ui.language import _, mark, write_day, write_number

DATE_FORMAT = mark("DD/MM/YYYY")
"""How date fields write a date; translate it with `_`."""
_COVERED = mark("Part of the face is covered, in shadow or outside the picture: {names}.")


def say_date(day: date) -> str:
    """Say a date: Thursday 19 November 2026."""
    return write_day(day, mark("EEEE d MMMM y"))


def say_short_date(day: date) -> str:
    """Say a date in little room: 19 Nov 2026."""
    return write_day(day, mark("d MMM y"))


def say_weekday(day: date) -> str:
    """Say a day of the last week in very little room: Thu 19."""
    return write_day(day, mark("EEE d"))


def say_moment(moment: datetime) -> str:
    """Say a day of these weeks with its time: Thu 19 Nov, 18:30."""
    return write_day(moment, mark("EEE d MMM, HH:mm"))


def say_near_date(day: date) -> str:
    """Say a day of these weeks: Thu 19 Nov."""
    return write_day(day, mark("EEE d MMM"))


def say_time(moment: datetime) -> str:
    """Say a time of day on this computer's clock: 18:30."""
    return f"{moment.astimezone():%H:%M}"


def say_change(value: float) -> str:
    """Say a change with its sign and one decimal: +1.5."""
    return write_number(value, "+0.0;-0.0")


def say_needle_length(length_mm: float) -> str:
    """Say a needle length with the unit on the same line: 0.25 mm, 1.0 mm."""
    return f"{write_number(length_mm, '0.0#')}\N{NO-BREAK SPACE}mm"


def say_session(procedure: Procedure) -> str:
    """Say which session: 19 Nov 2026, 1.0 mm."""
    needle = say_needle_length(procedure.longest_needle_mm)
    return f"{say_short_date(procedure.started_at)}, {needle}"


def say_day(day: int, procedure: Procedure) -> str:
    """Say which day of a recovery it is."""
    said = (
        _("Day 0, the day of your session ({when}, {needle})")
        if day == 0
        else _("Day {day} after your session on {when}, {needle}")
    )
    when = write_day(procedure.started_at, mark("EEEE d MMMM"))
    return said.format(day=day, when=when, needle=say_needle_length(procedure.longest_needle_mm))


def say_when(day: date, today: date) -> str:
    """Say how long ago a day is: today, yesterday, 3 days ago."""
    days_ago = (today - day).days
    if days_ago in (0, 1):
        return _("yesterday") if days_ago else _("today")
    return _("{days} days ago").format(days=days_ago)


def say_back_to_normal(expected: DayRange, start: date, today: int) -> str:
    """Say when a recovery is expected to be over, and how sure that is."""
    later = _("later than day {day}").format(day=LAST_DAY)
    if expected.median is None:
        when = later
    elif expected.median <= today:
        when = _("by now")
    else:
        when = _("around day {day}, {date}").format(
            day=expected.median, date=say_short_date(start + timedelta(expected.median))
        )
    latest = later if expected.latest is None else _("day {day}").format(day=expected.latest)
    return _(
        "**Back to normal** (every rating 0 or 1) is expected {when}; in 9 of 10 recoveries like "
        "this one, from day {earliest} to {latest}. Derived from your entries so far, and only if "
        "it goes on normally."
    ).format(when=when, earliest=expected.earliest, latest=latest)


def say_finding(finding: PhotoFinding) -> str:
    """Say what was seen in a photo and how to retake it."""
    return f"{_say_why(finding)} {_(finding.retake)}"


def _say_why(finding: PhotoFinding) -> str:
    if finding.code != "covered":
        return _(finding.why)
    listed = finding.why.rstrip(".").partition(": ")[2].split(", ")
    zones = (Zone(name.upper().replace(" ", "_")) for name in listed)
    return _(_COVERED).format(names=", ".join(_(ZONES[zone]) for zone in zones))
