from datetime import date, datetime, timedelta

import pytest

from tests.factories import an_entry, store_procedure
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind, ProductUse
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.guidance.aftercare import (
    causes_of_drift,
    delete_product,
    drift_began,
    list_products,
    note_product,
    tick_item,
    ticked_items,
)
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store

START = datetime(2026, 9, 1, 18, 0)
NORMAL = (6, 4, 2)
DRIFT = (6, 4, 2, 7, 8)


def at(day: int, hour: int) -> datetime:
    return datetime.combine(START.date() + timedelta(days=day), datetime.min.time()).replace(
        hour=hour
    )


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=START)


def rate(store: Store, procedure: Procedure, levels: tuple[int, ...]) -> RecoveryOverview:
    with store.writing() as records:
        for day, level in enumerate(levels):
            ratings = {Symptom.REDNESS: level, Symptom.PAIN: max(level - 2, 0), Symptom.ITCHING: 1}
            on = START.date() + timedelta(days=day)
            records.save_entry(an_entry(procedure.person_id, day=on, ratings=ratings))
    return load_recovery(store, procedure.id)


def use(store: Store, procedure: Procedure, used_at: datetime, **details: object) -> ProductUse:
    common = {"name": "Glow", "kind": ProductKind.VITAMIN_C, "used_at": used_at}
    return note_product(store, procedure.person_id, NewProductUse(**common | details))


def test_a_line_is_ticked_off_for_one_day_and_can_be_taken_back(
    store: Store, procedure: Procedure
) -> None:
    today, tomorrow = date(2026, 9, 2), date(2026, 9, 3)
    tick = CareTick(procedure_id=procedure.id, day=today, item="make_up")
    tick_item(store, tick, is_done=True)
    assert ticked_items(store, procedure.id, today) == {"make_up"}
    assert ticked_items(store, procedure.id, tomorrow) == frozenset()
    tick_item(store, tick, is_done=False)
    assert ticked_items(store, procedure.id, today) == frozenset()


def test_products_are_listed_the_latest_first_and_can_be_deleted(
    store: Store, procedure: Procedure
) -> None:
    old, first, last = (use(store, procedure, at(day, 8)) for day in (-30, 1, 2))
    listed = list_products(store, procedure.person_id, START)
    assert listed == (last, first)
    delete_product(store, last.id)
    assert list_products(store, procedure.person_id, at(-31, 0)) == (first, old)


def test_a_recovery_on_course_has_no_causes(store: Store, procedure: Procedure) -> None:
    use(store, procedure, at(1, 8))
    overview = rate(store, procedure, NORMAL)
    assert drift_began(overview) is None
    assert causes_of_drift(store, overview) == ()


def test_a_drift_begins_with_the_first_day_that_was_not_on_course(
    store: Store, procedure: Procedure
) -> None:
    assert drift_began(rate(store, procedure, DRIFT)) == 3


def test_a_product_is_named_as_what_its_timing_fits(store: Store, procedure: Procedure) -> None:
    use(store, procedure, at(1, 8))
    (cause,) = causes_of_drift(store, rate(store, procedure, DRIFT))
    assert cause.reaction.id == "contact_allergy"  # two days from the use to the drift
    assert cause.too_early is not None
    assert cause.too_early.id == "vitamin_c"


def test_a_use_on_the_day_of_the_drift_can_have_irritated(
    store: Store, procedure: Procedure
) -> None:
    use(store, procedure, at(3, 14))  # after noon, and before the rating of the evening
    (cause,) = causes_of_drift(store, rate(store, procedure, DRIFT))
    assert cause.reaction.id == "irritation"


def test_what_came_after_the_drift_is_not_named(store: Store, procedure: Procedure) -> None:
    use(store, procedure, at(4, 8))
    assert causes_of_drift(store, rate(store, procedure, DRIFT)) == ()


def test_the_latest_use_is_named_first(store: Store, procedure: Procedure) -> None:
    for day in (0, 2):
        use(store, procedure, at(day, 9), kind=ProductKind.MOISTURISER)
    causes = causes_of_drift(store, rate(store, procedure, DRIFT))
    days = [cause.use.used_at.day for cause in causes]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 2
