from tests.ui.conftest import OpenPage, words_on
from tracker.domain.records.answers import RednessGrade
from tracker.domain.records.kept import Person
from tracker.services.recovery.drafts import answer_form, drop_draft, load_drafts, report_form
from tracker.services.recovery.procedures import list_procedures
from tracker.services.report.answers import list_answers
from tracker.services.report.choices import Section
from tracker.store.repository import Store
from tracker.ui import routes


def test_an_answer_is_entered_shown_and_deleted(
    demo_store: Store, demo: Person, open_demo_page: OpenPage
):
    app = open_demo_page(routes.REPORT, "Report for a doctor")
    app.button(key="keep_answer").click().run()
    assert "Please enter what was answered" in app.error[0].value
    session = list_procedures(demo_store, demo.id)[0]
    key = f"answer-{session.id}-0"
    app.selectbox(key=f"{key}-grade").set_value(RednessGrade.MODERATE)
    app.text_input(key=f"{key}-name").set_value("Dr *Day*").run()
    app = open_demo_page(routes.REPORT, "Report for a doctor")  # not kept, and here again
    assert app.selectbox(key=f"{key}-grade").value == RednessGrade.MODERATE
    assert app.text_input(key=f"{key}-name").value == "Dr *Day*"
    app.button(key="keep_answer").click().run()
    assert answer_form(session.id) not in load_drafts(demo_store, demo.id)
    assert app.text_input(key=f"answer-{session.id}-1-name").value == ""
    assert "Redness as seen 3: moderate" in words_on(app)
    assert "Dr \\*Day\\*" in words_on(app)
    (answer,) = list_answers(demo_store, session.id)
    app.button(key=f"delete_answer_{answer.id}").click().run()
    assert not app.exception


def test_the_report_is_seen_before_it_is_saved_and_its_questions_are_here_again(
    demo_store: Store, demo: Person, open_demo_page: OpenPage
):
    session = list_procedures(demo_store, demo.id)[0].id
    key = f"report-{session}"
    app = open_demo_page(routes.REPORT, "Report for a doctor")
    assert len(app.image) == 2
    assert "They stay on this computer" in words_on(app)
    app.text_area(key=f"{key}-questions").set_value("Is this usual?")
    app.checkbox(key=f"{key}-name").uncheck()
    app.checkbox(key=f"{key}-{Section.NOTES}").check().run()
    assert not app.exception and len(app.image) == 2
    again = open_demo_page(routes.REPORT, "Report for a doctor")
    assert again.text_area(key=f"{key}-questions").value == "Is this usual?"
    assert not again.checkbox(key=f"{key}-name").value
    assert again.checkbox(key=f"{key}-{Section.NOTES}").value
    drop_draft(demo_store, demo.id, report_form(session))
