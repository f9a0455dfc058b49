import pytest
from scipy.stats import norm

from analysis import figures


def test_figures_of_the_normal_distribution_are_the_published_ones() -> None:
    assert pytest.approx(1 / norm.ppf(0.75), abs=5e-5) == figures.SD_PER_MAD
    assert pytest.approx(norm.ppf(0.975), abs=5e-5) == figures.NORMAL_95


def test_redness_is_visible_and_clear_as_measured_after_uvb() -> None:
    without, perceptible, clear = 8.7, 10.5, 13.2
    assert pytest.approx(perceptible - without) == figures.JUST_VISIBLE_EI
    assert pytest.approx(clear - without) == figures.CLEAR_EI
