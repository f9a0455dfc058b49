"""After a session: what of today's care is done, which products were used, what they may cause."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from tracker.domain.guidance.aftercare import (
    CareTick,
    NewProductUse,
    PossibleCause,
    ProductUse,
    possible_causes,
)
from tracker.domain.records.status import Status
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store

BEFORE_SESSION = timedelta(days=7)
"""How long before a session a product can still matter to its recovery (a choice)."""
_TIMES_OF_DAY = (time(12), time(23, 59))
"""A diary has days, not hours: a sign may have begun around noon or in the evening of its day."""


def ticked_items(store: Store, procedure_id: int, day: date) -> frozenset[str]:
    """Return the ids of the after-care rows that were ticked off on a day."""
    with store.reading() as records:
        ticks = records.care.list_ticks(procedure_id)
    return frozenset(tick.item for tick in ticks if tick.day == day)


def tick_item(store: Store, tick: CareTick, *, is_done: bool) -> None:
    """Tick an after-care row off on a day, or take the tick back."""
    with store.writing(procedure_id=tick.procedure_id) as records:
        if is_done:
            records.care.tick(tick)
        else:
            records.care.untick(tick)


def note_product(store: Store, person_id: int, use: NewProductUse) -> ProductUse:
    """Keep that a product was put on the skin."""
    with store.writing(person_id=person_id) as records:
        return records.care.add_use(person_id, use)


def list_products(store: Store, person_id: int, since: datetime) -> tuple[ProductUse, ...]:
    """Return the products used since a time, the latest first."""
    with store.reading() as records:
        uses = records.care.list_uses(person_id)
    return tuple(use for use in reversed(uses) if use.used_at >= since)


def delete_product(store: Store, use_id: int) -> None:
    """Delete the use of a product."""
    with store.writing(use_id=use_id) as records:
        records.care.delete_use(use_id)


def drift_began(overview: RecoveryOverview) -> int | None:
    """Return the day on which a recovery that is off course now began to drift; None if it is not.

    That is the first day of the unbroken run of days that were not on course.
    """
    statuses = list(overview.statuses.items())
    if not statuses or statuses[-1][1].rank < Status.OFF_COURSE.rank:
        return None
    off = takewhile(lambda one: one[1] is not Status.ON_COURSE, reversed(statuses))
    return list(off)[-1][0]


def causes_of_drift(store: Store, overview: RecoveryOverview) -> tuple[PossibleCause, ...]:
    """Name the products whose timing fits the drift of a recovery, the latest use first."""
    began = drift_began(overview)
    if began is None:
        return ()
    person_id, started_at = overview.procedure.person_id, overview.procedure.started_at
    uses = list_products(store, person_id, started_at - BEFORE_SESSION)
    day = started_at.date() + timedelta(days=began)
    found: dict[tuple[int | None, str], PossibleCause] = {}
    for moment in _moments(day):
        for cause in possible_causes(uses, started_at, moment):
            found.setdefault((cause.use.id, cause.reaction.id), cause)
    return tuple(sorted(found.values(), key=lambda cause: cause.use.used_at, reverse=True))


def _moments(day: date) -> Iterator[datetime]:
    return (datetime.combine(day, moment) for moment in _TIMES_OF_DAY)
