from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.factories import a_procedure, an_entry, store_procedure
from tracker.domain.records.kept import Procedure, Setting
from tracker.domain.records.scales import Symptom
from tracker.errors import NotFound
from tracker.services.data.people import add_person
from tracker.services.guidance.overview import (
    care_of_day,
    earliest_next_session,
    latest_course_of,
    session_outlays,
)
from tracker.store.repository import Store

START = datetime(2026, 9, 1, 18, 0)


def on(day: int) -> date:
    return (START + timedelta(days=day)).date()


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=START)


def rate(store: Store, person_id: int, *ratings: tuple[int, int]) -> None:
    """Rate every symptom alike, as pairs of day and rating."""
    with store.writing() as records:
        for day, rating in ratings:
            alike = dict.fromkeys(Symptom, rating)
            records.save_entry(an_entry(person_id, day=on(day), ratings=alike))


def test_the_next_session_waits_for_the_needle(store: Store, procedure: Procedure) -> None:
    ada = procedure.person_id
    assert earliest_next_session(store, ada) == on(28)


def test_somebody_without_a_session_has_nothing_to_wait_for(store: Store) -> None:
    person_id = add_person(store, "Bea").id
    assert earliest_next_session(store, person_id) is None
    assert latest_course_of(store, person_id) is None
    for ask in (lambda: care_of_day(store, 7, on(0)), lambda: session_outlays(store, 7)):
        with pytest.raises(NotFound, match="person is no longer"):
            ask()


def test_the_care_of_a_day_follows_the_hours_of_the_session(
    store: Store, procedure: Procedure
) -> None:
    care = care_of_day(store, procedure.person_id, on(1))
    assert care is not None
    assert (care.procedure, care.day) == (procedure, 1)
    assert {"make_up", "mineral_sunscreen", "swimming"} <= {item.id for item in care.items}
    assert care_of_day(store, procedure.person_id, on(-1)) is None


def test_strong_products_stay_off_while_the_diary_tells_of_flaking(
    store: Store, procedure: Procedure
) -> None:
    ada = procedure.person_id
    rate(store, ada, (8, 4))
    peeling = care_of_day(store, ada, on(9))
    assert peeling is not None
    assert peeling.peeling
    assert "retinoids" in {item.id for item in peeling.items}
    rate(store, ada, (10, 1))
    settled = care_of_day(store, ada, on(10))
    assert settled is not None
    assert "retinoids" not in {item.id for item in settled.items}
    earlier = care_of_day(store, ada, on(9))
    assert earlier == peeling, "a day is judged from what was known by then"


def test_the_latest_course_has_its_days_to_compare_photos(
    store: Store, procedure: Procedure
) -> None:
    ada = procedure.person_id
    with store.writing() as records:
        later = records.add_procedure(a_procedure(ada, started_at=START + timedelta(days=28)))
        records.add_procedure(a_procedure(ada, started_at=START - timedelta(days=100)))
    course = latest_course_of(store, ada)
    assert course is not None
    assert course.procedures == (procedure, later)
    assert [(point.week, point.on) for point in course.checkpoints][:2] == [
        (0, on(0)),
        (4, on(56)),
    ]


def test_a_session_took_money_days_and_its_worst_rating(store: Store) -> None:
    procedure = store_procedure(store, started_at=START, cost=Decimal("180"), currency="EUR")
    rate(store, procedure.person_id, (0, 6), (1, 3), (2, 1), (3, 1), (4, 0))
    (outlay,) = session_outlays(store, procedure.person_id)
    assert (outlay.setting, outlay.cost) == (Setting.PROFESSIONAL, Decimal("180"))
    assert (outlay.days_of_recovery, outlay.worst_rating) == (2, 6)


def test_a_session_without_a_cost_counts_with_its_days(store: Store, procedure: Procedure) -> None:
    (outlay,) = session_outlays(store, procedure.person_id)
    assert (outlay.cost, outlay.days_of_recovery, outlay.worst_rating) == (None, None, None)
