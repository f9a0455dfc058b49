"""How a person rates, learned from what they have entered before."""

import numpy as np
import pytest

from tracker.domain.course.arrays import FloatArray
from tracker.domain.course.manners import Manners, answered, no_manners
from tracker.domain.course.reference import DIARY_CHANNELS

CHANNELS = len(DIARY_CHANNELS) + 1


def _entry(*ratings: float) -> FloatArray:
    """Return an entry of one person without a photo, (C, 1)."""
    return np.array([*ratings, np.nan], np.float32)[:, None]


def _after(*entries: FloatArray) -> Manners:
    manners, nothing = no_manners(1), np.zeros((CHANNELS, 1), np.float32)
    for entry in entries:
        manners = manners.after(answered(entry[None])[0], nothing, nothing, nothing)
    return manners


def _least(manners: Manners, rating: float) -> float:
    entry = _entry(rating, 0, 0, 0, 0)
    return float(manners.least(entry, answered(entry[None])[0].rating)[0, 0])


FIVES = (_entry(10, 5, 0, 5, 5), _entry(5, 5, 0, 5, 5), _entry(5, 0, 5, 0, 5))
WORDS = (_entry(6, 3, 1, 3, 1), _entry(3, 1, 3, 1, 3), _entry(3, 1, 1, 0, 3))
POINTS = (_entry(7, 4, 1, 3, 2), _entry(5, 2, 3, 1, 4), _entry(6, 8, 1, 0, 3))


def test_who_rates_in_fives_or_words_may_mean_less_than_they_say() -> None:
    assert _least(_after(*FIVES), 5) == pytest.approx(5 - 0.15 * 4)
    assert _least(_after(*WORDS), 6) == pytest.approx(6 - 0.15 * 2)
    assert _least(_after(*WORDS), 1) == 1


def test_who_uses_every_point_or_is_not_known_yet_means_what_they_say() -> None:
    for rating in range(9):
        assert _least(_after(*POINTS), rating) == rating
        assert _least(no_manners(1), rating) == rating


def test_a_higher_rating_never_means_less() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        highest = rng.integers(1, 11)
        past = [_entry(*rng.integers(0, highest + 1, 5)) for _ in range(rng.integers(1, 6))]
        manners = _after(*past)
        assert (np.diff([_least(manners, rating) for rating in range(11)]) >= 0).all()


def test_what_was_not_entered_stays_so() -> None:
    assert np.isnan(_least(_after(*FIVES), np.nan))
