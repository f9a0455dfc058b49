"""Languages: all wording is written in English and translated when it is shown (gettext).

A language is a folder here with `fifthday.po` and its compiled `fifthday.mo`. The texts to
translate are written by `python -m texts fifthday.pot`.
"""

import gettext
from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable

from tracker.errors import InvalidEntry

Translate = Callable[[str], str]
"""Turns a text as it is written in the code or a reference table into the person's language."""

ENGLISH = "en"
DOMAIN = "fifthday"


def as_written(text: str) -> str:
    """Return a text as it is: English."""
    return text


def languages(folder: Traversable | None = None) -> tuple[str, ...]:
    """Return the languages that can be chosen: English, then those with a compiled catalogue."""
    folder = folder or resources.files(__name__)
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
        catalogue = gettext.GNUTranslations(stream)
    return lambda text: catalogue.gettext(text) if text else text  # "" is the catalogue's header


def _compiled(folder: Traversable, language: str) -> Traversable:
    return folder / language / f"{DOMAIN}.mo"
