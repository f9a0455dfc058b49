import pytest

from tests.ui.conftest import OpenPage, assert_on_page, words_on
from tracker.services.recovery.procedures import list_procedures
from tracker.ui import routes
from tracker.ui.state import PROCEDURE_TO_CORRECT


def test_every_session_stands_with_its_course(open_demo_page: OpenPage):
    words = words_on(open_demo_page(routes.HISTORY, "History"))
    assert words.count("Highest redness") == 2
    assert "from day" in words
    assert "not yet" in words
    assert "**On course**" in words


@pytest.mark.parametrize(("button", "heading"), [("recovery", "Recovery"), ("compare", "Compare")])
def test_each_session_leads_to_its_pages(button, heading, demo_store, demo, open_demo_page):
    first = list_procedures(demo_store, demo.id)[-1]
    app = open_demo_page(routes.HISTORY, "History")
    app.button(key=f"{button}_{first.id}").click().run()
    assert_on_page(app, heading)
    assert app.main.selectbox[0].value == first.id


def test_a_session_is_sent_to_be_corrected(demo_store, demo, open_demo_page: OpenPage):
    first = list_procedures(demo_store, demo.id)[-1]
    app = open_demo_page(routes.HISTORY, "History")
    app.button(key=f"correct_{first.id}").click().run()
    assert_on_page(app, "Session")
    assert app.selectbox(key=PROCEDURE_TO_CORRECT).value == first.id


def test_recoveries_are_laid_over_each_other_when_asked(open_demo_page: OpenPage):
    app = open_demo_page(routes.HISTORY, "History")
    assert not app.get("vega_lite_chart")
    app.toggle[0].set_value(True).run()
    assert len(app.get("vega_lite_chart")) == 1
    assert len(app.table[0].value.columns) == 2
