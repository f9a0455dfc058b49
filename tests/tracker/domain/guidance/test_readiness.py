from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker.domain.guidance.readiness import (
    NumbingTimer,
    assess_needles,
    checklist_for,
    read_needle_care,
    shipped_readiness,
)
from tracker.domain.records.kept import DeviceKind
from tracker.errors import InvalidReference
from tracker.reference import reference_file

START = datetime(2026, 11, 22, 17, 0, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("id", "word", "source"),
    [
        ("tools_at_hand", "device", "article"),
        ("own_device", "never share", "fda_page"),
        ("new_cartridge", "open it now", "fda_page"),
        ("disinfected_device", "alcohol", "article"),
        ("sharp_needles", "blunt", "article"),
        ("hands", "soap", "nuance"),
        ("cleanse", "cleanser", "article"),
        ("numbing", "30 minutes", "fda_numbing"),
        ("numbing_off", "clean water", "fda_page"),
        ("light", "same place", "none_found"),
        ("before_photo", "neutral face", "none_found"),
    ],
)
def test_the_checklist_asks_for_this(id: str, word: str, source: str) -> None:
    item = shipped_readiness()[id]
    assert word in item.how.lower()
    assert item.source[0] == source


def test_the_checklist_has_eleven_lines() -> None:
    assert len(shipped_readiness()) == 11


@pytest.mark.parametrize(
    ("device", "asked", "not_asked"),
    [
        (DeviceKind.PEN, "new_cartridge", "disinfected_device"),
        (DeviceKind.RADIO_FREQUENCY, "new_cartridge", "disinfected_device"),
        (DeviceKind.ROLLER, "disinfected_device", "new_cartridge"),
        (DeviceKind.STAMP, "disinfected_device", "new_cartridge"),
    ],
)
def test_a_cartridge_is_new_and_a_roller_disinfected(
    device: DeviceKind, asked: str, not_asked: str
) -> None:
    ids = [item.id for item in checklist_for(device)]
    assert asked in ids
    assert not_asked not in ids
    assert ids[-1] == "before_photo"


def test_a_cartridge_is_for_once_even_when_cleaned() -> None:
    assert assess_needles(DeviceKind.PEN, 0) is None
    care = assess_needles(DeviceKind.PEN, 1)
    assert care is not None
    assert "even when cleaned" in care.advice
    assert care.source == ("fda_page",)


def test_a_roller_becomes_blunt() -> None:
    assert assess_needles(DeviceKind.ROLLER, 9) is None
    care = assess_needles(DeviceKind.ROLLER, 10)
    assert care is not None
    assert "blunt" in care.advice
    assert care.basis == "derived"


def test_each_device_needs_its_rule(tmp_path: Path) -> None:
    text = reference_file("needle_care.toml").read_text(encoding="utf-8")
    file = tmp_path / "needle_care.toml"
    file.write_text(text.replace('device = "stamp"', 'device = "roller"'), encoding="utf-8")
    with pytest.raises(InvalidReference, match="one rule for each kind"):
        read_needle_care(file)


def test_numbing_takes_half_an_hour() -> None:
    assert timedelta(minutes=shipped_readiness()["numbing"].timer_minutes) == HALF_AN_HOUR


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(0), 1800),
        (timedelta(seconds=1), 1799),
        (timedelta(minutes=17, seconds=23), 757),
        (timedelta(minutes=29, seconds=59, milliseconds=1), 1),
        (HALF_AN_HOUR, 0),
        (timedelta(hours=9), 0),
        (timedelta(minutes=-5), 1800),
    ],
)
def test_the_timer_is_right_to_the_second_whenever_it_is_looked_at(
    after: timedelta, left: int
) -> None:
    timer = NumbingTimer(started_at=START, duration=HALF_AN_HOUR)
    assert timer.remaining_seconds(START + after) == left
    assert timer.is_over(START + after) == (left == 0)


def test_the_timer_survives_being_stored_as_text() -> None:
    timer = NumbingTimer(started_at=START, duration=HALF_AN_HOUR)
    again = NumbingTimer(
        started_at=datetime.fromisoformat(timer.started_at.isoformat()), duration=timer.duration
    )
    assert again.remaining_seconds(START + timedelta(seconds=61)) == 1739


def test_a_clock_change_does_not_lengthen_numbing() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 25, 2, 50, tzinfo=berlin)
    after = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin)
    timer = NumbingTimer(started_at=before, duration=HALF_AN_HOUR)
    assert timer.remaining_seconds(after) == 600


@pytest.mark.parametrize(
    ("started_at", "duration"),
    [(datetime(2026, 11, 22, 17, 0), HALF_AN_HOUR), (START, timedelta(0))],
)
def test_a_timer_needs_a_zone_and_a_duration(started_at: datetime, duration: timedelta) -> None:
    with pytest.raises(ValueError, match="needs"):
        NumbingTimer(started_at=started_at, duration=duration)
