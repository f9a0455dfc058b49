"""Numbers, dates, days and sessions as people say them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from tracker.domain.course.outlook.prediction import DayRange
from tracker.domain.course.reference import LAST_DAY
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import BodyArea, PhotoFinding, Procedure
from tracker.domain.words.labels import BODY_AREAS
from tracker.ui.language import _, mark, write_day, write_number

T = TypeVar("T")

DATE_FORMAT = mark("DD/MM/YYYY")
"""How date fields write a date; translate it with `_`."""


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


def say_day_of_year(day: date) -> str:
    """Say a day of these weeks in little room: 19 Nov."""
    return write_day(day, mark("d MMM"))


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
    return f"{say_short_date(procedure.started_at)}, {_say_length(procedure)}"


def _say_length(procedure: Procedure) -> str:
    return say_needle_length(procedure.longest_needle_mm)


def name_sessions(procedures: Iterable[Procedure]) -> dict[int | None, str]:
    """Name sessions by their ids so that each can be told apart: with time and areas if needed."""
    kept = list(procedures)
    several_areas = len({areas_of(one) for one in kept}) > 1
    short = {one.id: say_session(one) for one in kept}
    long = {one.id: f"{say_moment_of_year(one.started_at)}, {_say_length(one)}" for one in kept}
    names: dict[int | None, str] = {}
    for one in kept:
        is_alone = list(short.values()).count(short[one.id]) == 1
        name = short[one.id] if is_alone else long[one.id]
        names[one.id] = f"{name}, {say_areas(areas_of(one))}" if several_areas else name
    return distinct(names)


def tell_apart(procedures: Iterable[Procedure]) -> dict[int | None, str]:
    """Say what tells sessions apart beside their day: the time on the same day, and the areas."""
    kept = list(procedures)
    days = [one.started_at.date() for one in kept]
    several_areas = len({areas_of(one) for one in kept}) > 1
    said: dict[int | None, str] = {}
    for one, day in zip(kept, days, strict=True):
        at = f"{one.started_at:%H:%M}" if days.count(day) > 1 else ""
        where = say_areas(areas_of(one)) if several_areas else ""
        said[one.id] = ", ".join(filter(None, (at, where)))
    return said


def distinct(names: Mapping[T, str]) -> dict[T, str]:
    """Return names of which no two are alike: a list finds its entries by what it shows."""
    told_apart: dict[T, str] = {}
    taken = set[str]()
    for key, name in names.items():
        number, apart = 1, name
        while apart in taken:
            number += 1
            apart = f"{name} ({number})"
        told_apart[key] = apart
        taken.add(apart)
    return told_apart


def say_areas(areas: Collection[BodyArea]) -> str:
    """Say areas in the order of their list: face, back."""
    return ", ".join(_(BODY_AREAS[area]) for area in BodyArea if area in areas)


def say_moment_of_year(moment: datetime) -> str:
    """Say a date with its time in little room: 19 Nov 2026, 18:30."""
    return write_day(moment, mark("d MMM y, HH:mm"))


def say_day(day: int, procedure: Procedure) -> str:
    """Say which day of a recovery it is."""
    said = (
        _("Day 0, the day of your session ({when}, {needle})")
        if day == 0
        else _("Day {day} after your session on {when}, {needle}")
    )
    when = say_near_date(procedure.started_at)
    return said.format(day=day, when=when, needle=say_needle_length(procedure.longest_needle_mm))


def say_when(day: date, today: date) -> str:
    """Say how long ago a day is: today, yesterday, 3 days ago."""
    days_ago = (today - day).days
    if days_ago in (0, 1):
        return _("yesterday") if days_ago else _("today")
    return _("{days} days ago").format(days=days_ago)


def say_back_to_normal(
    expected: DayRange, start: date, today: int, *, is_calm: bool = False
) -> str:
    """Say when a recovery is expected to be over, and how sure that is.

    Parameters
    ----------
    is_calm : bool
        Whether every rating that was entered last is that of normal skin already.
    """
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
    said = (
        _("Every rating entered last is 0 or 1. **That it stays so** is expected {when}; {range}")
        if is_calm
        else _("**Back to normal** (every rating 0 or 1) is expected {when}; {range}")
    )
    between = _(
        "in 9 of 10 recoveries like this one, from day {earliest} to {latest}. Derived from your "
        "entries so far, and only if it goes on normally."
    ).format(earliest=expected.earliest, latest=latest)
    return said.format(when=when, range=between)


def say_finding(finding: PhotoFinding) -> str:
    """Say what was seen in a photo and how to retake it."""
    return f"{_(finding.why)} {_(finding.retake)}"
