import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.factories import a_plan, answer_all, tick_all
from tests.marks import some_of
from tests.ui.conftest import OpenPage, assert_on_page, errors_on, words_on
from tracker.domain.guidance.planning import PlannedSession
from tracker.domain.guidance.walk import WalkAction, shipped_walk_texts
from tracker.domain.guidance.words import NOT_SIGNED_OFF, SKIP_REASONS, STOP_REASONS
from tracker.domain.guidance.zone_guide import guide_for, walk_order
from tracker.domain.records.kept import TreatedZone
from tracker.domain.words.labels import ZONES
from tracker.services.guidance import walking
from tracker.services.guidance.planning import find_open_plan, plan_session
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store
from tracker.ui import routes

PASS, NEXT, ENDPOINT = WalkAction.PASS_DONE, WalkAction.NEXT_ZONE, WalkAction.ENDPOINT
SKIP, STOP, STEP = WalkAction.SKIP, WalkAction.STOP, WalkAction.STEP_DONE


@pytest.fixture
def plan(store: Store, ada) -> PlannedSession:
    answer_all(store, ada.id)
    zones = (Zone.GLABELLA, Zone.FOREHEAD)
    planned = tuple(TreatedZone(zone=zone, needle_length_mm=0.25) for zone in zones)
    plan = plan_session(store, a_plan(ada.id, zones=planned))
    tick_all(store, plan)
    return plan


@pytest.fixture
def begun(store: Store, plan: PlannedSession) -> PlannedSession:
    walking.begin(store, plan.id)
    return plan


def tap(app: AppTest, *keys: str) -> None:
    for key in keys:
        app.button(key=key).click().run()
        assert not app.exception


def act(app: AppTest, *actions: WalkAction) -> None:
    tap(app, *(f"walk_{action}" for action in actions))


def offered(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.mark.usefixtures("plan")
def test_the_rules_are_said_first(open_page: OpenPage):
    app = open_page(routes.WALK, "Guided session")
    words = words_on(app)
    for text in shipped_walk_texts().values():
        assert text.why in words
        assert text.finishing or text.how in words
        assert all(source.title in words for source in text.sources)
    assert NOT_SIGNED_OFF in words
    tap(app, "walk_begin")
    assert_on_page(app, "Between the eyebrows")


@pytest.mark.parametrize("zone", some_of(walk_order()))
def test_every_zone_is_explained(store: Store, ada, zone: Zone, open_page: OpenPage):
    answer_all(store, ada.id)
    planned = (TreatedZone(zone=zone, needle_length_mm=0.25),)
    plan = plan_session(store, a_plan(ada.id, zones=planned))
    tick_all(store, plan)
    walking.begin(store, plan.id)
    app = open_page(routes.WALK, ZONES[zone])
    words, guide = words_on(app), guide_for(zone)
    for text in (guide.motion, guide.pressure, guide.avoid, "Passes: 0"):
        assert text in words
    assert all(source.title in words for source in guide.sources)
    assert NOT_SIGNED_OFF in words


def test_passes_are_counted_and_more_than_enough_goes_on(begun, open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    assert f"walk_{ENDPOINT}" not in offered(app)
    act(app, PASS)
    assert "Passes: 1" in words_on(app)
    assert {f"walk_{PASS}", f"walk_{ENDPOINT}"} <= offered(app)
    assert f"walk_{NEXT}" not in offered(app)
    act(app, PASS)
    assert f"walk_{NEXT}" in offered(app)
    act(app, PASS)
    assert_on_page(app, "Forehead")


def test_a_zone_is_left_out_for_a_reason(store: Store, begun, open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    act(app, SKIP)
    assert_on_page(app, "Leave this zone out")
    assert {f"reason_{reason}" for reason in SKIP_REASONS} <= offered(app)
    tap(app, "walk_go_on")
    assert_on_page(app, "Between the eyebrows")
    act(app, SKIP)
    tap(app, f"reason_{SKIP_REASONS[0]}")
    assert_on_page(app, "Forehead")
    assert walking.load_walk(store, begun.id).done[0].skipped_because == SKIP_REASONS[0]


def test_everything_is_there_in_another_window(begun, open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    act(app, PASS, ENDPOINT, PASS)
    again = open_page(routes.WALK, "Forehead")
    assert "Passes: 1" in words_on(again)
    tap(again, "walk_undo", "walk_undo")
    assert_on_page(again, "Between the eyebrows")


def test_a_tap_from_an_old_window_changes_nothing(
    store: Store, begun: PlannedSession, open_page: OpenPage
):
    old = open_page(routes.WALK, "Between the eyebrows")
    act(old, PASS, PASS)
    walking.act(store, begun.id, NEXT)
    act(old, NEXT)
    assert_on_page(old, "Forehead")
    assert "This step is over already." in errors_on(old)[0]
    assert len(walking.load_walk(store, begun.id).events) == 3


def test_the_walk_becomes_the_record_and_the_first_check_in_follows(
    store: Store, ada, begun, open_page: OpenPage
):
    app = open_page(routes.WALK, "Between the eyebrows")
    act(app, PASS, PASS, NEXT, PASS, ENDPOINT)
    for text in shipped_walk_texts().values():
        if text.finishing:
            assert_on_page(app, text.title)
            assert text.how in words_on(app)
            act(app, STEP)
    assert_on_page(app, "Done")
    tap(app, "walk_record")
    assert_on_page(app, "Check in")
    assert "Now the first check-in." in words_on(app)
    (procedure,) = list_procedures(store, ada.id)
    assert [(one.zone, one.passes) for one in procedure.zones] == [
        (Zone.GLABELLA, 2),
        (Zone.FOREHEAD, 1),
    ]
    assert find_open_plan(store, ada.id) is None


@pytest.mark.parametrize("reason", some_of(STOP_REASONS, 3))
def test_stopping_ends_the_needling_not_the_care(reason: str, begun, open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    act(app, PASS, STOP)
    tap(app, f"reason_{reason}")
    assert_on_page(app, "Rinse and pat dry")
    act(app, STEP, STEP, STEP)
    assert_on_page(app, "Done")
    warned = shipped_walk_texts()["stop_at_once"].how in words_on(app)
    assert warned is (reason != STOP_REASONS[0])


def test_a_walk_without_a_pass_goes_back_to_the_plan(store: Store, ada, begun, open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    act(app, STOP)
    tap(app, f"reason_{STOP_REASONS[0]}")
    act(app, STEP, STEP, STEP)
    assert "walk_record" not in offered(app)
    tap(app, "walk_back")
    assert_on_page(app, "Plan a session")
    app = open_page(routes.PLAN, "Plan a session")
    assert "A session is going on" in words_on(app)
    tap(app, "discard_plan")
    assert find_open_plan(store, ada.id) is None


@pytest.mark.usefixtures("begun")
def test_a_pause_leads_to_today_and_back(open_page: OpenPage):
    app = open_page(routes.WALK, "Between the eyebrows")
    tap(app, "walk_pause")
    assert_on_page(app, "Today")
    assert "A session is going on" in words_on(app)
    tap(app, "continue_plan")
    assert_on_page(app, "Between the eyebrows")


@pytest.mark.usefixtures("ada")
def test_without_a_plan_one_is_offered(open_page: OpenPage):
    app = open_page(routes.WALK, "Guided session")
    tap(app, "next_step")
    assert_on_page(app, "Plan a session")
