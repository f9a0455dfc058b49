"""The number to call in an emergency: the person's own choice, else their country's."""

from collections.abc import Mapping
from functools import cache

from tracker.domain.records.kept import Person
from tracker.reference import read_toml, reference_file


def emergency_number(person: Person, locale: str | None) -> str:
    """Return the number to call.

    Parameters
    ----------
    locale : str or None
        What the browser says of the person's language and country, such as "en-GB".
    """
    return person.emergency_number or number_of(locale)


def number_of(locale: str | None) -> str:
    """Return the number of a locale's country; 112 where it names none that is known."""
    country = (locale or "").replace("_", "-").rpartition("-")[2].upper()
    numbers = _numbers()
    return numbers.get(country, numbers[""])


@cache
def _numbers() -> Mapping[str, str]:
    """Return the numbers by country; that of all others under no name."""
    table = read_toml(reference_file("emergency_numbers.toml"))
    return {**table["countries"], "": table["default"]}
