"""Dates, days and sessions as people say them."""

from datetime import date, timedelta

from tracker.domain.course import LAST_DAY
from tracker.domain.prediction import DayRange
from tracker.domain.records import Procedure

DATE_FORMAT = "DD/MM/YYYY"


def say_date(day: date) -> str:
    """Say a date: Thursday 19 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def say_short_date(day: date) -> str:
    """Say a date in little room: 19 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def say_needle_length(length_mm: float) -> str:
    """Say a needle length with the unit on the same line: 0.25 mm, 1.0 mm."""
    digits = f"{length_mm:.2f}"
    return f"{digits.removesuffix('0')}\N{NO-BREAK SPACE}mm"


def say_session(procedure: Procedure) -> str:
    """Say which session: 19 Nov 2026, 1.0 mm."""
    needle = say_needle_length(procedure.longest_needle_mm)
    return f"{say_short_date(procedure.started_at)}, {needle}"


def say_day(day: int, procedure: Procedure) -> str:
    """Say which day of a recovery it is."""
    start = procedure.started_at
    when = f"{start:%A} {start.day} {start:%B}"
    needle = say_needle_length(procedure.longest_needle_mm)
    if day == 0:
        return f"Day 0, the day of your session ({when}, {needle})"
    return f"Day {day} after your session on {when}, {needle}"


def say_when(day: date, today: date) -> str:
    """Say how long ago a day is: today, yesterday, 3 days ago."""
    days_ago = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days_ago, f"{days_ago} days ago")


def say_back_to_normal(expected: DayRange, start: date, today: int) -> str:
    """Say when a recovery is expected to be over, and how sure that is."""
    if expected.median is None:
        when = f"later than day {LAST_DAY}"
    elif expected.median <= today:
        when = "by now"
    else:
        when = f"around day {expected.median}, {say_short_date(start + timedelta(expected.median))}"
    latest = f"later than day {LAST_DAY}" if expected.latest is None else f"day {expected.latest}"
    return (
        f"**Back to normal** (every rating 0 or 1) is expected {when}; in 9 of 10 recoveries like "
        f"this one, from day {expected.earliest} to {latest}. Derived from your entries so "
        "far, and only if it goes on normally."
    )
