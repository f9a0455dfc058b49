"""Numbers as people type them, with a comma or a dot, whatever language the browser has.

A browser's own field for numbers drops a comma where its language does not know it, and 149,50
would become 14950.
"""

import math
import re
from typing import Any

import streamlit as st

from tracker.errors import InvalidEntry
from tracker.numerals import read_number
from tracker.ui.language import write_number

_UNIT = re.compile(r"^[^\w\s,.+-]+|\s*[^\d\s.,]+$")
"""Like € before a number, mm or EUR behind it."""


def ask_number(
    label: str, value: float | str | None, pattern: str, *, key: str, **options: Any
) -> str:
    """Return what was typed; `number_in` reads it where it is used.

    Parameters
    ----------
    value : float, str or None
        What stands in the field at first; a text stands there as it was typed.
    pattern : str
        How it is written (CLDR), such as "0.00".
    """
    return st.text_input(label, written_number(value, pattern), key=key, **options) or ""


def written_number(value: float | str | None, pattern: str) -> str:
    """Return what stands in a field for a number at first."""
    if isinstance(value, str):
        return value
    return "" if value is None else write_number(value, pattern)


def number_in(text: str, low: float, high: float) -> float | None:
    """Return the number that was typed, None where the field is empty.

    Raises
    ------
    InvalidEntry
        If it is no number, may be two (1,234), or is out of range.
    """
    if not text.strip():
        return None
    number = read_number(_UNIT.sub("", text.strip()))
    if math.isnan(number):
        raise InvalidEntry(
            "“{text}” cannot be read as one number. Please write digits only, with a comma or a "
            "dot before decimals and nothing between thousands.",
            text=text,
        )
    if not low <= number <= high:
        raise InvalidEntry("Please enter a number from {low} to {high}.", low=low, high=high)
    return number


def whole_number_in(text: str, low: int, high: int) -> int:
    """Return the whole number that was typed.

    Raises
    ------
    InvalidEntry
        If it is no whole number in the range.
    """
    number = number_in(text, low, high)
    if number is None or not number.is_integer():
        raise InvalidEntry("Please enter a whole number from {low} to {high}.", low=low, high=high)
    return int(number)
