"""What is due after a session, and when: check-ins, photos, care that ends, the next session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from tracker.domain.guidance.aftercare import CareKind, shipped_aftercare
from tracker.domain.guidance.pauses import earliest_next
from tracker.domain.records.kept import Procedure
from tracker.said import Said

CHECK_IN_DAYS = (*range(1, 8), 10, 14, 30)
"""Daily over the usual recovery, then where late signs show: day 14 colour, day 30 nodules and
lines (clinical phases; which days are asked for is a choice). Chosen: so."""
# Chosen: as check-ins, in the morning, when most people are up.
PHOTO_DAYS = (1, 2, 3, 4, 5, 7, 14, 30)
CARE_AT = time(9)
"""Care that ends at night is told of the next morning."""
_NIGHT_ENDS = time(7)


class ReminderKind(StrEnum):
    """What somebody is reminded of."""

    CHECK_IN = "check_in"
    PHOTO = "photo"
    CARE = "care"
    NEXT_SESSION = "next_session"


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing that is due. `key` names it within its session and never changes."""

    kind: ReminderKind
    key: str
    starts: datetime
    """The person's wall clock, without a zone."""
    plain: Said
    """A title that gives no health matter away: calendars are shared."""
    telling: Said
    """A title that says what it is about."""


def reminders_of(procedure: Procedure, at: time) -> tuple[Reminder, ...]:
    """Return what is due after a session, in time order.

    Parameters
    ----------
    procedure : Procedure
    at : time
        When the person likes to check in and take photos.
    """
    due = (*_check_ins(procedure, at), *_photos(procedure, at), *_care(procedure), _next(procedure))
    return tuple(sorted(due, key=lambda one: one.starts))


def _check_ins(procedure: Procedure, at: time) -> Iterator[Reminder]:
    for day in CHECK_IN_DAYS:
        yield Reminder(
            kind=ReminderKind.CHECK_IN,
            key=f"day-{day}",
            starts=_on_day(procedure, day, at),
            plain=Said("Fifth Day: check in"),
            telling=Said("Micro-needling, day {day}: check in", day=day),
        )


def _photos(procedure: Procedure, at: time) -> Iterator[Reminder]:
    for day in PHOTO_DAYS:
        yield Reminder(
            kind=ReminderKind.PHOTO,
            key=f"day-{day}",
            starts=_on_day(procedure, day, at),
            plain=Said("Fifth Day: photo"),
            telling=Said("Micro-needling, day {day}: photo in the same place and light", day=day),
        )


def _care(procedure: Procedure) -> Iterator[Reminder]:
    for item in shipped_aftercare().values():
        if item.kind is CareKind.LEAVE_OFF:
            yield Reminder(
                kind=ReminderKind.CARE,
                key=item.id,
                starts=_by_day(item.ends_at(procedure.started_at)),
                plain=Said("Fifth Day: after-care"),
                telling=Said("Left off until now: {what}", what=Said(item.title)),
            )


def _next(procedure: Procedure) -> Reminder:
    return Reminder(
        kind=ReminderKind.NEXT_SESSION,
        key="next",
        starts=datetime.combine(earliest_next(procedure), CARE_AT),
        plain=Said("Fifth Day: next date possible"),
        telling=Said("Micro-needling: from today the next session is possible"),
    )


def _on_day(procedure: Procedure, day: int, at: time) -> datetime:
    return datetime.combine(procedure.started_at.date() + timedelta(days=day), at)


def _by_day(moment: datetime) -> datetime:
    """Put off to the morning what would ring at night."""
    return moment if moment.time() >= _NIGHT_ENDS else datetime.combine(moment.date(), CARE_AT)
