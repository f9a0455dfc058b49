import numpy as np
import pytest

from analysis.align.reserve import hold_back
from analysis.face.mesh import INTEROCULAR_TEXELS, MAP_SIZE

STILL = np.zeros((MAP_SIZE, MAP_SIZE, 2), np.float32)
EVERYWHERE = np.ones((MAP_SIZE, MAP_SIZE), bool)
INNER = np.s_[250:550, 250:520]


def shifted_by(texels: float) -> np.ndarray:
    return np.full_like(STILL, texels / np.sqrt(2))


def test_what_is_believed_all_over_is_followed_all_the_way() -> None:
    flow = shifted_by(0.3)
    held = hold_back(STILL, flow, EVERYWHERE, 60.0)
    assert np.allclose(held[INNER], flow[INNER])


def test_where_nothing_is_believed_less_than_two_pixels_move_nothing() -> None:
    pixel = INTEROCULAR_TEXELS / 60.0
    held = hold_back(STILL, shifted_by(1.9 * pixel), ~EVERYWHERE, 60.0)
    assert np.abs(held[INNER]).max() == 0


@pytest.mark.parametrize("pixels", [2.5, 5.0, 20.0])
def test_beyond_two_pixels_it_is_followed_by_the_share_of_james_and_stein(pixels: float) -> None:
    flow = shifted_by(pixels * INTEROCULAR_TEXELS / 100.0)
    held = hold_back(STILL, flow, ~EVERYWHERE, 100.0)
    assert np.allclose(held[INNER], (1 - 4 / pixels**2) * flow[INNER], rtol=1e-3)


def test_it_lies_between_where_it_started_and_what_was_found() -> None:
    rng = np.random.default_rng(2)
    start, flow = (rng.normal(0, 3, STILL.shape).astype(np.float32) for _ in range(2))
    held = hold_back(start, flow, rng.random(EVERYWHERE.shape) < 0.3, 80.0)
    low, high = np.minimum(start, flow), np.maximum(start, flow)
    assert ((held >= low - 1e-5) & (held <= high + 1e-5)).all()


def test_less_of_a_photo_that_shows_less_is_followed() -> None:
    flow = shifted_by(12.0)
    lengths = [np.abs(hold_back(STILL, flow, ~EVERYWHERE, px)[INNER]).max() for px in (50, 80, 200)]
    assert lengths == sorted(lengths) and lengths[0] < lengths[-1]
