from dataclasses import replace
from datetime import date

import pytest

from tests.factories import an_entry, days_ago, store_procedure, today
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, NotFound
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.diary import entries_on, save_entry, say_outcome
from tracker.services.recovery.ordinary import find_ordinary, state_ordinary
from tracker.services.recovery.overview import ordinary_on
from tracker.store.repository import Store

SAID = Circumstances(
    special=frozenset({SpecialEvent.SUN, SpecialEvent.POOR_SLEEP}),
    answers={RedFlag.RISING_PAIN: False, RedFlag.FEVER: True},
    outcome=Outcome.NOT_SEEN,
)


def find_circumstances(store: Store, person_id: int, day: date) -> Circumstances:
    return entries_on(store, person_id, day)[-1].circumstances


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=days_ago(7, 18))


def test_what_surrounds_an_entry_is_kept_and_reaches_the_verdict(
    store: Store, procedure: Procedure
) -> None:
    save_entry(store, an_entry(procedure.person_id), SAID)
    assert find_circumstances(store, procedure.person_id, today()) == SAID
    (day,) = load_recovery(store, procedure.id).days
    assert (day.special, day.answers, day.outcome) == (SAID.special, SAID.answers, SAID.outcome)


def test_correcting_an_entry_keeps_what_surrounds_it(store: Store, procedure: Procedure) -> None:
    kept = save_entry(store, an_entry(procedure.person_id), SAID)
    kept = save_entry(store, replace(kept, ratings={Symptom.REDNESS: 7}))
    assert find_circumstances(store, procedure.person_id, today()) == SAID
    save_entry(store, kept, Circumstances())
    assert find_circumstances(store, procedure.person_id, today()) == Circumstances()


def test_it_goes_with_its_entry_and_with_its_person(store: Store, procedure: Procedure) -> None:
    kept = save_entry(store, an_entry(procedure.person_id), SAID)
    state_ordinary(store, procedure.person_id, {Symptom.REDNESS: 3})
    with store.writing() as records:
        records.delete_entry(kept)
        records.delete_person(procedure.person_id)
    with store.reading() as records:
        tables = {name: rows for name, _, rows in records.dump_tables()}
    for name in ("special_events", "sign_answers", "outcomes", "ordinary_levels"):
        assert tables[name] == []


def test_what_came_of_it_is_kept_beside_the_rest(store: Store, procedure: Procedure) -> None:
    save_entry(store, an_entry(procedure.person_id), SAID)
    say_outcome(store, procedure.person_id, today(), Outcome.SEEN)
    found = find_circumstances(store, procedure.person_id, today())
    assert found == replace(SAID, outcome=Outcome.SEEN)


def test_an_outcome_needs_an_entry(store: Store, procedure: Procedure) -> None:
    with pytest.raises(InvalidEntry, match="no entry"):
        say_outcome(store, procedure.person_id, today(), Outcome.SEEN)


def test_the_ordinary_level_is_kept_by_day_and_replaced_within_one(
    store: Store, procedure: Procedure
) -> None:
    with store.writing() as records:
        states = records.circumstances.state_ordinary
        states(procedure.person_id, {Symptom.REDNESS: 3, Symptom.DRYNESS: 1}, date(2026, 1, 1))
        states(procedure.person_id, {Symptom.REDNESS: 2}, date(2026, 2, 1))
        states(procedure.person_id, {Symptom.REDNESS: 1}, date(2026, 2, 1))
        stated = records.circumstances.list_ordinary(procedure.person_id)
    assert [(one.stated_on, dict(one.levels)) for one in stated] == [
        (date(2026, 1, 1), {Symptom.REDNESS: 3, Symptom.DRYNESS: 1}),
        (date(2026, 2, 1), {Symptom.REDNESS: 1}),
    ]
    assert find_ordinary(store, procedure.person_id) == stated[-1]
    assert not ordinary_on(stated, date(2025, 12, 1))  # nothing said later explains it away
    for day, level in ((date(2026, 1, 31), 3), (date(2026, 2, 1), 1)):
        assert ordinary_on(stated, day)[Symptom.REDNESS] == level


def test_nothing_that_is_said_during_a_recovery_lowers_it(
    store: Store, procedure: Procedure
) -> None:
    with store.writing() as records:
        for day, level in ((days_ago(30).date(), 1), (today(), 6)):
            records.circumstances.state_ordinary(procedure.person_id, {Symptom.REDNESS: level}, day)
    assert load_recovery(store, procedure.id).plan.ordinary == {Symptom.REDNESS: 1}


def test_a_level_is_a_rating_of_somebody(store: Store, procedure: Procedure) -> None:
    with pytest.raises(InvalidEntry, match="from 0 to 10"):
        state_ordinary(store, procedure.person_id, {Symptom.REDNESS: 11})
    with pytest.raises(NotFound):
        state_ordinary(store, 99, {Symptom.REDNESS: 1})
