import numpy as np
import pytest
from scipy.stats import t

from tracker.domain.course.ratings import (
    LEVEL_STEP,
    NOT_ANSWERED,
    STEP_SHARES,
    STEPS,
    level_index,
    photo_likelihood,
    rating_likelihoods,
)
from tracker.domain.course.ratings import _t3_cdf as t3_cdf


@pytest.mark.parametrize("step", STEPS)
def test_likelihoods_of_all_ratings_sum_to_the_same_at_every_level(step: int) -> None:
    sums = rating_likelihoods(step)[:NOT_ANSWERED].sum(axis=0)
    np.testing.assert_allclose(sums, sums[0], rtol=1e-5)


def test_the_distribution_function_agrees_with_scipy() -> None:
    values = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(t3_cdf(values), t.cdf(values, df=3), atol=1e-12)


def test_the_likeliest_rating_is_the_nearest_of_the_style() -> None:
    likeliest = {
        step: [
            int(rating_likelihoods(step)[:NOT_ANSWERED, i].argmax()) for i in level_index(LEVELS)
        ]
        for step in STEPS
    }
    assert likeliest == {1: [0, 3, 7, 10], 2: [0, 4, 6, 10], 5: [0, 5, 5, 10]}


LEVELS = np.array([0.2, 3.1, 6.8, 12.0])


def test_a_missing_answer_says_nothing() -> None:
    assert np.ptp(rating_likelihoods(1)[NOT_ANSWERED]) == 0


def test_shares_of_styles_sum_to_one() -> None:
    assert sum(STEP_SHARES) == pytest.approx(1)


def test_levels_are_found_in_their_column() -> None:
    assert level_index(np.array([0.0, 1.0, -5.0])).tolist() == [0, round(1 / LEVEL_STEP), 0]


def test_a_photo_with_a_larger_error_says_less() -> None:
    expected = np.array([[0.0, 6.0]], np.float32)
    shown = np.array([6.0], np.float32)
    sure = photo_likelihood(shown, expected, np.array([2.0], np.float32))[0]
    unsure = photo_likelihood(shown, expected, np.array([8.0], np.float32))[0]
    assert sure[1] / sure[0] > unsure[1] / unsure[0] > 1
