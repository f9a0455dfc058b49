"""What the clock on the wall shows. The only place that asks this computer for the time.

Call it through the module (`clock.now()`), so that tests can set the clock.
"""

from datetime import date, datetime

from tracker.domain.records.days import DAY_ENDS_HOUR, diary_day


def now() -> datetime:
    """Return the moment, with the zone of this computer."""
    return datetime.now().astimezone()


def wall() -> datetime:
    """Return what the clock on the wall shows, without its zone."""
    return now().replace(tzinfo=None)


def today(ends_hour: int = DAY_ENDS_HOUR) -> date:
    """Return the diary day that it is."""
    return diary_day(now(), ends_hour)
