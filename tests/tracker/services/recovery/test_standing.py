"""How a client stands is kept with everything that changes it, and the same as worked out anew."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_procedure, an_entry, days_ago, store_procedure, today
from tracker import clock
from tracker.domain.clinic.standing import NEVER, Standing
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.clinic.acting import close
from tracker.services.data.people import add_person, delete_person
from tracker.services.recovery import standing
from tracker.services.recovery.book import open_book
from tracker.services.recovery.diary import delete_entry, list_entries, save_entry
from tracker.services.recovery.nightly import judge_everybody
from tracker.services.recovery.ordinary import state_ordinary
from tracker.services.recovery.procedures import (
    correct_procedure,
    delete_procedure,
    list_procedures,
    log_procedure,
)
from tracker.store.repository import Store


def standing_of(store: Store, person_id: int) -> Standing:
    with store.reading() as records:
        found = records.standings.find_one(person_id)
    assert found is not None
    return found


def logged(store: Store, name: str, days: int = 7) -> Procedure:
    person = add_person(store, name)
    return log_procedure(store, a_procedure(person.id, started_at=days_ago(days, 18)))


def test_everybody_stands_somewhere_from_the_first_moment(store: Store):
    person = add_person(store, "Ada")
    assert standing_of(store, person.id).urgency is Urgency.UNJUDGED
    log_procedure(store, a_procedure(person.id))
    assert standing_of(store, person.id).urgency is Urgency.CALM
    assert standing_of(store, person.id).heard_on == days_ago(7).date()


def test_a_flag_is_there_once_its_entry_is_saved(store: Store):
    one = logged(store, "Ada")
    save_entry(store, an_entry(one.person_id, ratings={Symptom.PAIN: 2}))
    assert standing_of(store, one.person_id).urgency is Urgency.CALM
    entry = an_entry(one.person_id, red_flags=frozenset({RedFlag.FEVER}))
    kept = save_entry(store, entry)
    flagged = standing_of(store, one.person_id)
    assert flagged.urgency.is_flag
    assert flagged.ends_on == NEVER
    assert flagged.times == 1
    assert flagged.reason
    delete_entry(store, kept)
    assert not standing_of(store, one.person_id).urgency.is_concern


def test_one_row_tells_the_worst_of_several_recoveries(store: Store):
    one = logged(store, "Ada", days=9)
    save_entry(
        store,
        an_entry(one.person_id, day=days_ago(6).date(), red_flags=frozenset({RedFlag.FEVER})),
    )
    # A later session of the same zones takes no place of one that went off course.
    log_procedure(store, a_procedure(one.person_id, started_at=days_ago(3, 18)))
    assert standing_of(store, one.person_id).procedure_id == one.id
    assert standing_of(store, one.person_id).urgency.is_flag
    assert standing_of(store, one.person_id).others == 1
    close(store, standing_of(store, one.person_id), "Dr Li", "Seen, and well.")
    save_entry(store, an_entry(one.person_id, day=today(), ratings={Symptom.REDNESS: 0}))
    assert standing_of(store, one.person_id).procedure_id != one.id


def test_a_later_session_takes_the_place_of_a_calm_one(store: Store):
    one = logged(store, "Ada", days=9)
    later = log_procedure(store, a_procedure(one.person_id, started_at=days_ago(3, 18)))
    assert standing_of(store, one.person_id).procedure_id == later.id
    assert standing_of(store, one.person_id).others == 0


def test_a_course_that_has_drifted_stays_open_and_a_calm_one_ends(store: Store):
    calm, drifted = logged(store, "Ada", days=40), logged(store, "Bea", days=40)
    for one, flags in ((calm, frozenset()), (drifted, frozenset({RedFlag.FEVER}))):
        save_entry(store, an_entry(one.person_id, day=days_ago(38).date(), red_flags=flags))
    assert standing_of(store, calm.person_id).ends_on == days_ago(26).date()
    assert standing_of(store, drifted.person_id).ends_on == NEVER


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["entry", "flag", "delete", "session", "move", "remove", "ordinary"]),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)


def take(store: Store, person_id: int, step: str, number: int) -> None:
    entries, sessions = list_entries(store, person_id), list_procedures(store, person_id)
    begun = [one for one in sessions if one.diary_day <= today() - timedelta(number)]
    if step in {"entry", "flag"} and begun:
        flags = frozenset({RedFlag.FEVER}) if step == "flag" else frozenset()
        rated = {Symptom.REDNESS: number, Symptom.ITCHING: 9 - number}
        day = today() - timedelta(number)
        save_entry(store, an_entry(person_id, day=day, ratings=rated, red_flags=flags))
    elif step == "delete" and entries:
        delete_entry(store, entries[number % len(entries)])
    elif step == "session" and all(one.started_at != days_ago(number + 1, 9) for one in sessions):
        log_procedure(store, a_procedure(person_id, started_at=days_ago(number + 1, 9)))
    elif step == "move" and sessions:
        correct_procedure(store, sessions[number % len(sessions)])
    elif step == "remove" and len(sessions) > 1:
        delete_procedure(store, sessions[number % len(sessions)].id)
    elif step == "ordinary":
        state_ordinary(store, person_id, {Symptom.REDNESS: number})


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_what_is_kept_is_what_is_worked_out_anew(store: Store, steps: list[tuple[str, int]]):
    person_id = logged(store, f"P{clock.now().timestamp()}", days=12).person_id
    for step, number in steps:
        take(store, person_id, step, number)
        with store.writing():
            pass  # whatever was remembered is forgotten
        kept = standing_of(store, person_id)
        found = standing.find_standing(open_book(store, person_id), today())
        assert {name: getattr(kept, name) for name in vars(found)} == vars(found)
    list(judge_everybody(store))
    assert standing_of(store, person_id) == kept, "the nightly batch changes nothing"
    delete_person(store, person_id)


def test_the_nightly_batch_states_who_was_not_judged(store: Store):
    one = store_procedure(store)
    with store.writing() as records:
        entry = an_entry(one.person_id, red_flags=frozenset({RedFlag.FEVER}))
        records.save_entry(entry)
    assert standing_of(store, one.person_id).urgency is Urgency.UNJUDGED
    assert [step.verdicts for step in judge_everybody(store)] == [1]
    assert standing_of(store, one.person_id).urgency.is_flag


def test_new_rules_are_noticed_and_judged_by_the_batch(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    one = logged(store, "Ada")
    before = standing_of(store, one.person_id)
    monkeypatch.setattr(standing, "method_of_verdicts", lambda: "newer")
    with store.reading() as records:
        assert records.standings.count_judged_otherwise("newer") == 1
    list(judge_everybody(store))
    after = standing_of(store, one.person_id)
    assert after.method == "newer"
    assert after.version == before.version, "nothing else is new"
