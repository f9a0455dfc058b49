from tests.ui.conftest import OpenPage, words_on
from tracker.domain.records.kept import Person
from tracker.services.recovery.drafts import drop_draft, report_form
from tracker.services.recovery.procedures import list_procedures
from tracker.services.report.choices import Section
from tracker.store.repository import Store
from tracker.ui import routes


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
