from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.factories import a_plan, a_procedure, answer_all, days_ago, today
from tests.marks import by_hand, some_of
from tests.ui.conftest import (
    OpenPage,
    assert_on_page,
    errors_on,
    give_length,
    go_to,
    map_on,
    words_on,
)
from tracker.domain.guidance.guards import shipped_guards
from tracker.domain.guidance.names import BASES, SCREENING_VERDICTS
from tracker.domain.guidance.pauses import shipped_intervals
from tracker.domain.guidance.rows import Row
from tracker.domain.guidance.screening import (
    ScreeningAnswer,
    ScreeningItem,
    ScreeningVerdict,
    shipped_screening,
)
from tracker.domain.guidance.words import KEEP_TAKING, NOT_SIGNED_OFF
from tracker.domain.guidance.zone_guide import (
    DepthCap,
    caps_for,
    guide_for,
    shipped_depth_caps,
    walk_order,
)
from tracker.domain.records.kept import TreatedZone
from tracker.services.guidance.planning import find_open_plan, load_answers, plan_session
from tracker.store.repository import Store
from tracker.ui import routes

TODAY = today()
NO = ScreeningAnswer(yes=False)


@pytest.fixture
def key(ada) -> str:
    return f"plan-{ada.id}"


def open_plan(open_page: OpenPage) -> AppTest:
    return open_page(routes.PLAN, "Plan a session")


def answer(app: AppTest, person_id: int, item: str, *, yes: bool) -> None:
    app.segmented_control(key=f"screening-{person_id}-{item}").set_value(yes).run()
    assert not app.exception


def is_said(row: Row, words: str) -> bool:
    return BASES[row.basis] in words and all(source.title in words for source in row.sources)


def one_of_each_kind() -> Iterator[object]:
    """Yield every question; those alike in kind to one before them are asked by hand."""
    seen = set()
    for item in shipped_screening().values():
        kind = item.basis, item.medicine
        yield by_hand(item) if kind in seen else item
        seen.add(kind)


@pytest.mark.parametrize("item", list(one_of_each_kind()), ids=lambda item: item.id)
def test_every_question_is_asked_and_a_yes_explained_with_its_source(
    store: Store, ada, item: ScreeningItem, open_page: OpenPage
):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] in words_on(app)
    answer(app, ada.id, item.id, yes=True)
    words = words_on(app)
    assert item.reason in words
    assert is_said(item, words)
    assert (KEEP_TAKING in words) is item.medicine
    assert load_answers(store, ada.id)[item.id].yes
    assert not [button for button in app.button if button.key == "save_plan"]
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] not in words


def test_every_question_is_answered_by_a_tap_of_its_own(store: Store, ada, open_page: OpenPage):
    app = open_plan(open_page)
    for left, id in zip(range(len(shipped_screening()), 0, -1), shipped_screening(), strict=True):
        assert SCREENING_VERDICTS[ScreeningVerdict.UNANSWERED] in words_on(app)
        assert len(shipped_screening()) - len(load_answers(store, ada.id)) == left
        answer(app, ada.id, id, yes=False)
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] in words_on(app)
    assert {one.yes for one in load_answers(store, ada.id).values()} == {False}
    assert NOT_SIGNED_OFF in words_on(app)


def test_an_answer_can_be_corrected(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id, rash=ScreeningAnswer(yes=True))
    app = open_plan(open_page)
    assert SCREENING_VERDICTS[ScreeningVerdict.BLOCKED] in words_on(app)
    answer(app, ada.id, "rash", yes=False)
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] in words_on(app)


def test_what_rarely_changes_is_confirmed_with_one_tap(store: Store, ada, open_page: OpenPage):
    answers = dict.fromkeys(shipped_screening(), NO)
    with store.writing() as records:
        records.plans.save_answers(ada.id, answers, TODAY - timedelta(days=30))
    app = open_plan(open_page)
    assert "Is this still so?" in words_on(app)
    asked = {one.key for one in app.segmented_control}
    assert f"screening-{ada.id}-keloid" not in asked
    assert f"screening-{ada.id}-rash" in asked
    app.button(key="screening_confirm").click().run()
    assert load_answers(store, ada.id)["keloid"].confirmed_on == TODAY
    assert load_answers(store, ada.id)["rash"].confirmed_on < TODAY
    assert "Is this still so?" not in words_on(app)


def test_what_has_changed_is_asked_anew(store: Store, ada, open_page: OpenPage):
    answers = dict.fromkeys(shipped_screening(), NO)
    with store.writing() as records:
        records.plans.save_answers(ada.id, answers, TODAY - timedelta(days=30))
    app = open_plan(open_page)
    app.toggle(key=f"screening-{ada.id}-changed").set_value(True).run()
    answer(app, ada.id, "keloid", yes=True)
    app.button(key="screening_confirm").click().run()
    kept = load_answers(store, ada.id)
    assert kept["keloid"].yes and not kept["cancer"].yes
    assert kept["cancer"].confirmed_on == TODAY


def test_a_clinician_clears_by_name(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id, herpes_history=ScreeningAnswer(yes=True))
    app = open_plan(open_page)
    assert SCREENING_VERDICTS[ScreeningVerdict.CLINICIAN_FIRST] in words_on(app)
    name = app.text_input(key=f"screening-{ada.id}-herpes_history-cleared")
    name.set_value("Dr Li, 3 March").run()
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] in words_on(app)
    assert "Cleared by: Dr Li, 3 March" in words_on(app)


def test_a_count_down_has_its_date(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id, waxing=ScreeningAnswer(yes=True))
    app = open_plan(open_page)
    assert "for how long cannot be said yet" in words_on(app)
    waxed = TODAY - timedelta(days=2)
    app.date_input(key=f"screening-{ada.id}-waxing-last_on").set_value(waxed).run()
    first = TODAY + timedelta(days=5)
    assert f"First day: {first:%A} {first.day} {first:%B %Y}" in words_on(app)
    app.date_input(key=f"plan-{ada.id}-day").set_value(first).run()
    assert SCREENING_VERDICTS[ScreeningVerdict.NOTHING_FOUND] in words_on(app)


def test_a_session_is_planned_with_a_length_of_its_own(
    store: Store, ada, key: str, open_page: OpenPage
):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    give_length(app, key, 0.3, Zone.CHIN, Zone.NOSE)
    give_length(app, key, 0.2, Zone.NOSE)
    app.button(key="save_plan").click().run()
    assert_on_page(app, "Is everything ready?")
    plan = find_open_plan(store, ada.id)
    lengths = {one.zone: one.needle_length_mm for one in plan.zones}
    assert lengths == {Zone.NOSE: 0.2, Zone.CHIN: 0.3}


def test_a_plan_needs_its_day(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    app.date_input(key=f"{key}-day").set_value(None).run()
    assert errors_on(app) == ["Please enter the day of the session."]


def test_the_whole_face_is_one_tap(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    app.button(key=f"{key}-whole").click().run()
    assert set(app.pills(key=f"{key}-zones").value) == set(walk_order()) - {Zone.NECK}


def test_professional_needles_at_home_are_a_stop_screen(
    store: Store, ada, key: str, open_page: OpenPage
):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    give_length(app, key, 1.0, Zone.CHIN)
    guard = shipped_guards()["home_professional_depth"]
    assert guard.why in words_on(app)
    assert is_said(guard, words_on(app))
    assert not [button for button in app.button if button.key == "save_plan"]
    app.button(key="record_instead").click().run()
    assert_on_page(app, "Session")


def test_a_session_too_soon_is_a_stop_screen_with_its_date(
    store: Store, ada, key: str, open_page: OpenPage
):
    answer_all(store, ada.id)
    with store.writing() as records:
        records.add_procedure(a_procedure(ada.id, started_at=days_ago(5, 18)))
    app = open_plan(open_page)
    first = TODAY + timedelta(days=23)
    assert f"until {first.day} {first:%B %Y}" in words_on(app)
    assert is_said(shipped_guards()["interval_too_short"], words_on(app))
    give_length(app, key, 0.25, Zone.CHIN)
    assert words_on(app).count("Please stop and read") == 1  # said before the questions, once
    assert {"record_instead"} == {"record_instead", "save_plan"} & {one.key for one in app.button}
    app.date_input(key=f"{key}-day").set_value(first).run()
    assert "save_plan" in {button.key for button in app.button}


def test_sensitive_skin_is_kept_and_heeded(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    give_length(app, key, 0.3, Zone.CHIN)
    app.toggle(key=f"{key}-skin").set_value(True).run()
    assert "Chin: for thin or sensitive skin start at 0.25 mm." in words_on(app)
    with store.reading() as records:
        assert records.get_person(ada.id).skin_sensitive


@pytest.mark.parametrize("zone", some_of(walk_order()))
def test_every_zone_says_how_it_is_needled(store: Store, ada, key, zone, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    app.pills(key=f"{key}-zones").set_value([zone]).run()
    words, guide = words_on(app), guide_for(zone)
    for text in (guide.motion, guide.pressure, guide.avoid):
        assert text in words
    assert is_said(guide, words)
    assert all(cap.title in words for cap in caps_for(zone))


def test_every_needle_length_and_pause_is_shown_with_its_source(
    store: Store, ada, open_page: OpenPage
):
    answer_all(store, ada.id)
    words = words_on(open_plan(open_page))
    for row in (*shipped_depth_caps().values(), *shipped_intervals().values()):
        assert is_said(row, words)
        if isinstance(row, DepthCap):
            assert row.title in words
        else:
            assert f"{row.minimum_days} days; below {row.floor} days the app stops" in words


def test_an_open_plan_is_offered_again(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    plan = plan_session(store, a_plan(ada.id))
    app = open_page(routes.TODAY, "Today")
    assert "A session is planned" in words_on(app)
    app.button(key="continue_plan").click().run()
    assert_on_page(app, "Is everything ready?")
    app = open_plan(open_page)
    assert "Forehead: 0.3\N{NO-BREAK SPACE}mm" in map_on(app)
    app.pills(key=f"{key}-zones").set_value([Zone.FOREHEAD]).run()
    app.button(key=f"{key}-leave_out").click().run()
    give_length(app, key, 0.3, Zone.CHIN)
    app.button(key="save_plan").click().run()
    changed = find_open_plan(store, ada.id)
    zones = (TreatedZone(zone=Zone.CHIN, needle_length_mm=0.3),)
    assert changed == replace(plan, zones=zones)


def test_a_plan_can_be_discarded(store: Store, ada, open_page: OpenPage):
    answer_all(store, ada.id)
    plan_session(store, a_plan(ada.id))
    app = open_plan(open_page)
    app.button(key="discard_plan").click().run()
    assert find_open_plan(store, ada.id) is None


def test_today_offers_to_plan_once_the_pause_is_over(store: Store, ada, open_page: OpenPage):
    app = open_page(routes.TODAY, "Today")
    app.button(key="go_plan").click().run()
    assert_on_page(app, "Plan a session")
    with store.writing() as records:
        records.add_procedure(a_procedure(ada.id, started_at=days_ago(5, 18)))
    app = open_page(routes.TODAY, "Today")
    assert not [button for button in app.button if button.key == "go_plan"]


def test_the_map_shows_the_length_that_was_chosen(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    give_length(app, key, 0.3, Zone.CHIN, Zone.NOSE)
    give_length(app, key, 0.2, Zone.NOSE)
    drawn = map_on(app)
    assert "Chin: 0.3\N{NO-BREAK SPACE}mm, at most 0.5 mm" in drawn
    assert "Nose: 0.2\N{NO-BREAK SPACE}mm, at most 0.25 mm" in drawn
    assert "Neck: at most 0.25 mm" in drawn
    assert {"Chin: 0.3", "Nose: 0.2"} <= set(app.pills(key=f"{key}-zones").options)


def test_a_length_lets_go_of_its_zones(store: Store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    lengths = app.segmented_control(key=f"{key}-length")
    assert lengths.disabled
    app.pills(key=f"{key}-zones").set_value([Zone.CHIN, Zone.NOSE]).run()
    lengths = app.segmented_control(key=f"{key}-length")
    assert (lengths.label, lengths.disabled) == ("Needle length in mm for: Chin, Nose", False)
    lengths.set_value(0.25).run()
    assert app.pills(key=f"{key}-zones").value == []
    assert app.segmented_control(key=f"{key}-length").value is None


def test_a_zone_without_a_length_is_not_forgotten(store, ada, key: str, open_page: OpenPage):
    answer_all(store, ada.id)
    app = open_plan(open_page)
    give_length(app, key, 0.25, Zone.CHIN)
    app.pills(key=f"{key}-zones").set_value([Zone.CHIN, Zone.NOSE]).run()
    app.button(key="save_plan").click().run()
    assert errors_on(app) == ["Please choose a needle length for Nose."]
    assert find_open_plan(store, ada.id) is None


def test_lengths_that_were_not_kept_yet_outlive_a_look_at_another_page(
    store: Store, ada, key: str, open_page: OpenPage
):
    answer_all(store, ada.id)
    plan_session(store, a_plan(ada.id))
    app = open_plan(open_page)
    give_length(app, key, 0.3, Zone.CHIN)
    go_to(app, routes.TODAY, "Today")
    go_to(app, routes.PLAN, "Plan a session")
    assert "Chin: 0.3" in map_on(app)
    assert "Forehead: 0.3" in map_on(app)
