from datetime import date, datetime
from pathlib import Path

import pytest

from tracker.domain.words.phases import phase_of, post_procedure_day, read_phases
from tracker.errors import InvalidReference


@pytest.mark.parametrize(
    ("started_at", "day", "expected"),
    [
        (datetime(2026, 3, 1, 23, 50), date(2026, 3, 2), 1),
        (datetime(2026, 3, 1, 0, 5), date(2026, 3, 1), 0),
        (datetime(2026, 3, 28, 12, 0), date(2026, 3, 30), 2),
        (datetime(2026, 3, 2, 9, 0), date(2026, 3, 1), -1),
    ],
)
def test_days_are_calendar_days(started_at: datetime, day: date, expected: int) -> None:
    assert post_procedure_day(started_at, day) == expected


def test_each_day_belongs_to_the_phase_that_has_begun() -> None:
    assert [phase_of(day).first_day for day in (0, 1, 2, 4, 7, 13, 400)] == [0, 1, 2, 3, 5, 8, 14]


def test_a_day_before_the_session_has_no_phase() -> None:
    with pytest.raises(ValueError, match="before the session"):
        phase_of(-1)


def test_phases_must_start_on_day_0(tmp_path: Path) -> None:
    file = tmp_path / "phases.toml"
    file.write_text('[[phase]]\nname = "x"\nfirst_day = 1\nusual = "u"\nunusual = "n"\n')
    with pytest.raises(InvalidReference, match="start at day 0"):
        read_phases(file)
