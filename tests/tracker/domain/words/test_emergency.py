import pytest

from tests.factories import a_person
from tracker.domain.words.emergency import emergency_number, number_of
from tracker.errors import InvalidEntry


@pytest.mark.parametrize(
    ("locale", "number"),
    [
        ("en-US", "911"),
        ("en-GB", "999"),
        ("de-DE", "112"),
        ("de", "112"),
        (None, "112"),
        ("", "112"),
    ],
)
def test_the_country_of_the_browser_gives_the_number(locale, number):
    assert number_of(locale) == number


def test_a_number_that_was_entered_goes_first():
    assert emergency_number(a_person(emergency_number="144"), "en-US") == "144"


@pytest.mark.parametrize("number", ["1", "911x", "+49112", "123456789", "tel:1"])
def test_what_cannot_be_called_is_refused(number):
    with pytest.raises(InvalidEntry, match="emergency number"):
        a_person(emergency_number=number)
