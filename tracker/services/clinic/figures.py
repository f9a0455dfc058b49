"""The clinic's own figures, from what was said of recoveries that are over."""

from datetime import timedelta

from tracker import clock
from tracker.domain.clinic.figures import Ended
from tracker.domain.records.concern import UNDER_WAY_DAYS
from tracker.domain.records.days import diary_day
from tracker.store.repository import Store


def list_ended(store: Store) -> tuple[Ended, ...]:
    """Return all recoveries of which something was said and which are over, by their day."""
    now = clock.now()
    # The clinic's day, for all its clients alike.
    last = diary_day(now) - timedelta(UNDER_WAY_DAYS + 1)
    with store.reading() as records:
        return records.standings.list_ended(last)
