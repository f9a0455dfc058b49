"""What was typed and not saved is here again in another window, and goes when it is saved."""

from datetime import time, timedelta

from tests.factories import a_procedure, days_ago, today
from tests.ui.conftest import OpenPage, give_length, go_to, words_on
from tracker.domain.records.kept import Person, Setting, Zone
from tracker.services.guidance.skin_notes import list_notes
from tracker.services.recovery.drafts import load_drafts
from tracker.services.recovery.procedures import delete_procedure, list_procedures, log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.state import PROCEDURE_TO_CORRECT

HERE_AGAIN = "Not saved yet: what you entered before is here again."


def test_half_a_session_is_here_again_with_its_day(store: Store, ada: Person, open_page: OpenPage):
    key, yesterday = f"session-{ada.id}-new", today() - timedelta(days=1)
    app = open_page(routes.SESSION, "Session")
    assert load_drafts(store, ada.id) == {}  # nothing was typed
    app.date_input(key=f"{key}-date").set_value(yesterday).run()
    app.time_input(key=f"{key}-time").set_value(time(18, 30)).run()
    app.segmented_control(key=f"{key}-setting").set_value(Setting.HOME).run()
    give_length(app, key, 0.3, Zone.CHIN, Zone.NOSE)
    app.text_input(key=f"{key}-cost").set_value("149,5").run()
    app.text_area(key=f"{key}-notes").set_value("A long note.").run()

    again = open_page(routes.SESSION, "Session")
    assert HERE_AGAIN in words_on(again)
    assert again.date_input(key=f"{key}-date").value == yesterday
    assert again.time_input(key=f"{key}-time").value == time(18, 30)
    assert again.text_input(key=f"{key}-cost").value == "149,5"
    again.button(key="save_session").click().run()
    (kept,) = list_procedures(store, ada.id)
    assert (kept.diary_day, kept.notes, kept.setting) == (yesterday, "A long note.", Setting.HOME)
    assert {one.zone: one.needle_length_mm for one in kept.zones} == {
        Zone.CHIN: 0.3,
        Zone.NOSE: 0.3,
    }
    assert load_drafts(store, ada.id) == {}


def test_a_half_corrected_session_is_that_one_again_and_its_draft_goes_with_it(
    store: Store, ada: Person, open_page: OpenPage
):
    kept = log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18), notes="was"))
    key = f"session-{ada.id}-{kept.id}-notes"
    app = open_page(routes.SESSION, "Session")
    app.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    app.text_area(key=key).set_value("will be").run()
    again = open_page(routes.SESSION, "Session")
    assert HERE_AGAIN not in words_on(again)  # this is the form of a new one
    again.selectbox(key=PROCEDURE_TO_CORRECT).set_value(kept.id).run()
    assert again.text_area(key=key).value == "will be"
    assert list_procedures(store, ada.id)[0].notes == "was"
    delete_procedure(store, kept.id)
    assert load_drafts(store, ada.id) == {}


def test_half_a_plan_is_here_again(store: Store, ada: Person, open_page: OpenPage):
    app = open_page(routes.PLAN, "Plan a session")
    day = today() + timedelta(days=9)
    app.date_input(key=f"plan-{ada.id}-day").set_value(day).run()
    again = open_page(routes.PLAN, "Plan a session")
    assert again.date_input(key=f"plan-{ada.id}-day").value == day


def test_half_a_spot_is_here_again_and_can_be_discarded(
    store: Store, ada: Person, open_page: OpenPage
):
    app = open_page(routes.SPOTS, "Spots and marks")
    app.selectbox(key="spots_zone").set_value(Zone.CHIN).run()
    app.text_area(key=f"spot-{ada.id}-0-note").set_value("it itches").run()
    again = open_page(routes.SPOTS, "Spots and marks")
    assert again.selectbox(key="spots_zone").value == Zone.CHIN
    assert again.text_area(key=f"spot-{ada.id}-0-note").value == "it itches"
    again.button(key="discard_draft").click().run()
    assert load_drafts(store, ada.id) == {}
    go_to(again, routes.SPOTS, "Spots and marks")
    assert list_notes(store, ada.id) == ()
