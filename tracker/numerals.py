"""Numbers as people write them: 149.50, 149,50, 1.234,50, 1 234,50 or 1'234.50."""

import math
import re
import unicodedata

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_UNGROUPED = re.compile(r"(?<=\d)[ '’\u00a0\u2009\u202f٬](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*", re.ASCII)
_SIGNS = str.maketrans("−–٫", "--,")


def read_number(text: str, decimal: str | None = None) -> float:
    """Return what a text says as a number.

    Parameters
    ----------
    text : str
        Comma or dot may stand before the decimals, the other one, a blank or an apostrophe
        between thousands.
    decimal : {".", ","}, optional
        The sign that is known to stand before decimals. It decides on texts like 1,234; where
        the other sign would be thousands, or nothing is known, such a text says no number.

    Returns
    -------
    float
        Not-a-number where the text says none, or may say two.
    """
    text = _UNGROUPED.sub("", _in_plain_digits(text.strip()))
    if decimal == ".":
        text = text if _PLAIN.fullmatch(text) else _with_point(text, decimal)
    else:
        text = _with_point(text, decimal)
    return float(text) if _PLAIN.fullmatch(text) else math.nan


def _in_plain_digits(text: str) -> str:
    if text.isascii():
        return text
    digits = (unicodedata.decimal(sign, None) for sign in text)
    plain = (
        sign if digit is None else str(digit) for sign, digit in zip(text, digits, strict=True)
    )
    return "".join(plain).translate(_SIGNS)


def _with_point(text: str, decimal: str | None) -> str:
    """Write a point before the decimals and nothing between thousands; "" if that is unclear."""
    if grouped := _GROUPED.fullmatch(text):
        sign = grouped[1]
        if text.count(sign) > 1:
            return text.replace(sign, "")
        return text.replace(",", ".") if sign == decimal else ""
    last = max(text, key=lambda sign: text.rfind(sign) if sign in ".," else -1, default="")
    return _split_at_last(text, last) if last in {".", ","} else text


def _split_at_last(text: str, sign: str) -> str:
    whole, _, decimals = text.rpartition(sign)
    other = "," if sign == "." else "."
    if other in whole:
        if not _GROUPED.fullmatch(whole):
            return ""
        whole = whole.replace(other, "")
    return f"{whole}.{decimals}"
