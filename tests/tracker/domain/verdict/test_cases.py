"""Small diaries on which the warning was wrong once, each with what is right."""

import csv
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tracker.domain.records.status import Status
from tracker.services.batch.assessing import assess_csv

CASES = Path(__file__).with_name("cases")
RANKS = {status.value: status.rank for status in Status}
ON, WATCH, OFF, URGENT, EMERGENCY = range(5)
Ranks = dict[int, int]


@cache
def judged(number: str) -> tuple[dict[str, Ranks], dict[tuple[str, int], str]]:
    """Return the ranks by day of every recovery of a case, and every reason."""
    (path,) = CASES.glob(f"{number}_*.csv")
    out = io.StringIO()
    assess_csv(path, out, lambda _: None)
    ranks: dict[str, Ranks] = {}
    reasons = {}
    for row in csv.DictReader(io.StringIO(out.getvalue())):
        name, day = row["recovery_id"].partition("/")[0], int(row["day"])
        ranks.setdefault(name, {})[day] = RANKS[row["status"]]
        reasons[name, day] = row["reason"]
    return ranks, reasons


def test_a_bigger_jump_is_never_calmer() -> None:
    ranks, _ = judged("01")
    on_day_3 = [ranks[name][3] for name in ("k2", "k3", "k4", "k5", "k6", "k8")]
    assert on_day_3 == sorted(on_day_3)
    assert min(on_day_3[1:]) >= OFF
    assert min(on_day_3[-2:]) >= URGENT


@pytest.mark.parametrize("name", ["a", "same_1mm"])
def test_tens_are_off_course_and_urgent_when_pain_stays(name: str) -> None:
    ranks = judged("02")[0][name]
    assert min(ranks.values()) >= WATCH
    assert min(rank for day, rank in ranks.items() if day >= 2) >= OFF
    assert min(rank for day, rank in ranks.items() if day >= 3) >= URGENT


@pytest.mark.parametrize(
    ("name", "day"),
    [("swelling", 2), ("swelling", 4), ("pain", 2), ("itching", 4), ("redness", 4), ("photo", 6)],
)
def test_a_day_that_falls_is_not_told_that_it_rises(name: str, day: int) -> None:
    ranks, reasons = judged("21")
    assert ranks[name][day] >= OFF
    assert not re.search("rising|growing|climbing", reasons[name, day])
    assert re.search("rising|growing", reasons["swelling", 3] + reasons["photo", 5])


def _from(day: int, least: int) -> Callable[[Ranks], bool]:
    return lambda ranks: all(rank >= least for at, rank in ranks.items() if at >= day)


@pytest.mark.parametrize(
    ("number", "name", "is_right"),
    [
        ("03", "roller025", _from(0, OFF)),
        ("03", "angio", _from(1, OFF)),
        ("04", "a", _from(1, OFF)),
        ("22", "pen", _from(2, OFF)),
        ("22", "short", _from(2, OFF)),
        ("22", "first", _from(2, OFF)),
        ("22", "flush", lambda ranks: ranks[2] < OFF),
        ("05", "swelling", _from(2, OFF)),
        ("05", "itching", _from(1, OFF)),
        ("06", "d3", _from(3, OFF)),
        ("06", "gap", _from(6, OFF)),
        ("06", "home025_d5", _from(5, OFF)),
        ("08", "mm150", _from(7, OFF)),
        ("08", "mm151", _from(7, OFF)),
        ("08", "mm200", _from(7, OFF)),
        ("15", "a", _from(2, EMERGENCY)),
        ("15", "b", _from(2, EMERGENCY)),
        ("17", "a", _from(30, OFF)),
        ("18", "a", lambda ranks: ranks[0] == WATCH and _from(1, OFF)(ranks)),
        ("04", "a", _from(3, URGENT)),
        ("20", "a", lambda ranks: list(ranks) == [0, 2, 365] and ranks[2] >= URGENT),
    ],
)
def test_a_diary_is_judged_rightly(
    number: str, name: str, is_right: Callable[[Ranks], bool]
) -> None:
    assert is_right(judged(number)[0][name]), judged(number)[0][name]


def test_a_skin_that_always_rates_3_is_on_course_once_that_is_known() -> None:
    (path,) = CASES.glob("16_*.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    told = "\n".join([lines[0] + ",ordinary_redness", *(line + ",3" for line in lines[1:])])
    out = io.StringIO()
    assess_csv(io.StringIO(told), out, lambda _: None)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert max(RANKS[row["status"]] for row in rows) < OFF


def test_a_skin_that_always_rates_3_is_asked_about_within_two_weeks() -> None:
    ranks, reasons = judged("16")
    assert ranks["a"][13] == WATCH
    assert "still above" in reasons["a", 13]
    assert max(ranks["a"].values()) == OFF


def test_pain_that_holds_is_asked_back() -> None:
    _, reasons = judged("04")
    assert all("new, or is it growing?" in reasons["a", day] for day in range(3, 9))


@pytest.mark.parametrize("number", ["10", "11", "12", "13", "14"])
def test_reasons_state_nothing_that_the_diary_does_not_say(number: str) -> None:
    ranks, reasons = judged(number)
    assert max(rank for days in ranks.values() for rank in days.values()) >= WATCH
    for reason in reasons.values():
        assert "-1" not in reason
        assert "it is 0" not in reason
        assert number != "13" or "pain" not in reason.lower().split(".")[0]
