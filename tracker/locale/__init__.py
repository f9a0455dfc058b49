"""Languages: all wording is written in English and translated when it is shown (gettext).

A language is a folder here with `fifthday.po` and its compiled `fifthday.mo`. The texts to
translate are written by `python -m texts fifthday.pot`.
"""

import gettext
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from tracker.errors import InvalidEntry
from tracker.said import Figure, Said, say

Translate = Callable[[str], str]
"""Turns a text as it is written in the code or a reference table into the person's language, and a
`Said` with all that fills it."""

ENGLISH = "en"
DOMAIN = "fifthday"
_FULL_DAY = Said("d MMMM y")
"""How a date is written out; each language orders the pattern itself."""


def as_written(text: str) -> str:
    """Return a text as it is: English."""
    return str(text)


def languages(folder: Traversable | None = None) -> tuple[str, ...]:
    """Return the languages that can be chosen: English, then those with a compiled catalogue."""
    return _shipped() if folder is None else _languages_in(folder)


@cache  # asked for with every text that is shown
def _shipped() -> tuple[str, ...]:
    return _languages_in(resources.files(__name__))


def _languages_in(folder: Traversable) -> tuple[str, ...]:
    others = [entry.name for entry in folder.iterdir() if _compiled(folder, entry.name).is_file()]
    return (ENGLISH, *sorted(others))


def translator(language: str, folder: Traversable | None = None) -> Translate:
    """Return what translates texts into a language. A text without a translation stays English.

    Raises
    ------
    InvalidEntry
        If there is no such language.
    """
    if language == ENGLISH:
        return as_written
    folder = folder or resources.files(__name__)
    if language not in languages(folder):
        raise InvalidEntry(
            "There is no language {language}. Please choose another one.", language=language
        )
    with _compiled(folder, language).open("rb") as stream:
        return _Language(language, gettext.GNUTranslations(stream))


@dataclass(frozen=True)
class _Language:
    code: str
    catalogue: gettext.GNUTranslations

    def __call__(self, text: str) -> str:
        return say(text, self._translate, self._write)

    def _translate(self, text: str) -> str:
        return self.catalogue.gettext(text) if text else text  # "" is the catalogue's header

    def _write(self, value: date | float | Figure) -> str:
        from babel import dates, numbers  # commands that say nothing need not wait for it

        match value:
            case date():
                return dates.format_date(value, self._translate(_FULL_DAY), locale=self.code)
            case Figure():
                places = "0" * value.decimals
                pattern = f"0.{places}" if places else "0"
                return str(numbers.format_decimal(value.value, pattern, locale=self.code))
            case _:
                return str(numbers.format_decimal(value, "0.#####", locale=self.code))


def _compiled(folder: Traversable, language: str) -> Traversable:
    return folder / language / f"{DOMAIN}.mo"
