import pytest

from tests.factories import a_procedure, an_entry, days_ago
from tests.ui.conftest import OpenPage, assert_on_page, words_on
from tracker.domain.records.scales import Symptom
from tracker.domain.words.changes import RednessChange
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.ui import routes
from tracker.ui.components.recovery.photo_reading import disagree


def charts_on(app) -> int:
    return len(app.get("vega_lite_chart"))


def test_an_empty_recovery_offers_the_first_check_in(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id))
    app = open_page(routes.RECOVERY, "Recovery")
    assert charts_on(app) == 0
    app.button(key="next_step").click().run()
    assert_on_page(app, "Check in")


def test_without_photos_there_is_a_chart_for_each_symptom(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(1, 18)))
    save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 4, Symptom.PAIN: 1}))
    app = open_page(routes.RECOVERY, "Recovery")
    assert charts_on(app) == len(Symptom)
    assert "On course" in words_on(app)
    assert "Usual on day 1: The first day" in {one.label for one in app.expander}
    unknown = [one for one in app.caption if "No source gives a usual range" in one.value]
    assert len(unknown) == 1  # bruising
    numbers = app.table[0].value
    assert numbers.loc["Redness", "1"] == "4"
    assert numbers.loc["Swelling", "1"] == "–"


def test_it_says_what_is_expected_from_here_on(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(2, 18)))
    save_entry(store, an_entry(ada.id, ratings={Symptom.REDNESS: 2, Symptom.PAIN: 0}))
    app = open_page(routes.RECOVERY, "Recovery")
    assert "**Back to normal** (every rating 0 or 1) is expected around day" in words_on(app)
    assert "only if it goes on normally" in words_on(app)
    assert "expected for you from day 3 on (derived)" in app.get("html")[0].proto.body


def test_an_off_course_recovery_gets_no_day_of_back_to_normal(open_demo_page: OpenPage):
    app = open_demo_page(routes.RECOVERY, "Recovery")
    assert "is off course, so no day" in words_on(app)
    assert "expected for you from day" in app.get("html")[0].proto.body


def test_photos_add_a_chart_and_say_their_error(open_demo_page: OpenPage):
    app = open_demo_page(routes.RECOVERY, "Recovery")
    assert charts_on(app) == len(Symptom) + 1
    assert "Error up to" in words_on(app)


def test_an_earlier_session_can_be_chosen(open_demo_page: OpenPage):
    app = open_demo_page(routes.RECOVERY, "Recovery")
    assert "Off course" in words_on(app) or "Contact a clinician" in words_on(app)
    sessions = app.main.selectbox[0]
    app.main.selectbox[0].select_index(len(sessions.options) - 1).run()
    assert not app.exception
    assert "### :material/check_circle: On course" in words_on(app)
    assert "Back to normal" not in words_on(app)  # it is over


def test_reminders_can_be_saved_for_a_calendar(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(1, 18)))
    app = open_page(routes.RECOVERY, "Recovery")
    (save,) = (one for one in app.get("download_button") if "calendar" in one.proto.label)
    assert not save.proto.disabled
    app.pills(key="reminders_of").set_value([]).run()
    (save,) = (one for one in app.get("download_button") if "calendar" in one.proto.label)
    assert save.proto.disabled


@pytest.mark.parametrize(
    ("grade", "rating", "is_said"),
    [
        (RednessChange.WITHIN_ERROR, 5, True),
        (RednessChange.WITHIN_ERROR, 4, False),
        (RednessChange.CLEAR, 1, True),
        (RednessChange.CLEAR, 2, False),
        (RednessChange.JUST_VISIBLE, 9, False),
        (RednessChange.STRONG, None, False),
    ],
)
def test_a_photo_and_a_rating_that_disagree_are_explained(grade, rating, is_said):
    assert disagree(grade, rating) is is_said


def test_a_photo_is_read_plainly_first(open_demo_page: OpenPage):
    words = words_on(open_demo_page(routes.RECOVERY, "Recovery"))
    plain = words.index("Day 5: on the whole, the photo shows a little redness.")
    assert plain < words.index("EI against the photo from before: just visible.")
