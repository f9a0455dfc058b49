from datetime import timedelta
from pathlib import Path

import pytest

from analysis import Zone
from tests.factories import a_person, a_plan, answer_all, tick_all, today
from tracker.domain.guidance.readiness import LeftOut
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.records.kept import OnSkin, PhotoRole, TreatedZone
from tracker.errors import InvalidEntry, UnusablePhoto
from tracker.services.guidance.planning import (
    find_open_plan,
    keep_answers,
    load_answers,
    plan_session,
)
from tracker.services.guidance.readying import (
    drop_retest,
    keep_before_photo,
    keep_retest,
    leave_out,
    load_readiness,
    open_needles,
    set_numbing,
    set_ready,
)
from tracker.services.guidance.walking import act, begin, load_walk, record, undo
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store

PASS, NEXT, SKIP, STEP = (
    *(WalkAction.PASS_DONE, WalkAction.NEXT_ZONE),
    *(WalkAction.SKIP, WalkAction.STEP_DONE),
)
ZONES = tuple(
    TreatedZone(zone=zone, needle_length_mm=0.25) for zone in (Zone.NOSE, Zone.GLABELLA, Zone.CHIN)
)


@pytest.fixture
def ada(store: Store) -> int:
    with store.writing() as records:
        return records.add_person(a_person()).id


@pytest.fixture
def plan_id(store: Store, ada: int) -> int:
    answer_all(store, ada)
    plan = plan_session(store, a_plan(ada, zones=ZONES))
    tick_all(store, plan)
    return plan.id


def tap(store: Store, plan_id: int, *actions: WalkAction) -> None:
    for action in actions:
        act(store, plan_id, action, "sore" if action is SKIP else "")


def test_every_tap_is_there_after_a_reload(store: Store, plan_id: int):
    assert load_walk(store, plan_id) is None
    begun = begin(store, plan_id)
    assert begun.current.zone is Zone.GLABELLA  # the map's order, not that of the plan
    tap(store, plan_id, PASS, PASS, NEXT, SKIP)
    again = load_walk(store, plan_id)
    assert again.started_at == begun.started_at
    assert (again.current.zone, again.passes) == (Zone.CHIN, 0)
    undo(store, plan_id)
    assert load_walk(store, plan_id).current.zone is Zone.NOSE


def test_beginning_twice_goes_on(store: Store, plan_id: int):
    begun = begin(store, plan_id)
    tap(store, plan_id, PASS)
    again = begin(store, plan_id)
    assert (again.started_at, again.passes) == (begun.started_at, 1)


def test_a_tap_that_is_not_offered_is_refused(store: Store, plan_id: int):
    with pytest.raises(InvalidEntry, match="has not begun"):
        act(store, plan_id, PASS)
    begin(store, plan_id)
    with pytest.raises(InvalidEntry, match="over already"):
        act(store, plan_id, NEXT)
    assert load_walk(store, plan_id).events == ()


def test_what_was_done_becomes_the_record(store: Store, plan_id: int, ada: int):
    needles = open_needles(store, plan_id, "roller")
    begin(store, plan_id)
    tap(store, plan_id, PASS, WalkAction.ENDPOINT, PASS, PASS, NEXT)
    with pytest.raises(InvalidEntry, match="still going on"):
        record(store, plan_id)
    tap(store, plan_id, SKIP, STEP, STEP, STEP)
    recorded = record(store, plan_id)
    (procedure,) = list_procedures(store, ada)
    assert recorded.procedure == procedure and recorded.photo_problem is None
    assert [(one.zone, one.passes, one.reached_endpoint) for one in procedure.zones] == [
        (Zone.GLABELLA, 1, True),
        (Zone.NOSE, 2, False),
    ]
    assert procedure.needle_set_id == needles.id
    assert "Chin: left out (sore)" in procedure.notes
    assert find_open_plan(store, ada) is None
    assert record(store, plan_id).procedure == procedure
    undo(store, plan_id)
    assert len(load_walk(store, plan_id).events) == 9
    assert load_readiness(store, plan_id).chosen.uses == 1


def test_the_photo_from_before_goes_with_the_session(store: Store, plan_id: int, portraits: Path):
    keep_before_photo(store, plan_id, (portraits / "before.jpg").read_bytes())
    for _ in range(2):
        keep_retest(store, plan_id, (portraits / "day1.jpg").read_bytes())
        with pytest.raises(UnusablePhoto, match="there already"):
            keep_retest(store, plan_id, (portraits / "day1.jpg").read_bytes())
        [retest] = load_readiness(store, plan_id).retests
        drop_retest(store, plan_id, retest.number)
    keep_retest(store, plan_id, (portraits / "day1.jpg").read_bytes())
    begin(store, plan_id)
    tap(store, plan_id, PASS, WalkAction.ENDPOINT, SKIP, SKIP)
    recorded = record(store, plan_id)
    with store.reading() as records:
        photos = records.list_photos(recorded.procedure.id)
        assert records.plans.find_photo(plan_id) is None
        assert records.plans.list_retests(plan_id) == ()
    assert sorted((photo.role, photo.on_skin) for photo in photos) == [
        (PhotoRole.BEFORE, OnSkin.NOTHING),
        (PhotoRole.RETEST, OnSkin.NOTHING),
    ]
    overview = load_recovery(store, recorded.procedure.id)
    assert overview.own.of(Zone.FACE).pairs == 1


def test_a_photo_that_cannot_be_kept_does_not_cost_the_record(
    store: Store, plan_id: int, ada: int, portraits: Path, monkeypatch
):
    from tracker.services.guidance import walking

    def refuse(*_args: object, **_details: object) -> None:
        raise UnusablePhoto("No face was found.")

    keep_before_photo(store, plan_id, (portraits / "before.jpg").read_bytes())
    monkeypatch.setattr(walking, "add_photo", refuse)
    begin(store, plan_id)
    tap(store, plan_id, PASS, WalkAction.ENDPOINT, SKIP, SKIP)
    assert str(record(store, plan_id).photo_problem) == "No face was found."
    assert len(list_procedures(store, ada)) == 1


def test_a_walk_needs_the_answers_of_its_day(store: Store, plan_id: int, ada: int):
    with store.writing() as records:
        records.plans.save_answers(ada, load_answers(store, ada), today() - timedelta(days=1))
    with pytest.raises(InvalidEntry, match="questions"):
        begin(store, plan_id)
    keep_answers(store, ada, load_answers(store, ada))
    assert begin(store, plan_id)


def test_a_walk_waits_for_its_day(store: Store, ada: int):
    answer_all(store, ada)
    tomorrow = today() + timedelta(days=1)
    plan = plan_session(store, a_plan(ada, planned_for=tomorrow))
    with pytest.raises(InvalidEntry, match="another day"):
        begin(store, plan.id)


def test_a_walk_waits_for_its_list_or_for_a_reason(store: Store, ada: int):
    answer_all(store, ada)
    plan_id = plan_session(store, a_plan(ada, zones=ZONES)).id
    with pytest.raises(InvalidEntry, match="go through the list"):
        begin(store, plan_id)
    leave_out(store, plan_id, LeftOut.NOT_NEEDED)
    leave_out(store, plan_id, None)
    with pytest.raises(InvalidEntry, match="go through the list"):
        begin(store, plan_id)
    leave_out(store, plan_id, LeftOut.DONE_BY_OTHERS)
    assert begin(store, plan_id)


def test_no_reason_lets_a_walk_begin_under_numbing_cream(store: Store, plan_id: int):
    set_numbing(store, plan_id, runs=True)
    set_ready(store, plan_id, "numbing_off", is_ready=False)
    leave_out(store, plan_id, LeftOut.DONE_WITHOUT_TICKS)
    with pytest.raises(InvalidEntry, match="wipe the cream off"):
        begin(store, plan_id)
    set_ready(store, plan_id, "numbing_off", is_ready=True)
    assert begin(store, plan_id)
