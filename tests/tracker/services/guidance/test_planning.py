from dataclasses import replace
from datetime import timedelta

import pytest

from analysis import Zone
from tests.factories import (
    a_person,
    a_plan,
    a_procedure,
    an_entry,
    answer_all,
    as_new,
    days_ago,
    tick_all,
    today,
)
from tracker.domain.guidance.screening import ScreeningAnswer, ScreeningVerdict, shipped_screening
from tracker.domain.records.kept import DeviceKind, Setting, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry
from tracker.services.guidance.planning import (
    discard_plan,
    find_open_plan,
    guard_plan,
    guard_record,
    keep_answers,
    load_answers,
    plan_session,
    screen,
)
from tracker.services.guidance.readying import open_needles, set_numbing, set_ready
from tracker.services.guidance.walking import begin
from tracker.store.repository import Store

TODAY = today()


@pytest.fixture
def ada(store: Store) -> int:
    with store.writing() as records:
        return records.add_person(a_person()).id


def zone(name: Zone, needle_length_mm: float) -> TreatedZone:
    return TreatedZone(zone=name, needle_length_mm=needle_length_mm)


def test_answers_of_another_day_have_to_be_confirmed(store: Store, ada: int):
    assert screen(store, ada, TODAY).verdict is ScreeningVerdict.UNANSWERED
    with store.writing() as records:
        records.plans.save_answers(
            ada,
            dict.fromkeys(shipped_screening(), ScreeningAnswer(yes=False)),
            TODAY - timedelta(days=1),
        )
    assert screen(store, ada, TODAY).verdict is ScreeningVerdict.UNANSWERED
    keep_answers(store, ada, load_answers(store, ada))
    assert screen(store, ada, TODAY).may_go_on


def test_a_count_down_ends_in_time_for_a_later_day(store: Store, ada: int):
    answer_all(store, ada, waxing=ScreeningAnswer(yes=True, last_on=TODAY))
    assert screen(store, ada, TODAY).earliest == TODAY + timedelta(days=7)
    assert screen(store, ada, TODAY + timedelta(days=7)).may_go_on


def test_a_plan_is_kept_once_and_changed_in_place(store: Store, ada: int):
    answer_all(store, ada)
    first = plan_session(store, a_plan(ada))
    assert find_open_plan(store, ada) == first
    needles = open_needles(store, first.id, "roller")
    numbed = set_numbing(store, first.id, runs=True)
    changed = plan_session(store, a_plan(ada, zones=(zone(Zone.NOSE, 0.25),)))
    assert (changed.id, changed.needle_set_id) == (first.id, needles.id)
    assert changed.numbing_started_at == numbed.numbing_started_at
    other = plan_session(store, a_plan(ada, device=DeviceKind.STAMP))
    assert (other.id, other.needle_set_id, other.numbing_started_at) == (first.id, None, None)
    discard_plan(store, first.id)
    assert find_open_plan(store, ada) is None


def test_nothing_is_planned_before_the_questions(store: Store, ada: int):
    with pytest.raises(InvalidEntry, match="questions"):
        plan_session(store, a_plan(ada))
    answer_all(store, ada, cold_sore=ScreeningAnswer(yes=True))
    with pytest.raises(InvalidEntry, match="questions"):
        plan_session(store, a_plan(ada))
    assert find_open_plan(store, ada) is None


def test_professional_needles_are_not_planned_at_home(store: Store, ada: int):
    answer_all(store, ada)
    plan = a_plan(ada, zones=(zone(Zone.CHEEK_LEFT, 1.0),))
    assert [found.guard.id for found in guard_plan(store, plan)] == ["home_professional_depth"]
    with pytest.raises(InvalidEntry, match="speaks against"):
        plan_session(store, plan)
    assert plan_session(store, replace(plan, setting=Setting.PROFESSIONAL)).id


def test_a_session_is_not_planned_too_soon(store: Store, ada: int):
    answer_all(store, ada)
    with store.writing() as records:
        records.add_procedure(a_procedure(ada, started_at=days_ago(5, 18)))
    with pytest.raises(InvalidEntry, match="speaks against"):
        plan_session(store, a_plan(ada))
    found = guard_plan(store, a_plan(ada, planned_for=TODAY + timedelta(days=23)))
    assert [one.guard.id for one in found] == ["recovery_unknown"]


def test_what_the_skin_is_like_is_heeded(store: Store, ada: int):
    with store.writing() as records:
        records.set_skin(ada, is_sensitive=True)
    answer_all(store, ada, darker_skin=ScreeningAnswer(yes=True, cleared_by="Dr Li"))
    plan = a_plan(ada, setting=Setting.PROFESSIONAL, zones=(zone(Zone.CHEEK_LEFT, 1.0),))
    found = {one.guard.id for one in guard_plan(store, plan)}
    assert found == {"darker_skin_length", "sensitive_skin_length"}


def test_a_session_that_has_begun_is_not_planned_anew(store: Store, ada: int):
    answer_all(store, ada)
    plan = plan_session(store, a_plan(ada))
    tick_all(store, plan)
    begin(store, plan.id)
    with pytest.raises(InvalidEntry, match="has begun"):
        plan_session(store, a_plan(ada))


def test_a_record_is_guarded_without_itself_and_its_own_diary(store: Store, ada: int):
    with store.writing() as records:
        kept = records.add_procedure(a_procedure(ada, started_at=days_ago(1, 18)))
        for days in (0, 1):
            ratings = dict.fromkeys(Symptom, 6)
            records.save_entry(an_entry(ada, day=days_ago(days).date(), ratings=ratings))
    assert guard_record(store, kept) == ()
    early = as_new(kept, started_at=days_ago(0, 12))
    found = [one.guard.id for one in guard_record(store, early)]
    assert found == ["interval_too_short", "recovery_not_over"]


def test_discarding_takes_everything_of_the_plan(store: Store, ada: int):
    answer_all(store, ada)
    plan = plan_session(store, a_plan(ada))
    set_ready(store, plan.id, "hands", is_ready=True)
    tick_all(store, plan)
    begin(store, plan.id)
    discard_plan(store, plan.id)
    with store.reading() as records:
        rows = {name: len(rows) for name, _, rows in records.dump_tables()}
    assert rows["planned_sessions"] == rows["planned_zones"] == rows["readiness_ticks"] == 0
