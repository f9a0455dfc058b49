from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from analysis import Zone
from tests.factories import a_plan, a_procedure, needles, store_procedure
from tracker.domain.guidance.planning import PlannedPhoto
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.walk import WalkAction, WalkEvent
from tracker.domain.records.kept import TreatedZone
from tracker.errors import NotFound
from tracker.store.repository import Store

NOW = datetime(2026, 3, 29, 1, 30, 5, 250, tzinfo=timezone(timedelta(hours=2)))
TODAY = date(2026, 3, 29)


@pytest.fixture
def person_id(store: Store) -> int:
    return store_procedure(store).person_id


def test_answers_are_kept_until_the_next_ones(store: Store, person_id: int):
    first = {
        "waxing": ScreeningAnswer(yes=True, last_on=date(2026, 3, 1)),
        "herpes_history": ScreeningAnswer(yes=True, cleared_by="Dr Li, 3 March"),
    }
    with store.writing() as records:
        records.plans.save_answers(person_id, first, date(2026, 3, 2))
        records.plans.save_answers(person_id, {"waxing": ScreeningAnswer(yes=False)}, TODAY)
    with store.reading() as records:
        assert records.plans.list_answers(person_id) == {
            "waxing": ScreeningAnswer(yes=False, confirmed_on=TODAY),
            "herpes_history": replace(first["herpes_history"], confirmed_on=date(2026, 3, 2)),
        }


def test_uses_of_needles_are_counted_from_the_sessions(store: Store, person_id: int):
    with store.writing() as records:
        roller = records.plans.add_needles(needles(person_id, uses_before=3))
        other = records.plans.add_needles(needles(person_id, name="another"))
        for hour in (1, 2):
            started_at = datetime(2026, 1, 1, hour)
            records.add_procedure(
                a_procedure(person_id, started_at=started_at, needle_set_id=roller.id)
            )
        assert records.plans.count_uses(roller.id) == 5
        assert records.plans.count_uses(other.id) == 0
        records.delete_procedure(records.list_procedures(person_id)[0].id)
        assert records.plans.count_uses(roller.id) == 4


def test_discarded_needles_stay_with_their_sessions(store: Store, person_id: int):
    with store.writing() as records:
        roller = records.plans.add_needles(needles(person_id))
        records.plans.discard_needles(roller.id)
        assert records.plans.list_needles(person_id) == (replace(roller, is_discarded=True),)


def test_a_plan_keeps_the_moment_whatever_its_zone(store: Store, person_id: int):
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id, numbing_started_at=NOW))
    with store.reading() as records:
        (kept,) = records.plans.list_plans(person_id)
    assert kept == plan == a_plan(person_id, numbing_started_at=NOW, id=plan.id)
    assert kept.numbing_started_at.tzinfo is UTC


def test_a_moment_without_its_zone_is_refused(store: Store, person_id: int):
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
    with pytest.raises(StatementError, match="time zone"), store.writing() as records:
        records.plans.tick(plan.id, "hands", datetime(2026, 1, 1))


def test_a_changed_plan_keeps_its_ticks_and_taps(store: Store, person_id: int):
    event = WalkEvent(action=WalkAction.PASS_DONE, at=NOW)
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
        records.plans.tick(plan.id, "hands", NOW)
        records.plans.add_event(plan.id, event)
        zones = (
            TreatedZone(zone=Zone.CHIN, needle_length_mm=0.3),
            TreatedZone(zone=Zone.FOREHEAD, needle_length_mm=0.25),
        )
        changed = records.plans.update_plan(replace(plan, zones=zones, walk_started_at=NOW))
    with store.reading() as records:
        kept = records.plans.get_plan(plan.id)
        assert kept == changed == replace(plan, zones=zones, walk_started_at=NOW)
        assert records.plans.list_ticks(plan.id) == {"hands": NOW}
        assert records.plans.list_events(plan.id) == (event,)


def test_a_tick_keeps_its_first_time_and_can_be_taken_back(store: Store, person_id: int):
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
        records.plans.tick(plan.id, "hands", NOW)
        records.plans.tick(plan.id, "hands", NOW + timedelta(minutes=1))
        assert records.plans.list_ticks(plan.id) == {"hands": NOW}
        for _ in range(2):
            records.plans.untick(plan.id, "hands")
        assert records.plans.list_ticks(plan.id) == {}


def test_a_photo_waits_for_its_session(store: Store, person_id: int):
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
        assert records.plans.find_photo(plan.id) is None
        for content in (b"first", b"second"):
            photo = PlannedPhoto(plan_id=plan.id, content=content, taken_at=datetime(2026, 3, 29))
            records.plans.keep_photo(photo)
        assert records.plans.find_photo(plan.id) == photo
        for _ in range(2):
            records.plans.drop_photo(plan.id)
        assert records.plans.find_photo(plan.id) is None


def test_photos_in_another_light_wait_beside_it(store: Store, person_id: int):
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
        photo = PlannedPhoto(plan_id=plan.id, content=b"one", taken_at=datetime(2026, 3, 29))
        one, two = (records.plans.add_retest(photo) for _ in range(2))
        assert (one.number, two.number) == (1, 2)
        assert records.plans.find_photo(plan.id) is None
        for _ in range(2):
            records.plans.drop_retest(plan.id, one.number)
        assert records.plans.list_retests(plan.id) == (two,)
        records.plans.delete_plan(plan.id)
    with store.reading() as records:
        assert records.plans.list_retests(plan.id) == ()


def test_taps_come_back_in_their_order(store: Store, person_id: int):
    taps = [
        WalkEvent(action=WalkAction.PASS_DONE, at=NOW),
        WalkEvent(action=WalkAction.SKIP, at=NOW, reason="sore"),
    ]
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(person_id))
        records.plans.drop_last_event(plan.id)
        for tap in [*taps, taps[0]]:
            records.plans.add_event(plan.id, tap)
        records.plans.drop_last_event(plan.id)
    with store.reading() as records:
        assert records.plans.list_events(plan.id) == tuple(taps)


def test_deleting_a_plan_leaves_the_session(store: Store, person_id: int):
    with store.writing() as records:
        (session,) = records.list_procedures(person_id)
        plan = records.plans.add_plan(a_plan(person_id, procedure_id=session.id))
        records.plans.delete_plan(plan.id)
        assert records.list_procedures(person_id) == (session,)
        assert records.plans.list_plans(person_id) == ()


def test_deleting_a_session_deletes_the_plan_it_came_from(store: Store, person_id: int):
    with store.writing() as records:
        (session,) = records.list_procedures(person_id)
        came_of = records.plans.add_plan(a_plan(person_id, procedure_id=session.id))
        records.plans.add_event(came_of.id, WalkEvent(action=WalkAction.PASS_DONE, at=NOW))
        open_plan = records.plans.add_plan(a_plan(person_id))
    with store.writing() as records:
        records.delete_procedure(session.id)
    with store.reading() as records:
        assert records.plans.list_plans(person_id) == (open_plan,)
        assert records.plans.list_events(came_of.id) == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda plans: plans.save_answers(7, {}, TODAY),
        lambda plans: plans.add_needles(needles(7)),
        lambda plans: plans.discard_needles(7),
        lambda plans: plans.count_uses(7),
        lambda plans: plans.add_plan(a_plan(7)),
        lambda plans: plans.get_plan(7),
        lambda plans: plans.update_plan(a_plan(1, id=7)),
        lambda plans: plans.delete_plan(7),
        lambda plans: plans.tick(7, "hands", NOW),
        lambda plans: plans.add_event(7, WalkEvent(action=WalkAction.PASS_DONE, at=NOW)),
    ],
)
def test_what_is_gone_is_said_in_words(store: Store, ask):
    with pytest.raises(NotFound, match="no longer in the diary"), store.writing() as records:
        ask(records.plans)
