"""The places of the list, the most urgent first; every open recovery is in exactly one.

Those of a calm course follow from the day that it is: nothing has to be written for silence to be
noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from tracker.domain.clinic.standing import SILENT_AFTER_DAYS, heard_at
from tracker.domain.clinic.urgency import Urgency


class Place(Enum):
    """Where a client stands on the list. The order of definition is that of the list."""

    UNJUDGED = "unjudged"
    EMERGENCY = "emergency"
    URGENT = "urgent"
    OFF_COURSE = "off_course"
    WATCH = "watch"
    MISSING = "missing"
    """A check-in is missing, of yesterday at least."""
    SILENT = "silent"
    """Nothing was entered for longer than three days."""
    ON_COURSE = "on_course"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of the list: clients of one urgency who were last heard of within a time."""

    urgency: Urgency
    begin: datetime | None = None
    end: datetime | None = None
    """No longer part of it."""


def stretches(today: date) -> Mapping[Place, Stretch]:
    """Return what each place holds on a day, in the order of the list."""
    silent, missing = (heard_at(today - timedelta(days)) for days in (SILENT_AFTER_DAYS, 1))
    calm = Urgency.CALM
    return {
        **{Place[one.name]: Stretch(urgency=one) for one in Urgency if one is not calm},
        Place.MISSING: Stretch(urgency=calm, begin=silent, end=missing),
        Place.SILENT: Stretch(urgency=calm, end=silent),
        Place.ON_COURSE: Stretch(urgency=calm, begin=missing),
    }
