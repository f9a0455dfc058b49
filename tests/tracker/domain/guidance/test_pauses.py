"""Pauses against clinical reference 4.3, typed here independently of the table."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import a_procedure, an_entry
from tracker.domain.guidance.pauses import (
    RecoveryState,
    earliest_next,
    interval_after,
    latest_course,
    read_intervals,
    recovery_end,
    sessions_in_course,
    shipped_intervals,
)
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DeviceKind, DiaryEntry, TreatedZone, Zone
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidReference
from tracker.reference import reference_file

START = date(2026, 11, 1)
ALL_ONES = dict.fromkeys(Symptom, 1)


# row, minimum and floor in days (4.3), a source
@pytest.mark.parametrize(
    ("id", "minimum_days", "floor_days", "source"),
    [
        ("up_to_0_3", 7, 3, "han_2012"),
        ("up_to_0_5", 14, 14, "often_roll"),
        ("up_to_1_0", 28, 28, "none_found"),
        ("up_to_1_5", 28, 28, "harris_2015"),
        ("up_to_2_5", 42, 42, "neck_study"),
        ("radio_frequency", 28, 28, "rf_crossover"),
    ],
)
def test_each_pause_is_the_references(
    id: str, minimum_days: int, floor_days: int, source: str
) -> None:
    row = shipped_intervals()[id]
    assert (row.minimum_days, row.floor, row.basis) == (minimum_days, floor_days, "derived")
    assert source in row.source


def test_there_is_no_other_pause() -> None:
    assert len(shipped_intervals()) == 6


@pytest.mark.parametrize(
    ("device", "length_mm", "days"),
    [
        (DeviceKind.ROLLER, 0.2, 7),
        (DeviceKind.ROLLER, 0.3, 7),
        (DeviceKind.ROLLER, 0.31, 14),
        (DeviceKind.PEN, 0.5, 14),
        (DeviceKind.PEN, 0.75, 28),
        (DeviceKind.PEN, 1.5, 28),
        (DeviceKind.PEN, 2.0, 42),
        (DeviceKind.STAMP, 3.5, 42),
        (DeviceKind.RADIO_FREQUENCY, 3.5, 28),
    ],
)
def test_a_length_between_two_rows_belongs_to_the_longer_one(
    device: DeviceKind, length_mm: float, days: int
) -> None:
    assert interval_after(device, length_mm).minimum_days == days


def test_the_next_session_counts_from_the_longest_needle() -> None:
    procedure = a_procedure(
        started_at=datetime(2026, 11, 1, 23, 30),
        zones=(
            TreatedZone(zone=Zone.NOSE, needle_length_mm=0.25),
            TreatedZone(zone=Zone.CHIN, needle_length_mm=1.0),
        ),
    )
    assert earliest_next(procedure) == date(2026, 11, 29)


def entry(day: int, rating: int = 1, **details: Any) -> DiaryEntry:
    ratings = ALL_ONES | {Symptom.PAIN: rating}
    return an_entry(day=START + timedelta(days=day), **{"ratings": ratings} | details)


ENDED, GOING_ON, UNKNOWN = RecoveryState.ENDED, RecoveryState.GOING_ON, RecoveryState.UNKNOWN


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        # nothing, or too little
        ([], UNKNOWN),
        ([entry(5), entry(6)], UNKNOWN),
        ([entry(5), entry(6), entry(8)], UNKNOWN),
        # three in a row, whatever the order they are given in
        ([entry(5), entry(6), entry(7)], ENDED),
        ([entry(7), entry(5), entry(6)], ENDED),
        ([entry(4, 2), entry(5), entry(6), entry(7)], ENDED),
        # a gap after the end does not undo it, an unquiet day does
        ([entry(5), entry(6), entry(7), entry(20)], ENDED),
        ([entry(5), entry(6), entry(7), entry(20, 2)], GOING_ON),
        ([entry(5), entry(6), entry(7), entry(20, 2), entry(21)], UNKNOWN),
        # one unquiet day in the row
        ([entry(5), entry(6, 2), entry(7)], UNKNOWN),
        ([entry(5), entry(6), entry(7, 2)], GOING_ON),
        # an open red flag, with every rating at most 1
        ([entry(5), entry(6), entry(7, red_flags=frozenset({RedFlag.NODULES}))], GOING_ON),
        # a day on which redness, swelling or itching was not rated is no quiet day
        ([entry(5), entry(6), entry(7, ratings={Symptom.REDNESS: 0})], GOING_ON),
        # the diary of the recovery before does not count
        ([entry(-3), entry(-2), entry(-1)], UNKNOWN),
    ],
)
def test_a_recovery_ends_after_three_quiet_days(
    entries: list[DiaryEntry], state: RecoveryState
) -> None:
    assert recovery_end(entries, START).state is state


@pytest.mark.parametrize(
    ("entries", "settled_after_days"),
    [
        ([entry(4, 2), entry(5), entry(6), entry(7), entry(8)], 5),
        ([entry(1), entry(2), entry(3), entry(4, 3), entry(5), entry(6), entry(7)], 5),
        ([entry(5), entry(6)], None),
        ([entry(5), entry(6), entry(7), entry(8, 2)], None),
    ],
)
def test_a_recovery_settles_on_the_first_quiet_day(
    entries: list[DiaryEntry], settled_after_days: int | None
) -> None:
    settled_on = recovery_end(entries, START).settled_on
    assert (settled_on - START).days == settled_after_days if settled_on else not settled_after_days


@pytest.mark.parametrize(
    ("days_before", "sessions"),
    [([], 0), ([28], 1), ([28, 56, 84], 3), ([84], 0), ([28, 111], 2), ([28, 112], 1), ([-5], 0)],
)
def test_a_pause_of_twelve_weeks_begins_a_new_course(days_before: list[int], sessions: int) -> None:
    at = datetime(2026, 11, 22, 9)
    procedures = [a_procedure(started_at=at - timedelta(days=days)) for days in days_before]
    assert sessions_in_course(procedures, at.date()) == sessions


def test_the_latest_course_may_be_long_over() -> None:
    at = datetime(2024, 5, 1, 9)
    days = [-400, 0, 28, 56]
    procedures = [a_procedure(started_at=at + timedelta(days=day)) for day in days]
    assert [one.started_at for one in latest_course(procedures)] == [
        at,
        at + timedelta(days=28),
        at + timedelta(days=56),
    ]
    assert latest_course([]) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("up_to_mm = 0.5", "up_to_mm = 0.3", "must ascend"),
        ("radio_frequency = true", "up_to_mm = 3.0", "one row for radio-frequency"),
        ("floor_days = 3", "floor_days = 8", r"\[up_to_0_3\].*'floor_days'"),
        ("up_to_mm = 1.0\n", "", r"\[up_to_1_0\].*either"),
    ],
)
def test_pauses_that_cannot_be_are_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = reference_file("intervals.toml").read_text(encoding="utf-8")
    file = tmp_path / "intervals.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidReference, match=message):
        read_intervals(file)
