from datetime import date, datetime
from pathlib import Path

import pytest

from tracker.domain.records.kept import DeviceKind
from tracker.domain.words.phases import (
    Needles,
    phase_of,
    post_procedure_day,
    read_phases,
    shipped_phases,
)
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
    days = (0, 1, 2, 4, 7, 13, 400)
    first_days = [phase_of(day, 1.0, DeviceKind.PEN).first_day for day in days]
    assert first_days == [0, 1, 2, 3, 5, 8, 14]


@pytest.mark.parametrize(
    ("length_mm", "device", "needles"),
    [
        (1.5, DeviceKind.ROLLER, Needles.UP_TO_1_5),
        (1.51, DeviceKind.PEN, Needles.LONGER),
        (1.0, DeviceKind.RADIO_FREQUENCY, Needles.RADIO_FREQUENCY),
        (3.0, DeviceKind.RADIO_FREQUENCY, Needles.RADIO_FREQUENCY),
    ],
)
def test_needles_have_phases_of_their_own(
    length_mm: float, device: DeviceKind, needles: Needles
) -> None:
    assert {phase_of(day, length_mm, device).needles for day in range(20)} == {needles}


@pytest.mark.parametrize(
    ("length_mm", "device", "word"),
    [
        (1.5, DeviceKind.PEN, "moderate sunburn"),
        (2.5, DeviceKind.PEN, "Strong redness"),
        (1.0, DeviceKind.RADIO_FREQUENCY, "grid"),
    ],
)
def test_what_is_usual_is_said_for_the_needles_that_were_used(
    length_mm: float, device: DeviceKind, word: str
) -> None:
    phase = phase_of(0, length_mm, device)
    assert phase and word in phase.usual + phase.unusual


def test_longer_needles_never_settle_sooner() -> None:
    for name in ("Flaking", "Nearly done", "Back to normal"):
        short, longer, current = (
            next(one.first_day for one in shipped_phases() if (one.needles, one.name) == key)
            for key in ((needles, name) for needles in Needles)
        )
        assert short <= min(longer, current)


def test_a_day_before_the_session_has_no_phase() -> None:
    with pytest.raises(ValueError, match="before the session"):
        phase_of(-1, 1.0, DeviceKind.PEN)


def test_phases_must_start_on_day_0(tmp_path: Path) -> None:
    file = tmp_path / "phases.toml"
    file.write_text(
        '[[phase]]\nneedles = "longer"\nname = "x"\nfirst_day = 1\nusual = "u"\nunusual = "n"\n'
    )
    with pytest.raises(InvalidReference, match="start at day 0"):
        read_phases(file)
