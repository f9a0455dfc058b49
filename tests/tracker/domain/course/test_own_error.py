"""A person's own error: its coverage, its width, and what one pair may do."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from analysis import NORMAL_95, Zone
from tracker.domain.course.own_error import (
    GENERAL,
    OwnError,
    OwnErrors,
    learn,
    learn_safely,
    standardised,
    widen,
)
from tracker.domain.records.shown import Change

EI = "delta_erythema_index"


def a_change(value: float, mdc95: float | None = 4.0, too_high: float | None = None) -> Change:
    return Change(1, Zone.FACE, EI, value, mdc95, too_high)


def factors(people: np.ndarray, pairs: int, rng: np.random.Generator) -> np.ndarray:
    """What is learned of people whose errors are known, each from as many pairs apart."""
    drawn = people[:, None] * rng.standard_normal((len(people), pairs))
    return np.array([learn([[one] for one in of_one]).factor for of_one in drawn])


def held(people: np.ndarray, widths: np.ndarray, rng: np.random.Generator) -> float:
    """How often the next change, of unchanged skin, lies within its own error."""
    return float(np.mean(np.abs(people * rng.standard_normal(len(people))) <= NORMAL_95 * widths))


def as_believed(number: int, rng: np.random.Generator) -> np.ndarray:
    """People's errors over the general one, as they are believed to differ before any pair."""
    scale = (NORMAL_95 / student.ppf(0.975, 3)) ** 2
    return np.sqrt(scale * 3 / rng.chisquare(3, number))


def test_without_pairs_it_is_the_general_one():
    assert learn([]) == learn([[]]) == GENERAL == OwnErrors().of(Zone.NOSE)
    assert OwnErrors().stated(a_change(3, 4.0, 2.0)) == a_change(3, 4.0, 2.0)


@pytest.mark.parametrize("off", [0.0, 0.5, 1.0, 1.9])
def test_one_pair_narrows_nothing(off: float):
    assert learn([[off]]).factor >= 1


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 50])
def test_no_number_of_calm_pairs_believes_less_than_half_of_the_general_error(number: int):
    calm = learn([[0.0]] * number).factor
    assert calm == pytest.approx(learn([[0.49]] * number).factor), "the least that a pair counts"
    assert calm > 0.5
    assert calm >= learn([[0.0]] * (number + 1)).factor


def test_what_may_only_widen_never_narrows():
    calm, far = [[0.1]] * 9, [[5.0]]
    assert learn_safely([], calm) == GENERAL
    assert learn_safely(calm[:3], calm) == learn(calm[:3])
    assert learn_safely(calm, calm + far) == learn(calm + far)


def test_one_pair_far_out_widens_at_once():
    assert learn([[4.0]]).factor > 2
    many = [[0.5]] * 10
    assert learn([*many, [6.0]]).factor > 1.5 * learn(many).factor


def test_pairs_further_out_never_narrow():
    rng = np.random.default_rng(3)
    for _ in range(200):
        pairs = rng.standard_normal(rng.integers(1, 8))
        at = rng.integers(len(pairs))
        further = pairs.copy()
        further[at] *= rng.uniform(1, 3)
        known = learn([[one] for one in pairs]).factor
        assert learn([[one] for one in further]).factor >= known - 1e-9


@pytest.mark.parametrize("pairs", [0, 1, 2, 3, 5, 10])
def test_it_holds_for_200_people_at_any_number_of_pairs(pairs: int):
    """Known errors from half to 1.3 times the general one: 93 of 100 at least hold."""
    rng = np.random.default_rng(pairs)
    people = np.repeat(rng.uniform(0.5, 1.3, 200), 5)
    assert held(people, factors(people, pairs, rng), rng) >= 0.93


def test_five_pairs_of_a_smaller_error_narrow_by_a_fifth():
    rng = np.random.default_rng(1)
    people = np.full(400, 0.55)
    widths = factors(people, 5, rng)
    assert widths.mean() <= 0.8
    assert held(people, widths, rng) >= 0.95


def test_an_error_that_is_larger_is_stated_larger():
    rng = np.random.default_rng(2)
    people = np.full(400, 2.0)
    widths = factors(people, 5, rng)
    assert widths.mean() >= 2.0
    assert held(people, widths, rng) >= 0.93


@pytest.mark.parametrize("pairs", [1, 2, 5, 10])
@pytest.mark.parametrize("times", [1.1, 1.5, 2.0, 4.0])
def test_it_widens_at_least_as_fast_as_it_narrows(pairs: int, times: float):
    wider, narrower = (learn([[off]] * pairs).factor for off in (times, 1 / times))
    assert wider * narrower >= 1


def test_pairs_with_one_photo_in_common_hold_as_pairs_apart():
    """Photos' errors are drawn apart: five retests of one photo from before share its error."""
    rng = np.random.default_rng(4)
    people = np.repeat([0.6, 1.0, 1.5], 400)
    photos = people[:, None] * rng.standard_normal((len(people), 6)) / math.sqrt(2)
    widths = np.array([learn([of_one[1:] - of_one[0]]).factor for of_one in photos])
    assert held(people, widths, rng) >= 0.93


def test_what_a_flush_may_hide_is_no_error_of_the_phone():
    assert widen(5.0, 2.0, 0.5) == (4.0, 1.0)
    assert widen(5.0, 2.0, 2.0) == (7.0, 4.0)
    assert widen(4.0, None, 0.5) == (2.0, None)
    assert widen(None, None, 0.5) == (None, None)


def test_a_change_counts_by_the_end_it_lies_at():
    assert standardised(a_change(2)) == pytest.approx(NORMAL_95 / 2)
    assert standardised(a_change(2, 5.0, 2.0)) == pytest.approx(NORMAL_95)
    assert standardised(a_change(-4, 5.0, 2.0)) == pytest.approx(-NORMAL_95)  # a flush explains it
    assert standardised(a_change(-7, 5.0, 2.0)) == pytest.approx(-2 * NORMAL_95)
    assert standardised(a_change(-1, 5.0, 2.0)) == pytest.approx(-NORMAL_95 / 2)
    assert standardised(a_change(1, None)) is None


def test_only_what_narrows_is_heeded_by_the_warning():
    own = OwnErrors({Zone.FACE: OwnError(0.7, 5), Zone.NOSE: OwnError(1.4, 5)})
    assert own.narrowing.zones == {Zone.FACE: OwnError(0.7, 5)}
    assert own.stated(a_change(3, 4.0)).mdc95 == pytest.approx(2.8)


@pytest.mark.benchmark
def test_width_at_equal_coverage():
    """20,000 people as they are believed to differ: own against general at the same coverage."""
    rng = np.random.default_rng(5)
    for name, people in (
        ("as believed", as_believed(20_000, rng)),
        ("log-normal, sd 0.5", np.exp(rng.normal(-0.25, 0.5, 20_000))),
        ("half of them 0.5, half 1.2", rng.choice([0.5, 1.2], 20_000)),
    ):
        widths = factors(people, 5, rng)
        next_change = np.abs(people * rng.standard_normal(len(people))) / NORMAL_95
        covered = float(np.mean(next_change <= widths))
        general = float(np.quantile(next_change, covered))
        typical = float(np.median(widths)) / general
        known = float(people.mean() / np.quantile(next_change, 0.95))
        said = f"{name}: {covered:.3f} held; width {typical:.2f} of the general one at the median, "
        said += f"{widths.mean() / general:.2f} in the mean ({known:.2f}, were all errors known)"
        assert covered >= 0.945, said
        assert typical <= 0.8, said


@pytest.mark.benchmark
@pytest.mark.parametrize(("times", "least"), [(1.0, 0.94), (1.3, 0.935), (2.0, 0.94), (3.0, 0.95)])
def test_what_is_stated_of_a_larger_error_holds_as_often(times: float, least: float):
    """6,000 people after five pairs, each with twenty changes to come."""
    rng = np.random.default_rng(78)
    people = np.full(6000, times)
    widths = factors(people, 5, rng)
    assert held(np.repeat(people, 20), np.repeat(widths, 20), rng) >= least
