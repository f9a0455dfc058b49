"""The number to call in an emergency: the person's own choice, else their country's."""

from collections.abc import Mapping
from functools import cache

from babel.core import get_global

from tracker.domain.records.kept import Person
from tracker.reference import read_toml, reference_file

_NOWHERE = (None, "001", "ZZ")
"""Zones of no country, such as UTC."""


def emergency_number(person: Person, locale: str | None, timezone: str | None) -> str:
    """Return the number to call, by what the browser says unless the person has chosen one."""
    return person.emergency_number or number_of(locale, timezone)


def number_of(locale: str | None, timezone: str | None) -> str:
    """Return the number of the country that somebody is in; 112 where that is not known.

    Parameters
    ----------
    locale : str or None
        Language and country, such as "en-GB"; many browsers speak American English elsewhere.
    timezone : str or None
        Where the clock is, such as "Europe/London"; it goes first.
    """
    spoken = (locale or "").replace("_", "-").rpartition("-")[2].upper()
    # Many browsers still say the older name of a zone.
    zone = get_global("zone_aliases").get(timezone or "", timezone or "")
    place = get_global("zone_territories").get(zone)
    numbers = _numbers()
    return numbers.get(spoken if place in _NOWHERE else place, numbers[""])


@cache
def _numbers() -> Mapping[str, str]:
    """Return the numbers by country; that of all others under no name."""
    table = read_toml(reference_file("emergency_numbers.toml"))
    return {**table["countries"], "": table["default"]}
