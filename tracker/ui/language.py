"""The language of the screens: the person's, else the browser's, else English.

Write every text that is shown as `_("…")`, and fill its braces afterwards: `_("Day {day}").format(
day=3)`. A text that is needed before a page is drawn is written as `mark("…")` and shown with `_`.
"""

from datetime import date
from functools import cache

import streamlit as st
from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal

from tracker.locale import ENGLISH, Translate, languages, translator

_LANGUAGE = "language"


def _(text: str) -> str:
    """Return a text, as it is written in the code or a table, in the language of this window."""
    return _translator(current())(text)


def mark(text: str) -> str:
    """Return a text as it is; it is found by whoever collects the texts to translate."""
    return text


def current() -> str:
    """Return the code of this window's language."""
    chosen: str | None = st.session_state.get(_LANGUAGE)
    return chosen or _of_browser()


def speak(language: str | None) -> None:
    """Speak a language in this window from now on; None for the browser's."""
    st.session_state[_LANGUAGE] = language


def own_name(language: str) -> str:
    """Return what the speakers of a language call it."""
    name = Locale.parse(language).get_language_name(language)
    return name.capitalize() if name else language


def write_number(value: float, pattern: str) -> str:
    """Write a number as the language does; the pattern is CLDR's, such as "0.0"."""
    decimals = len(pattern.partition(";")[0].partition(".")[2])
    unsigned_zero = round(value, decimals) + 0.0  # or a little less than nothing reads "−0.0"
    written: str = format_decimal(unsigned_zero, pattern, locale=current())
    return written


def write_day(day: date, pattern: str) -> str:
    """Write a date, or a date with its time, in a pattern of CLDR such as "d MMMM y".

    Each language orders the pattern itself.
    """
    return format_datetime(day, _(pattern), locale=current())


def _of_browser() -> str:
    preferred = (st.context.locale or ENGLISH).split("-")[0]
    return preferred if preferred in languages() else ENGLISH


@cache
def _translator(language: str) -> Translate:
    return translator(language)
