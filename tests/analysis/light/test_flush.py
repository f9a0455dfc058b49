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


@pytest.mark.parametrize("redder", np.linspace(4, 8, 5))
def test_whites_that_do_not_follow_are_covered_with_the_skin(redder: float) -> None:
    found = belief(redder, 0.0)
    assert found.value == redder
    assert found.reach > redder + 1


def test_skin_paler_than_the_whites_is_no_flush() -> None:
    assert belief(-6.0, 0.0) == Belief(-6.0, 0.7, 0.0)


def test_the_error_grows_with_the_lag_up_to_the_strongest_flush() -> None:
    sds = [belief(light, 0.0).sd for light in (0.0, 2.0, 4.0, 6.0, 8.0)]
    assert sds == sorted(sds)
    assert belief(30.0, 0.0).reach < 16


def test_in_uneven_light_the_whites_say_less() -> None:
    even, uneven = (belief(6.0, 0.0, unevenness) for unevenness in (1.0, 8.0))
    assert even.reach > 0
    assert uneven.reach == 0
