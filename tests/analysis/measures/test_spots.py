from itertools import product

import cv2
import numpy as np
import pytest

from analysis.measures.spots import find_new_spots
from analysis.skin.detail import find_detail
from analysis.vocabulary import Measure

FLAKES, MARKS = Measure.FLAKES_PER_CM2_CHANGE, Measure.MARKS_PER_CM2_CHANGE


def answer(*spots: tuple[int, int, float]) -> np.ndarray:
    """An answer to spots at rows and columns, about as high in ln as given."""
    found = np.zeros((64, 64), np.float32)
    for row, column, height in spots:
        found[row, column] = height
    return np.float32(25.2) * cv2.GaussianBlur(found, (0, 0), 2.0)


def test_only_what_the_baseline_lacks_is_counted() -> None:
    before = answer((20, 20, 0.2))
    after = answer((20, 20, 0.2), (40, 40, 0.2), (20, 50, -0.2))
    found = find_new_spots(before, after)
    assert np.argwhere(found[FLAKES]).tolist() == [[40, 40]]
    assert np.argwhere(found[MARKS]).tolist() == [[20, 50]]


@pytest.mark.parametrize("height", [0.01, 0.028])
def test_a_faint_spot_is_none(height: float) -> None:
    found = find_new_spots(answer(), answer((30, 30, height), (50, 50, -height)))
    assert not found[FLAKES].any() and not found[MARKS].any()


def test_what_is_gone_is_nothing_new() -> None:
    found = find_new_spots(answer((30, 30, 0.3)), answer())
    assert not found[FLAKES].any() and not found[MARKS].any()


def test_a_spot_beside_one_as_strong_that_was_there_is_no_news() -> None:
    """Skin that had spots shows them a little elsewhere; only what exceeds them is new."""
    before = answer((30, 30, 0.2))
    assert not find_new_spots(before, answer((36, 30, 0.2)))[FLAKES].any()
    assert find_new_spots(before, answer((36, 30, 0.3)))[FLAKES].any()


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("radius", [2, 4, 6])
def test_the_ring_around_a_spot_is_no_spot_of_the_other_kind(sign: int, radius: int) -> None:
    """Spots in a grid, so that their rings add up between them."""
    light = np.zeros((160, 160), np.float32)
    for row, column in product(range(30, 150, 25), repeat=2):
        cv2.circle(light, (column, row), radius, 0.7 * sign, -1)
    after = find_detail(cv2.GaussianBlur(light, (0, 0), 0.7)).blobs
    found = find_new_spots(np.zeros_like(after), after)
    right, wrong = (FLAKES, MARKS) if sign > 0 else (MARKS, FLAKES)
    assert found[right].sum() >= 25
    assert not found[wrong].any()
