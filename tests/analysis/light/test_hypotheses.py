"""Neck and lids that disagree are weighed, and whatever stays possible is covered."""

import numpy as np
import pytest

from analysis.figures import NORMAL_95
from analysis.light.hypotheses import APART_EI, Belief, Estimate, weigh_up


def belief(sure: float, lids: float, *, doubt: float = 0.0, redness: float = 0.0) -> Belief:
    honest = Estimate(sure, 0.7)
    return weigh_up(honest, Estimate(sure, 0.7), Estimate(lids, 0.9), doubt, redness)


def test_where_all_agree_nothing_is_added() -> None:
    found = belief(2.0, 2.3)
    assert found.value == pytest.approx(2.0, abs=0.15)
    assert found.reach == 0


@pytest.mark.parametrize("apart", np.linspace(-20, 20, 41))
@pytest.mark.parametrize("doubt", [0.0, 0.3, 0.65])
def test_beyond_four_ei_the_error_always_reaches_both(apart: float, doubt: float) -> None:
    found = belief(0.0, -apart, doubt=doubt, redness=max(-apart, 0.0))
    assert np.isfinite(found.value) and found.sd > 0
    if abs(apart) > APART_EI:
        assert abs(found.value - 0.0) <= found.reach + 1e-9
        assert abs(found.value + apart) <= found.reach + 1e-9
        assert found.above >= max(0.0, -apart) - found.value - 1e-9


def test_a_face_that_may_be_redder_is_not_for_that_made_too_red() -> None:
    """Lids are believed; a neck that says more of the face is redness only leaves more of it."""
    found = belief(-9.0, 0.0)
    assert found.above < found.reach / 2
    assert belief(0.0, 3.0).above == belief(0.0, 3.0).reach == 0


@pytest.mark.parametrize("doubt", [0.0, 0.3, 0.65])
@pytest.mark.parametrize("redness", [0.0, 4.0, 9.0])
def test_the_further_neck_and_lids_are_apart_the_more_too_red_a_face_may_be(
    doubt: float, redness: float
) -> None:
    for sign in (-1, 1):
        found = [
            belief(sign * a, 0.0, doubt=doubt, redness=redness) for a in np.linspace(0, 16, 33)
        ]
        above = np.array([one.above for one in found])
        assert (np.maximum.accumulate(above) - above).max() <= 0.5
        assert all(one.above <= one.reach for one in found)


def test_a_strange_neck_cannot_talk_the_lids_out_of_their_vote() -> None:
    # Cloth greener than skin makes an untreated face look 9 EI redder than it is.
    plain, strange = (belief(-9.0, 0.0, doubt=d, redness=9.0) for d in (0.0, 0.65))
    assert strange.value > plain.value + 4


@pytest.mark.parametrize("apart", [0.5, 2.0, 4.0, 8.0])
def test_uneven_light_is_not_counted_again_where_a_veil_may_be(apart: float) -> None:
    """The parts' own errors hold what uneven light does to each of them."""
    sure, lids = Estimate(apart, 4.0), Estimate(0.0, 6.0)
    found = weigh_up(Estimate(apart / 2, 3.0), sure, lids, 0.0, 0.0, unevenness=20.0)
    assert found.sd < np.hypot(8.0, apart)


def test_lids_that_redden_with_the_face_are_not_light() -> None:
    assert abs(belief(0.0, 8.0, redness=9.0).value) < 1.5


def test_a_neck_redder_than_the_lids_is_flushed_or_the_face_is_veiled() -> None:
    found = belief(8.0, 0.0)
    assert 0 < found.value < 4


def stated(apart: float, doubt: float, redness: float, sds: tuple[float, float]) -> float:
    """The error that is stated, EI: 95 %, or as far as the contradicting parts lie."""
    sure, lids = Estimate(apart, sds[0]), Estimate(0.0, sds[1])
    found = weigh_up(Estimate(0.7 * apart, min(sds)), sure, lids, doubt, redness)
    return max(NORMAL_95 * found.sd, found.reach)


@pytest.mark.parametrize("sds", [(0.6, 0.7), (0.6, 2.0), (1.5, 0.9)])
@pytest.mark.parametrize("sign", [-1, 1])
def test_no_contradiction_doubt_or_redness_ever_makes_the_error_smaller(
    sign: int, sds: tuple[float, float]
) -> None:
    steps = [
        [(sign * apart, doubt, redness) for apart in np.linspace(0, 16, 33)]
        for doubt in (0.0, 0.3, 0.65) for redness in (0.0, 4.0, 9.0)
    ]  # fmt: skip
    steps += [[(sign * a, d, 4.0) for d in np.linspace(0, 0.7, 8)] for a in (1, 3, 6, 10)]
    steps += [[(sign * a, 0.0, r) for r in np.linspace(0, 12, 13)] for a in (1, 3, 6, 10)]
    for growing in steps:
        errors = np.array([stated(*one, sds) for one in growing])
        fallen = np.maximum.accumulate(errors) - errors
        assert fallen.max() <= 0.5, growing[int(fallen.argmax())]
