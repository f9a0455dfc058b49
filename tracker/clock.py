"""What the clock on the wall shows. The only place that asks this computer for the time.

Call it through the module (`clock.now()`), so that tests can set the clock.
"""

from datetime import date, datetime

from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import NewPerson


def now() -> datetime:
    """Return the moment, with the zone of this computer."""
    return datetime.now().astimezone()


def wall() -> datetime:
    """Return what the clock on the wall shows, without its zone."""
    return now().replace(tzinfo=None)


def today(person: NewPerson) -> date:
    """Return the diary day that it is for a person: each goes to bed at another hour."""
    return diary_day(now(), person.day_ends_hour)
