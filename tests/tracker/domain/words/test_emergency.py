import pytest

from tests.factories import a_person
from tracker.domain.words.emergency import emergency_number, number_of
from tracker.errors import InvalidEntry


@pytest.mark.parametrize(
    ("locale", "timezone", "number"),
    [
        ("en-US", None, "911"),
        ("en-GB", "", "999"),
        ("de-DE", None, "112"),
        ("de", None, "112"),
        (None, None, "112"),
        ("", "", "112"),
        ("en-US", "Europe/London", "999"),
        ("en-US", "Europe/Berlin", "112"),
        ("de-DE", "America/New_York", "911"),
        ("en-GB", "Etc/Unknown", "999"),
        ("en-US", "Asia/Calcutta", "112"),
        ("en-US", "GB", "999"),
    ],
)
def test_where_somebody_is_gives_the_number(locale, timezone, number):
    assert number_of(locale, timezone) == number


def test_a_number_that_was_entered_goes_first():
    assert emergency_number(a_person(emergency_number="144"), "en-US", None) == "144"


@pytest.mark.parametrize("number", ["1", "911x", "+49112", "123456789", "tel:1"])
def test_what_cannot_be_called_is_refused(number):
    with pytest.raises(InvalidEntry, match="emergency number"):
        a_person(emergency_number=number)
