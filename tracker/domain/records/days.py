"""Which day is it? A diary day ends at night, when the person goes to bed, not at midnight."""

from datetime import date, datetime, time, timedelta, timezone

DAY_ENDS_HOUR = 4
"""What comes before this hour belongs to the day before, unless a person chose another hour.
Chosen: most people sleep then."""
LATEST_END_HOUR = 12
"""Chosen: who works at night goes to bed by noon."""
MOST_AHEAD = timedelta(hours=15)
"""How far a clock may be ahead of UTC: 14 hours, the first zone, and one for a wrong clock.
Source: the tz database."""


def diary_day(moment: datetime, ends_hour: int = DAY_ENDS_HOUR) -> date:
    """Return the diary day of a moment.

    Parameters
    ----------
    moment : datetime
        On the clock of the person's wall, with or without its zone.
    ends_hour : int
        Hour of the night at which a day ends, 0 to 12.
    """
    return (moment.replace(tzinfo=None) - timedelta(hours=ends_hour)).date()


def next_end(moment: datetime, ends_hour: int = DAY_ENDS_HOUR) -> datetime:
    """Return when the diary day of a moment ends."""
    return datetime.combine(diary_day(moment, ends_hour) + timedelta(1), time(ends_hour))


def utc_offset_min(wall: datetime) -> int:
    """Return how many minutes this computer's zone is ahead of UTC at a time of its wall clock.

    A time that a clock set back shows twice is the first of the two; one that a clock set ahead
    never shows has the offset from before.
    """
    offset = wall.replace(tzinfo=None).astimezone().utcoffset()
    return (offset or timedelta()) // timedelta(minutes=1)


def moment_of(wall: datetime, offset_min: int | None) -> datetime:
    """Return the moment of a time on a wall clock.

    Parameters
    ----------
    wall : datetime
        Without a zone.
    offset_min : int or None
        Minutes ahead of UTC; None for this computer's zone.
    """
    minutes = utc_offset_min(wall) if offset_min is None else offset_min
    return wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def is_possible_by(wall: datetime, now: datetime) -> bool:
    """Return whether it may be that late already, somewhere on earth.

    A camera's clock may be some minutes ahead, and a traveller's clock shows another hour.

    Parameters
    ----------
    wall : datetime
        A time on some clock, without its zone.
    now : datetime
        The moment, with its zone.
    """
    utc = (now - (now.utcoffset() or timedelta())).replace(tzinfo=None)
    return wall <= utc + MOST_AHEAD
