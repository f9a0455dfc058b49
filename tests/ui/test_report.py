from tests.ui.conftest import OpenPage, words_on
from tracker.ui import routes


def test_the_report_is_seen_before_it_is_saved(open_demo_page: OpenPage):
    app = open_demo_page(routes.REPORT, "Report for a doctor")
    assert len(app.image) == 2
    assert "They stay on this computer" in words_on(app)
    app.text_area[0].set_value("Is this usual?").run()
    app.checkbox(key="report_name").uncheck().run()
    assert not app.exception and len(app.image) == 2
