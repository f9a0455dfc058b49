from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.factories import a_plan, answer_all, today
from tests.marks import some_of
from tests.ui.conftest import OpenPage, assert_on_page, errors_on, words_on
from tracker.domain.guidance.names import BASES
from tracker.domain.guidance.planning import PlannedSession
from tracker.domain.guidance.readiness import (
    LeftOut,
    ReadinessItem,
    checklist_for,
    shipped_needle_care,
    shipped_readiness,
)
from tracker.domain.guidance.words import NOT_SIGNED_OFF
from tracker.domain.records.kept import DeviceKind, OnSkin, TreatedZone
from tracker.services.guidance.planning import plan_session
from tracker.services.guidance.readying import load_readiness, open_needles, set_numbing
from tracker.store.repository import Store
from tracker.ui import routes

HEADING = "Is everything ready?"


@pytest.fixture
def plan(store: Store, ada) -> PlannedSession:
    answer_all(store, ada.id)
    return plan_session(store, a_plan(ada.id))


def open_ready(open_page: OpenPage) -> AppTest:
    return open_page(routes.READY, HEADING)


def say_on_skin(app: AppTest, plan: PlannedSession, answer: OnSkin) -> None:
    app.pills(key=f"on_skin-before-{plan.id}").set_value(answer).run()
    assert not app.exception


def keys_of(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


@pytest.mark.parametrize("item", some_of(shipped_readiness().values()), ids=lambda item: item.id)
def test_every_line_is_shown_with_its_source_and_can_be_ticked(
    store: Store, ada, item: ReadinessItem, open_page: OpenPage
):
    answer_all(store, ada.id)
    plan = plan_session(store, a_plan(ada.id, device=item.devices[0]))
    app = open_ready(open_page)
    words = words_on(app)
    assert item.how in words and item.why in words
    assert BASES[item.basis] in words
    assert all(source.title in words for source in item.sources)
    box = app.checkbox(key=f"ready-{plan.id}-{item.id}")
    assert item.title in box.label
    box.check().run()
    assert load_readiness(store, plan.id).ready == {item.id}
    app = open_ready(open_page)
    assert app.checkbox(key=f"ready-{plan.id}-{item.id}").value
    app.checkbox(key=f"ready-{plan.id}-{item.id}").uncheck().run()
    assert load_readiness(store, plan.id).ready == frozenset()


@pytest.mark.usefixtures("plan")
def test_what_is_not_ticked_is_counted(open_page: OpenPage):
    app = open_ready(open_page)
    lines = len(checklist_for(DeviceKind.ROLLER))
    assert f"Lines that are not ticked: {lines}." in words_on(app)
    assert NOT_SIGNED_OFF in words_on(app)


@pytest.mark.parametrize("device", DeviceKind)
def test_needles_that_were_used_too_often_are_warned_of(
    store: Store, ada, device: DeviceKind, open_page: OpenPage
):
    answer_all(store, ada.id)
    with store.writing() as records:
        plan = records.plans.add_plan(a_plan(ada.id, device=device))
    care = shipped_needle_care()[device]
    open_needles(store, plan.id, "mine", care.uses_allowed - 1)
    app = open_ready(open_page)
    assert care.advice not in words_on(app)
    app.button(key="discard_needles").click().run()
    open_needles(store, plan.id, "mine", care.uses_allowed)
    app.run()
    assert f"Sessions with these needles so far: {care.uses_allowed}." in words_on(app)
    assert care.advice in words_on(app)
    assert all(source.title in words_on(app) for source in care.sources)


def test_new_needles_are_opened_without_typing(
    store: Store, plan: PlannedSession, open_page: OpenPage
):
    app = open_ready(open_page)
    app.pills(key=f"needles-{plan.id}-0").set_value(0).run()
    app.button(key="open_needles").click().run()
    chosen = load_readiness(store, plan.id).chosen
    assert chosen.needles.name.startswith("Roller, ")
    assert "Sessions with these needles so far: 0." in words_on(app)
    app.pills(key=f"needles-{plan.id}-1").set_value(None).run()
    assert load_readiness(store, plan.id).chosen is None


def test_the_timer_is_started_and_put_back(store: Store, plan: PlannedSession, open_page: OpenPage):
    app = open_ready(open_page)
    app.button(key="start_numbing").click().run()
    started_at = load_readiness(store, plan.id).plan.numbing_started_at
    assert datetime.now(UTC) - started_at < timedelta(minutes=1)
    ends = (started_at + timedelta(minutes=30)).astimezone()
    assert f"Until {ends:%H:%M}" in words_on(app)
    app = open_ready(open_page)  # another window
    assert f"Until {ends:%H:%M}" in words_on(app)
    app.button(key="stop_numbing").click().run()
    assert load_readiness(store, plan.id).plan.numbing_started_at is None
    assert "start_numbing" in keys_of(app)


def test_the_photo_from_before_is_added_here(
    store: Store, plan: PlannedSession, open_page: OpenPage, portraits: Path
):
    app = open_ready(open_page)
    say_on_skin(app, plan, OnSkin.NOTHING)
    photo = (portraits / "before.jpg").read_bytes()
    app.get("file_uploader")[0].set_value(("before.jpg", photo, "image/jpeg")).run()
    assert not app.exception
    readiness = load_readiness(store, plan.id)
    assert readiness.photo is not None and "before_photo" in readiness.ready
    other = (portraits / "day1.jpg").read_bytes()
    app.get("file_uploader")[0].set_value(("other.jpg", other, "image/jpeg")).run()
    assert len(load_readiness(store, plan.id).retests) == 1
    assert load_readiness(store, plan.id).photo == readiness.photo, "it is no photo from before"
    app.button(key="retest_1").click().run()
    assert not app.exception
    assert load_readiness(store, plan.id).retests == ()
    app.button(key="drop_photo").click().run()
    assert load_readiness(store, plan.id).photo is None


def test_a_photo_from_before_wants_clean_skin(plan: PlannedSession, open_page: OpenPage):
    app = open_ready(open_page)
    assert not app.get("file_uploader")
    for answer in set(OnSkin) - {OnSkin.NOTHING}:
        say_on_skin(app, plan, answer)
        assert "Please clean the skin first" in words_on(app)
        assert not app.get("file_uploader")


def test_the_neck_alone_wears_no_make_up(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id)
    neck = (TreatedZone(zone=Zone.NECK, needle_length_mm=0.25),)
    plan_session(store, a_plan(ada.id, zones=neck))
    app = open_ready(open_page)
    assert app.get("file_uploader")


def test_a_file_that_is_no_photo_is_refused_in_words(
    store: Store, plan: PlannedSession, open_page: OpenPage
):
    app = open_ready(open_page)
    say_on_skin(app, plan, OnSkin.NOTHING)
    app.get("file_uploader")[0].set_value(("before.jpg", b"nothing", "image/jpeg")).run()
    assert len(errors_on(app)) == 1
    assert load_readiness(store, plan.id).photo is None


def test_the_guided_session_follows_once_the_rest_is_left_out_for_a_reason(
    store: Store, plan: PlannedSession, open_page: OpenPage
):
    app = open_ready(open_page)
    assert "go_walk" not in keys_of(app)
    app.pills(key=f"left_out-{plan.id}").set_value(LeftOut.NOT_NEEDED).run()
    assert load_readiness(store, plan.id).left_out is LeftOut.NOT_NEEDED
    app.button(key="go_walk").click().run()
    assert_on_page(app, "Guided session")


def test_a_plan_for_another_day_waits(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id)
    plan_session(store, a_plan(ada.id, planned_for=today() + timedelta(days=1)))
    app = open_ready(open_page)
    assert "planned for another day" in errors_on(app)[0]
    assert "go_walk" not in keys_of(app)
    app.button(key="go_plan").click().run()
    assert_on_page(app, "Plan a session")


def test_answers_of_another_day_are_asked_for(
    store: Store, ada, plan: PlannedSession, open_page: OpenPage
):
    with store.writing() as records:
        answers = records.plans.list_answers(ada.id)
        records.plans.save_answers(ada.id, answers, today() - timedelta(days=1))
    app = open_ready(open_page)
    assert "questions before the session" in errors_on(app)[0]
    assert "go_walk" not in keys_of(app)


@pytest.mark.usefixtures("ada")
def test_without_a_plan_one_is_offered(open_page: OpenPage):
    app = open_ready(open_page)
    app.button(key="next_step").click().run()
    assert_on_page(app, "Plan a session")


def test_numbing_that_is_over_says_so(store: Store, plan: PlannedSession, open_page: OpenPage):
    set_numbing(store, plan.id, runs=True)
    app = open_ready(open_page)
    assert "It goes on while this page is closed." in words_on(app)
