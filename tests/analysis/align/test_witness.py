import cv2
import numpy as np
import pytest

from analysis.align.flow import shifted
from analysis.align.witness import PATCH, never_worse
from analysis.face.mesh import MAP_SIZE
from analysis.skin.pattern import coarse_pattern, shrunk, skin_pattern
from analysis.skin.view import SkinView

STILL = np.zeros((MAP_SIZE, MAP_SIZE, 2), np.float32)
MIDDLE = slice(4 * PATCH, 8 * PATCH)


def bands(first: np.ndarray, second: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    lights = first, second
    fine, coarse = (
        [how(light) for light in lights]
        for how in (lambda light: shrunk(skin_pattern(light), 2), coarse_pattern)
    )
    return [(fine[0], fine[1]), (coarse[0], coarse[1])]


def smooth_shift(size: float, seed: int = 3) -> np.ndarray:
    field = np.random.default_rng(seed).normal(size=(MAP_SIZE, MAP_SIZE, 2)).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), 60)
    return size * field / np.abs(field).max()


@pytest.mark.parametrize("size", [8.0, 20.0])
def test_a_flow_that_leads_away_is_taken_back_all_over_the_skin(
    view: SkinView, size: float
) -> None:
    """Planted: the photo lies on itself, so that any flow is wrong."""
    wrong = np.full_like(STILL, size)
    flow, kept = never_worse(bands(view.light, view.light), STILL, wrong)
    assert np.abs(flow[MIDDLE, MIDDLE]).max() == 0
    assert not kept[MIDDLE, MIDDLE].any()


def test_what_leads_to_the_truth_stays_and_only_what_is_wrong_goes(view: SkinView) -> None:
    """Planted: a known shift, found on one half of the face and missed by far on the other."""
    truth = smooth_shift(8.0)
    moved = shifted(view.light, truth)
    flow, kept = never_worse(bands(moved, view.light), STILL, truth)
    assert kept.all() and np.array_equal(flow, truth)
    half_wrong = truth.copy()
    half_wrong[:, : MAP_SIZE // 2] += 25.0
    flow, kept = never_worse(bands(moved, view.light), STILL, half_wrong)
    assert not kept[MIDDLE, 2 * PATCH : 5 * PATCH].any()
    right = slice(8 * PATCH, 10 * PATCH)
    assert kept[MIDDLE, right].all() and np.allclose(flow[MIDDLE, right], truth[MIDDLE, right])
