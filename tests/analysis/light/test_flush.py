"""A flush of all skin passes for light, unless the whites of the eyes contradict."""

from itertools import pairwise

import numpy as np
import pytest

from analysis.figures import NORMAL_95
from analysis.light.flush import Flush, Whites, weigh_flush
from analysis.light.hypotheses import Estimate


def weighed(
    light: float, whites: float, unevenness: float = 1.5, sd: float = 0.7, gap: float = 0.25
) -> Flush:
    return weigh_flush(Estimate(light, sd), Whites(whites, gap), unevenness)


@pytest.mark.parametrize("light", [-15.0, -5.0, 0.0, 5.0, 15.0])
def test_whites_that_follow_leave_the_error_nearly_as_it_was(light: float) -> None:
    found = weighed(light, 0.85 * light + 1)
    assert 0.7 <= found.sd < 1.1
    assert not found.suspected


@pytest.mark.parametrize("redder", np.linspace(5, 9, 5))
def test_whites_that_do_not_follow_are_said_and_the_flush_is_covered(redder: float) -> None:
    found = weighed(redder, 0.0)
    assert found.suspected
    assert NORMAL_95 * found.sd > redder


@pytest.mark.parametrize("unevenness", [0.0, 1.0, 4.0])
def test_the_further_whites_lag_behind_the_larger_the_error(unevenness: float) -> None:
    sds = [weighed(light, 0.0, unevenness).sd for light in np.linspace(-15, 15, 61)]
    assert all(more >= less - 1e-6 for less, more in pairwise(sds))
    assert NORMAL_95 * weighed(30.0, 0.0).sd < 16


@pytest.mark.parametrize("unevenness", [0.0, 1.0, 4.0])
def test_a_flush_before_is_said_from_where_the_whites_tell_of_one(unevenness: float) -> None:
    found = [weighed(-flush, 0.0, unevenness) for flush in np.linspace(0, 15, 31)]
    said = [one for one in found if one.before]
    assert found[-len(said) :] == said and len(said) > 5
    assert weighed(-8.0, 0.0).before and not weighed(-8.0, np.nan).before


@pytest.mark.parametrize("unevenness", [0.0, 1.5, 4.0])
def test_whites_that_say_less_never_admit_less_of_a_flush(unevenness: float) -> None:
    lags = np.linspace(-6, 12, 37)
    admitted = [weighed(lag, 0.0, unevenness).admitted for lag in lags]
    assert admitted == sorted(admitted)
    assert admitted[0] == 0 or unevenness > 3
    assert admitted[-1] == weighed(0.0, np.nan).admitted > 9
    more_uneven = [weighed(lag, 0.0, unevenness + 1).admitted for lag in lags]
    assert all(more >= less - 1e-9 for less, more in zip(admitted, more_uneven, strict=True))


@pytest.mark.parametrize("unevenness", [0.0, 1.5, 4.0])
def test_the_narrower_the_eyes_the_more_of_a_flush_is_admitted(unevenness: float) -> None:
    for lag in np.linspace(-6, 12, 19):
        found = [weighed(lag, 0.0, unevenness, gap=gap) for gap in np.linspace(0.3, 0.1, 41)]
        admitted = [one.admitted for one in found]
        assert all(more >= less - 1e-3 for less, more in pairwise(admitted))
        assert admitted[-1] == weighed(0.0, np.nan).admitted
        assert len({(one.sd, one.suspected, one.before) for one in found}) == 1


@pytest.mark.parametrize("light", [-6.0, 0.0, 6.0])
def test_whites_that_are_not_seen_leave_a_typical_flush_possible(light: float) -> None:
    assert NORMAL_95 * weighed(light, np.nan).sd > 6
    assert weighed(light, np.nan).sd > weighed(light, 0.85 * light).sd


def test_whites_that_follow_say_the_less_the_more_uneven_the_light_is() -> None:
    sds = [weighed(3.0, 0.85 * 3, unevenness).sd for unevenness in (0, 1, 2, 4, 8, 16, 99)]
    assert sds == sorted(sds)
    assert sds[-1] == pytest.approx(weighed(3.0, np.nan).sd, rel=0.1)


@pytest.mark.parametrize("whites", [np.nan, -8.0, 0.0, 8.0])
def test_no_flush_makes_the_light_surer_than_it_was(whites: float) -> None:
    for sd in (0.5, 1.0, 3.0):
        assert weighed(0.0, whites, sd=sd).sd >= sd
