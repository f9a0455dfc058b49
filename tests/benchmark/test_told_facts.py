"""Reasons state what the diary says, and the checker of their facts sees it when they do not."""

from dataclasses import replace

import pytest

from tests.benchmark.told_claims import Told
from tests.benchmark.told_facts import faults, wrong_reasons

SOME = 500
MANY = 20_000


def _told(reason: str, *ratings: dict[str, int], ranks: list[int] | None = None) -> Told:
    n = len(ratings)
    return Told(
        ratings=list(ratings),
        days=list(range(n)),
        photos=[None] * n,
        zones=[None] * n,
        ranks=ranks or [0] * n,
        flags=[frozenset()] * n,
        events=frozenset({"sun"}),
        outcome=[""] * n,
        earlier_recoveries=0,
        ordinary={},
        reason=reason,
    )


RED = ({"redness": 6, "pain": 2}, {"redness": 3, "pain": 0}, {"redness": 7, "pain": 0})


@pytest.mark.parametrize(
    "reason",
    [
        "Redness is 7 on day 2, far above what is usual then.",
        "Redness is rising again after it had fallen; redness has gone from 3 to 7.",
        "You rated redness 7 on day 2.",
        "Redness is 7 on day 2, above its usual range, and this may explain it: sun.",
        "The entries lean away from the usual course, but not clearly.",
    ],
)
def test_true_sentences_pass(reason: str) -> None:
    assert faults(_told(reason, *RED)) == []


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("Redness is 6 on day 2, far above what is usual then.", "wrong"),
        ("Redness is 7 on day 3, far above what is usual then.", "wrong"),
        ("Redness is rising; redness has gone from 4 to 7.", "wrong"),
        ("Redness is rising; redness has gone from -1 to 7.", "wrong"),
        ("Itching is climbing, from 6 to 4.", "wrong"),
        ("Redness and pain are rising together when they usually fall.", "wrong"),
        ("Redness seems to settle more slowly than usual; it is 0 on day 2.", "wrong"),
        ("The last entry was off course, so one better day is not enough.", "wrong"),
        ("The photo and the rating of redness disagree today.", "wrong"),
        ("You answered yes to: ", "wrong"),
        (
            "Redness is 7 on day 2, above its usual range, and this may explain it: alcohol.",
            "wrong",
        ),
        ("This is usual with needles of 1.5 mm.", "wrong"),
        ("Your score is 12.", "number"),
        ("The moon is full.", "not understood"),
        ("Symptoms have clearly risen: redness from 3 to 7, pain from 0 to 2.", "wrong"),
        ("The photos show more than you rated: 5 EI more redness than on day 1.", "wrong"),
    ],
)
def test_untrue_and_unknown_sentences_do_not(reason: str, why: str) -> None:
    assert any(why in fault for fault in faults(_told(reason, *RED)))


FALLS = (*RED[:2], {"redness": 8, "pain": 5}, {"redness": 6, "pain": 4})


def test_a_day_that_falls_has_not_risen() -> None:
    which = "redness from 3 to 6, pain from 0 to 4."
    assert faults(_told(f"Symptoms stand clearly above their lowest: {which}", *FALLS)) == []
    assert faults(_told(f"Symptoms have clearly risen: {which}", *FALLS)) != []


def test_a_photo_shows_more_than_was_rated_only_where_the_rating_has_not_risen() -> None:
    said = "5 EI more redness than on day 1, and you rated it 3, no higher than then."
    said = f"The photos show more than you rated: {said}"
    flat = _told(said, *RED[:2], {"redness": 3})
    assert faults(replace(flat, photos=[8.0, 2.0, 7.0])) == []
    assert faults(replace(flat, photos=[8.0, 4.0, 7.0])) != []
    risen = replace(_told(said, RED[0], {"redness": 1}, {"redness": 3}), photos=[8.0, 2.0, 7.0])
    assert faults(risen) != []


def test_a_day_in_a_row_is_not_called_common() -> None:
    said = "Redness is 7 today, above its usual range. One day above it happens in half of all."
    assert faults(_told(said, *RED)) == []
    assert faults(_told(said, *RED, ranks=[0, 1, 1])) != []


def test_reasons_are_true_of_their_diaries() -> None:
    wrong = list(wrong_reasons(SOME, seed=5))
    shown = [(found, told.reason, told.ratings) for told, found in wrong[:3]]
    assert not wrong, shown


@pytest.mark.benchmark
def test_reasons_are_true_of_many_diaries() -> None:
    assert not list(wrong_reasons(MANY, seed=9))
