from datetime import date

import pytest

from tracker.domain.prediction import DayRange
from tracker.ui.words import say_back_to_normal, say_needle_length


@pytest.mark.parametrize(
    ("length_mm", "said"), [(0.25, "0.25"), (0.5, "0.5"), (1.0, "1.0"), (1.5, "1.5"), (2.0, "2.0")]
)
def test_a_needle_length_is_said_in_full(length_mm: float, said: str) -> None:
    assert say_needle_length(length_mm) == f"{said}\N{NO-BREAK SPACE}mm"


@pytest.mark.parametrize(
    ("expected", "today", "said"),
    [
        (DayRange(4, 6, 9), 2, "around day 6, 26 Nov 2026; in 9 of 10 recoveries like this one, "),
        (DayRange(4, 6, 9), 2, "from day 4 to day 9."),
        (DayRange(4, 6, 9), 6, "expected by now;"),
        (DayRange(6, 9, None), 2, "from day 6 to later than day 14."),
        (DayRange(9, None, None), 2, "expected later than day 14;"),
    ],
)
def test_the_end_of_a_recovery_is_said_with_its_uncertainty(
    expected: DayRange, today: int, said: str
) -> None:
    assert said in say_back_to_normal(expected, date(2026, 11, 20), today)
