"""Every page opens, with nobody, with somebody who has no session, and with everything."""

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.marks import some_of
from tests.ui.conftest import APP, TIMEOUT_S, OpenPage, assert_on_page, errors_on, words_on
from tests.ui.reading import said_twice, sentences_on
from tracker.domain.records.kept import Person
from tracker.services.data.people import add_person, delete_person, follow_person
from tracker.store.repository import Store
from tracker.ui import routes

PAGES = {
    routes.TODAY: "Today",
    routes.CHECK_IN: "Check in",
    routes.PHOTOS: "Photos",
    routes.RECOVERY: "Recovery",
    routes.COMPARE: "Compare",
    routes.REPORT: "Report for a doctor",
    routes.CARD: "Printed card",
    routes.PLAN: "Plan a session",
    routes.READY: "Is everything ready?",
    routes.WALK: "Guided session",
    routes.SESSION: "Session",
    routes.HISTORY: "History",
    routes.SPOTS: "Spots and marks",
    routes.LEARN: "Learn",
    routes.OUTCOMES: "Is it worth it?",
    routes.SETTINGS: "Settings and data",
    routes.BRING_IN: "Bring data in",
    routes.LOCK: "Lock and backups",
    routes.WELCOME: "Welcome to Fifth Day",
}
NEED_A_PERSON = [
    route
    for route in PAGES
    if route not in (routes.TODAY, routes.CARD, routes.LEARN, routes.SETTINGS, routes.WELCOME)
    and route not in (routes.BRING_IN, routes.LOCK)
]
NEED_A_SESSION = [
    *(routes.TODAY, routes.CHECK_IN, routes.PHOTOS),
    *(routes.RECOVERY, routes.COMPARE, routes.HISTORY, routes.OUTCOMES),
]


@pytest.mark.parametrize("route", NEED_A_PERSON)
def test_pages_without_a_person_offer_to_begin(route, open_page: OpenPage):
    app = open_page(route, PAGES[route])
    app.button(key="next_step").click().run()
    assert_on_page(app, "Welcome to Fifth Day")


def test_the_app_opens_with_the_welcome_page_when_nobody_is_there(store, open_app):
    assert_on_page(open_app(store), "Welcome to Fifth Day")


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("route", NEED_A_SESSION)
def test_pages_without_a_session_offer_to_log_one(route, open_page: OpenPage):
    app = open_page(route, PAGES[route])
    app.button(key="next_step").click().run()
    assert_on_page(app, "Session")


# Those that the command does not open in German.
@pytest.mark.parametrize("route", [routes.TODAY, *some_of([*PAGES][1:], 2)])
def test_pages_open_with_everything(route, open_demo_page: OpenPage):
    app = open_demo_page(route, PAGES[route])
    assert "Demo: all invented" in words_on(app)
    assert said_twice(sentences_on(app)) == []


def test_nobody_comes_in_the_place_of_one_who_is_gone(demo_store: Store, demo: Person, open_app):
    app = open_app(demo_store)
    app.query_params["person"] = "999"
    app.run()
    for _ in range(2):  # nor with the next tap
        assert not app.exception
        assert "no longer here" in words_on(app) and "Day " not in words_on(app)
        app.run()
    app.selectbox[0].set_value(demo.id).run()
    assert "Day 5 after your session" in words_on(app)


def test_a_window_of_somebody_who_was_deleted_elsewhere_waits_for_a_choice(
    demo_store: Store, demo: Person, open_app
):
    ada = add_person(demo_store, "Ada")
    app = open_app(demo_store)
    app.selectbox[0].set_value(ada.id).run()
    delete_person(demo_store, ada.id)
    app.run()
    assert not app.exception
    assert "no longer here" in words_on(app) and "Demo: all invented" not in words_on(app)


def test_another_person_can_be_followed(demo_store: Store, demo: Person, open_app):
    add_person(demo_store, "Ada")
    app = open_app(demo_store)
    assert "No session yet" in words_on(app)  # the own person comes before the demo
    app.selectbox[0].set_value(demo.id).run()
    assert not app.exception
    assert "Demo: all invented" in words_on(app)
    assert "No session yet" not in words_on(app)


def test_an_unusable_data_folder_is_told(tmp_path, monkeypatch):
    (tmp_path / "fifthday.db").write_bytes(b"something else entirely" * 100)
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path))
    app = AppTest.from_file(APP, default_timeout=TIMEOUT_S).run()
    assert not app.exception
    assert len(errors_on(app)) == 1
    assert "is damaged (the file is not a database)" in errors_on(app)[0]


def test_a_window_stays_with_the_person_of_its_address_on_every_page(store: Store, open_app):
    """A link to another page leaves the address behind; the person must not change with it."""
    people = [add_person(store, name) for name in ("Ada", "Bea")]
    follow_person(store, people[0].id)  # another window
    app = open_app(store)
    app.query_params["person"] = str(people[1].id)
    app.run()
    del app.query_params["person"]
    app.run()
    assert app.selectbox(key=f"followed-{people[1].id}").value == people[1].id


@pytest.mark.usefixtures("ada")
def test_the_first_page_is_found_by_its_name_too(open_app, store, monkeypatch):
    missed, real = [], PagesManager.set_script_intent

    def ask_by_name(self: PagesManager, page_hash: str, name: str) -> None:
        real(self, page_hash, "" if page_hash else "today")  # as a kept address does

    monkeypatch.setattr(PagesManager, "set_script_intent", ask_by_name)
    monkeypatch.setattr("streamlit.commands.navigation.send_page_not_found", missed.append)
    assert_on_page(open_app(store), "Today")
    assert missed == []
