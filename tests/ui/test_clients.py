"""The list of clients: who is first, what is clicked, and what is said of what came meanwhile."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.factories import a_procedure, an_entry, days_ago
from tests.ui.conftest import OpenApp, OpenPage, errors_on, words_on
from tracker.domain.clinic.standing import Rest
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.services.clinic.acting import assign
from tracker.services.clinic.triage import list_clients
from tracker.services.data.people import add_person
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.components.clinic.clicks import NAME


def client(store: Store, name: str, *flags: RedFlag) -> int:
    person = add_person(store, name)
    log_procedure(store, a_procedure(person.id, started_at=days_ago(3, 18)))
    rated = {Symptom.REDNESS: 3}
    save_entry(store, an_entry(person.id, ratings=rated, red_flags=frozenset(flags)))
    return person.id


@pytest.fixture
def clients(store: Store) -> tuple[int, int]:
    return client(store, "Ada"), client(store, "Bea", RedFlag.FEVER)


@pytest.fixture
def app(clients: tuple[int, int], open_page: OpenPage) -> AppTest:
    return open_page(routes.CLIENTS, "Clients")


def note(app: AppTest, person_id: int, text: str) -> AppTest:
    app.button(key=f"triage-open-{person_id}").click().run()
    app.text_area(key=f"triage-note-{person_id}").set_value(text).run()
    return app.button(key=f"triage-answer-{person_id}").click().run()


def test_a_flag_stands_before_a_calm_course_with_its_reason(app: AppTest):
    said = words_on(app)
    assert [one.value for one in app.subheader] == ["Urgent: 1", "On course: 1"]
    assert said.index("**Bea**") < said.index("**Ada**")
    assert "Fever does not belong to a recovery" in said
    assert "Clients here: 2" in said


def test_an_answer_needs_a_name_and_takes_the_client_to_a_counted_place(
    app: AppTest, store: Store, clients: tuple[int, int]
):
    _, bea = clients
    app = note(app, bea, "Called her")
    assert errors_on(app) == ["Please enter your name first: it stands with what you note."]
    assert app.text_area(key=f"triage-note-{bea}").value == "Called her"
    app.text_input(key=NAME).set_value("Dr Li").run()
    app = app.button(key=f"triage-answer-{bea}").click().run()
    assert not errors_on(app)
    assert "Answered: 1" in words_on(app)
    assert list_clients(store).resting[Rest.ANSWERED] == 1
    app.pills(key="triage-beside").set_value(Rest.ANSWERED).run()
    assert "Called her" in words_on(app)
    app.button(key=f"triage-reopen-{bea}").click().run()
    assert list_clients(store).resting[Rest.ANSWERED] == 0


def test_who_was_quicker_is_said_and_what_was_typed_stays(
    app: AppTest, store: Store, clients: tuple[int, int]
):
    _, bea = clients
    app.text_input(key=NAME).set_value("Dr Li").run()
    app.button(key=f"triage-open-{bea}").click().run()
    save_entry(store, an_entry(bea, ratings={Symptom.PAIN: 6}))
    # What is typed draws the page anew, yet nobody has read it before the click that follows.
    app.text_area(key=f"triage-note-{bea}").set_value("Called her").run()
    app = app.button(key=f"triage-answer-{bea}").click().run()
    (error,) = errors_on(app)
    assert error.startswith("Something came in meanwhile")
    assert app.text_area(key=f"triage-note-{bea}").value == "Called her"
    assert list_clients(store).resting[Rest.ANSWERED] == 0
    app.button(key=f"triage-answer-{bea}").click().run()
    assert list_clients(store).resting[Rest.ANSWERED] == 1, "now it was read"


def test_a_person_alone_has_no_list(store: Store, open_app: OpenApp):
    client(store, "Ada")
    assert "Clients" not in [link.label for link in open_app(store).get("page_link")]


def test_mine_are_shown_alone_with_those_of_nobody_and_the_others_are_counted(
    app: AppTest, store: Store, clients: tuple[int, int]
):
    ada, bea = clients
    cleo = client(store, "Cleo")
    seen = {
        one.person.id: one.standing for part in list_clients(store).parts for one in part.clients
    }
    assign(store, seen[ada], "Dr Li", "Dr Li")
    assign(store, seen[bea], "Dr Li", "Dr Ho")
    app.text_input(key=NAME).set_value("Dr Li").run()
    app.toggle(key="triage-mine").set_value(True).run()
    said = words_on(app)
    assert "**Ada**" in said and "**Cleo**" in said and "**Bea**" not in said
    assert "not shown here: 1." in said and "Clients here: 3" in said
    assert {ada, cleo} == {
        one.person.id for part in list_clients(store, whose="Dr Li").parts for one in part.clients
    }
