"""Agreement of raters: as published, and true of raters whose agreement is known."""

import numpy as np
import pytest

from tracker.services.photos.grades.agreement import (
    agreement_of_raters,
    consistency_of_raters,
    count_grades,
    weighted_kappa,
)

_SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
"""Source: Shrout, Fleiss 1979, table 2: six subjects by four raters."""
_COHEN = [[44, 7, 9], [5, 20, 5], [1, 3, 6]]
"""Source: Cohen 1968, table 1: two clinicians on 100 patients, in per cent."""
_REPEATS, _PAIRS = 100, 200


def test_intraclass_correlations_are_the_published_ones():
    single, order = agreement_of_raters(_SHROUT_FLEISS), consistency_of_raters(_SHROUT_FLEISS)
    assert (round(single.value, 2), round(order.value, 2)) == (0.29, 0.71)
    assert (order.low, order.high) == pytest.approx((0.34, 0.95), abs=0.005)
    assert (single.low, single.high) == pytest.approx((0.02, 0.76), abs=0.02)


def test_kappa_is_the_published_one():
    weighted = weighted_kappa(_COHEN, [[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert round(weighted.value, 3) == 0.348
    assert round(weighted_kappa(_COHEN, 1 - np.eye(3)).value, 3) == 0.492


def test_kappa_by_squares_is_nearly_the_intraclass_correlation():
    """Fleiss, Cohen 1973: the same but for terms of one over the number of subjects."""
    rng = np.random.default_rng(3)
    first = rng.integers(0, 5, 2000)
    second = np.clip(first + rng.integers(-1, 2, 2000), 0, 4)
    kappa = weighted_kappa(count_grades(first, second, 5))
    single = agreement_of_raters(np.column_stack([first, second]))
    assert kappa.value == pytest.approx(single.value, abs=0.002)


@pytest.mark.parametrize(("shift", "noise"), [(0.1, 0.3), (0.5, 0.8)])
def test_the_truth_lies_within_its_interval(shift: float, noise: float):
    """200 pairs by two raters of known shift and noise (SD of subjects: 1), a hundred times."""
    rng = np.random.default_rng(6)
    missed = np.zeros(3, int)
    truths = [1 / (1 + shift**2 + noise**2), 1 / (1 + noise**2)]
    grid = _graded(rng, 200_000, 0.0, noise)
    truths.append(weighted_kappa(count_grades(*grid, 5)).value)
    for _ in range(_REPEATS):
        subjects, raters = rng.normal(size=(_PAIRS, 1)), rng.normal(0, shift, 2)
        ratings = subjects + raters + rng.normal(0, noise, (_PAIRS, 2))
        graded = weighted_kappa(count_grades(*_graded(rng, _PAIRS, 0.0, noise), 5))
        found = (agreement_of_raters(ratings), consistency_of_raters(ratings), graded)
        missed += [not f.low <= t <= f.high for f, t in zip(found, truths, strict=True)]
    assert (missed <= 0.05 * _REPEATS + 4).all(), missed


def _graded(rng, count: int, shift: float, noise: float):
    seen = rng.normal(size=count)
    rated = np.stack([seen, seen + shift]) + rng.normal(0, noise, (2, count))
    return np.clip(np.rint(rated + 2), 0, 4)


def test_raters_who_say_the_same_agree_wholly():
    same = [[1, 1], [2, 2], [4, 4]]
    assert agreement_of_raters(same).value == consistency_of_raters(same).value == 1
    assert weighted_kappa(count_grades([1, 2, 4], [1, 2, 4], 5)).value == 1
    assert np.isnan(weighted_kappa(count_grades([2, 2], [2, 2], 5)).value)


def test_too_few_subjects_are_refused():
    with pytest.raises(ValueError, match="three subjects"):
        agreement_of_raters([[1, 2], [2, 3]])
