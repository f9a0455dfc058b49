"""A flush of all skin passes for light, unless the whites of the eyes contradict."""

import numpy as np
import pytest

from analysis.light.flush import weigh_flush
from analysis.light.hypotheses import Belief, Estimate


def belief(light: float, whites: float, unevenness: float = 1.5) -> Belief:
    return weigh_flush(Estimate(light, 0.7), whites, unevenness)


@pytest.mark.parametrize("light", [-15.0, -5.0, 0.0, 5.0, 15.0])
def test_whites_that_follow_leave_the_light_as_it_was(light: float) -> None:
    found = belief(light, 0.85 * light)
    assert found.value == pytest.approx(light, abs=0.3)
    assert found.reach == 0


@pytest.mark.parametrize("redder", np.linspace(4, 25, 8))
def test_whites_that_do_not_follow_are_covered_with_the_skin(redder: float) -> None:
    found = belief(redder, 0.0)
    assert abs(found.value - redder) <= found.reach
    assert abs(found.value) <= found.reach


def test_skin_paler_than_the_whites_is_no_flush() -> None:
    assert belief(-6.0, 0.0) == Belief(-6.0, 0.7, 0.0)


def test_a_small_lag_is_error_and_a_large_one_is_a_flush() -> None:
    small, *large = (belief(light, 0.0).value / light for light in (1.0, 6.0, 9.0, 15.0))
    assert small > 0.7
    assert max(large) < 0.4


def test_in_uneven_light_the_whites_say_less() -> None:
    even, uneven = (belief(6.0, 0.0, unevenness) for unevenness in (1.0, 8.0))
    assert even.value < uneven.value
    assert uneven.reach == 0
