import pytest

from tests.factories import a_procedure
from tests.ui.conftest import OpenPage, assert_on_page, words_on
from tracker.services.procedures import log_procedure
from tracker.ui import routes


def test_without_two_photos_it_says_which_one_is_missing(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id))
    app = open_page(routes.COMPARE, "Compare")
    assert "a photo from before" in words_on(app)
    app.button(key="next_step").click().run()
    assert_on_page(app, "Photos")


def test_the_pair_stands_side_by_side_with_its_changes(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    assert len(app.image) == 2
    table = app.table[0].value
    assert table.index[0] == "Whole face"
    assert "Redness" in table.columns
    assert "Left and right are your own" in words_on(app)


@pytest.mark.parametrize("view", ["Wipe", "Fade"])
def test_the_pair_can_be_laid_over_each_other(view, open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    app.button_group(key="compare_view").set_value(view).run()
    app.slider(key="compare_share").set_value(20).run()
    assert not app.exception
    assert len(app.image) == 1


def test_another_day_can_be_chosen(open_demo_page: OpenPage):
    app = open_demo_page(routes.COMPARE, "Compare")
    last = app.table[0].value.loc["Whole face", "Redness"]
    days = next(group for group in app.button_group if group.key.startswith("compare_day-"))
    first_photo = days.value - (len(days.options) - 1)  # photos were stored in the days' order
    days.set_value(first_photo).run()
    assert not app.exception
    assert app.table[0].value.loc["Whole face", "Redness"] != last
