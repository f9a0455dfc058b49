from datetime import datetime, time

import pytest

from tests.factories import a_procedure
from tracker.domain.guidance.reminders import Reminder, ReminderKind, reminders_of
from tracker.domain.records.kept import TreatedZone, Zone

HEALTH_WORDS = ("needl", "skin", "face", "retinoid", "treatment", "session", "redness", "make-up")


def _reminders(**details: object) -> tuple[Reminder, ...]:
    started = {"started_at": datetime(2026, 11, 20, 18, 30)}
    return reminders_of(a_procedure(id=3, **(started | details)), time(19))


def _of(kind: ReminderKind, reminders: tuple[Reminder, ...]) -> list[Reminder]:
    return [one for one in reminders if one.kind is kind]


def test_days_one_to_seven_have_a_check_in_each() -> None:
    check_ins = _of(ReminderKind.CHECK_IN, _reminders())
    assert [one.starts for one in check_ins[:7]] == [
        datetime(2026, 11, 20 + day, 19) for day in range(1, 8)
    ]


def test_the_next_session_is_told_of_when_its_pause_is_over() -> None:
    (next_one,) = _of(ReminderKind.NEXT_SESSION, _reminders())
    assert next_one.starts.date() == datetime(2026, 12, 18).date()  # 28 days after 1.0 mm


def test_shorter_needles_need_a_shorter_pause() -> None:
    zones = (TreatedZone(zone=Zone.CHEEK_LEFT, needle_length_mm=0.25),)
    (next_one,) = _of(ReminderKind.NEXT_SESSION, _reminders(zones=zones))
    assert next_one.starts.date() == datetime(2026, 11, 27).date()


def test_care_that_ends_at_night_waits_for_the_morning() -> None:
    assert all(one.starts.hour >= 7 for one in _of(ReminderKind.CARE, _reminders()))


def test_every_key_occurs_once_in_its_kind() -> None:
    keys = [(one.kind, one.key) for one in _reminders()]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("word", HEALTH_WORDS)
def test_plain_titles_give_no_health_matter_away(word: str) -> None:
    assert not [one.plain for one in _reminders() if word in one.plain.lower()]
