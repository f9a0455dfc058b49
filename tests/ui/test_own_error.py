"""Whose error is stated beside a change, in words."""

from tests.factories import a_measurement
from tracker.domain.course.own_error import OwnError
from tracker.domain.words.measure_names import TONE
from tracker.ui.components.photos.own_error import say_own_error
from tracker.ui.components.photos.zone_changes import say_figure


def test_the_general_one_until_there_are_pairs():
    assert say_own_error(OwnError()) == "**Error.** That of people and phones in general."


def test_an_own_one_says_from_how_many_pairs():
    said = say_own_error(OwnError(0.7, 5))
    assert "70 %" in said and ": 5. Which phone took a photo is not kept" in said
    assert "The status keeps to the general one" not in said


def test_a_larger_one_says_that_nothing_is_missed():
    assert say_own_error(OwnError(1.3, 2)).endswith("so that nothing is missed.")


def test_a_photos_own_value_has_no_figure_beside_others():
    """Only changes are comparable over cameras and people."""
    assert "41" not in say_figure(a_measurement(1, measure=TONE, value=41.0, mdc95=None, unit="°"))
    assert "41" in say_figure(a_measurement(1, value=41.0))
