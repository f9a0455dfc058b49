from datetime import date, datetime

import pytest

from analysis import QualityFinding
from tracker.domain.course.outlook.prediction import DayRange
from tracker.domain.records.kept import Zone
from tracker.locale import translator
from tracker.services.photos.scoring import for_records
from tracker.ui.words import (
    say_back_to_normal,
    say_change,
    say_date,
    say_finding,
    say_moment,
    say_needle_length,
    say_short_date,
)


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


def test_who_is_at_normal_ratings_is_not_told_to_wait_for_them() -> None:
    said = say_back_to_normal(DayRange(4, 9, 12), date(2026, 11, 20), 5, is_calm=True)
    assert said.startswith("Every rating entered last is 0 or 1.")
    assert "stays so** is expected around day 9" in said


def test_zones_of_a_finding_are_named_as_on_the_screen() -> None:
    zones = (Zone.CHEEK_LEFT, Zone.NOSE)
    seen = QualityFinding("covered", "", "Tie hair back, take glasses off.", zones=zones)
    finding = for_records(seen)
    said = "outside the picture: Left cheek, Nose. Tie hair back, take glasses off."
    assert say_finding(finding).endswith(said)
    assert "Linke Wange, Nase" in translator("de")(finding.why)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Thursday 19 November 2026", "19 Nov 2026", "Thu 19 Nov, 18:30", "+1.5", "0.25"]),
        # Without the fixed blank, a date at the beginning would be read as the item of a list.
        ("de", ["Donnerstag, 19.\xa0November 2026", "19.\xa0Nov. 2026", "Do. 19.\xa0Nov., 18:30"]),
        ("de", ["+1,5", "0,25"]),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(
    language: str, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ui.language.current", lambda: language)
    moment = datetime(2026, 11, 19, 18, 30)
    texts = [say_date(moment), say_short_date(moment), say_moment(moment), say_change(1.5)]
    assert set(said) <= {*texts, say_needle_length(0.25).removesuffix("\N{NO-BREAK SPACE}mm")}


@pytest.mark.parametrize(("value", "said"), [(-0.04, "+0.0"), (-0.06, "-0.1"), (0.04, "+0.0")])
def test_nothing_has_no_sign_of_less(value: float, said: str) -> None:
    assert say_change(value) == said
