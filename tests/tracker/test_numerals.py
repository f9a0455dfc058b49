import math

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from tracker.numerals import read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("149,50", 149.5),
        ("149.50", 149.5),
        ("0,3", 0.3),
        (",5", 0.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1’234", 1234),
        ("1,234,567", 1234567),
        ("1.234.567,8", 1234567.8),
        ("−3,2", -3.2),
        ("٣٫٥", 3.5),
        ("１２", 12),
        (" 7 ", 7),
    ],
)
@pytest.mark.parametrize("decimal", [None, ".", ","])
def test_a_number_is_read_as_its_writer_means_it(
    text: str, number: float, decimal: str | None
) -> None:
    assert read_number(text, decimal) == number


@pytest.mark.parametrize("text", ["1,234", "1.234", "-12,000", "999.999"])
def test_what_may_say_two_numbers_says_none(text: str) -> None:
    assert math.isnan(read_number(text))


def test_a_known_sign_decides() -> None:
    assert read_number("1.234", ".") == 1.234
    assert read_number("1,234", ",") == 1.234
    assert math.isnan(read_number("1,234", "."))
    assert math.isnan(read_number("1.234", ","))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        ",",
        "nan",
        "inf",
        "1_000",
        "0x1",
        "1,2,3",
        "12,34.5",
        "1..2",
        "1 2",
        "5 mm",
        "½",
        "--1",
    ],
)
def test_other_texts_say_no_number(text: str) -> None:
    for decimal in (None, ".", ","):
        assert math.isnan(read_number(text, decimal))


@given(
    st.integers(-10_000_000, 10_000_000),
    st.sampled_from(["en", "de", "fr", "de_CH", "es", "pt_BR", "it", "sv"]),
)
def test_amounts_of_every_language_are_read_back(cents: int, language: str) -> None:
    written = format_decimal(cents / 100, "#,##0.00", locale=language)
    assert read_number(written) == pytest.approx(cents / 100)
