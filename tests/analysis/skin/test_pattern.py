import numpy as np
import pytest

from analysis.face.mesh import MAP_SIZE, covered
from analysis.skin.pattern import blurred, shrunk, skin_pattern


def test_averaging_down_takes_whole_blocks() -> None:
    values = np.arange(16, dtype=np.float32).reshape(4, 4)
    assert shrunk(values, 2).tolist() == [[2.5, 4.5], [10.5, 12.5]]


@pytest.mark.parametrize("sigma", [2.0, 12.0])
def test_a_blur_leaves_flat_maps_flat(sigma: float) -> None:
    flat = np.full((64, 64), 3.0, np.float32)
    assert blurred(flat, sigma) == pytest.approx(flat, abs=1e-4)


def test_the_pattern_does_not_know_the_light() -> None:
    skin = np.random.default_rng(2).normal(0, 0.05, (MAP_SIZE, MAP_SIZE)).astype(np.float32)
    dim = skin_pattern(skin - np.float32(0.5))
    assert np.abs(dim.astype(int) - skin_pattern(skin)).max() <= 1


def test_outside_the_face_there_is_no_pattern() -> None:
    skin = np.random.default_rng(3).normal(0, 0.05, (MAP_SIZE, MAP_SIZE)).astype(np.float32)
    assert set(np.unique(skin_pattern(skin)[~covered()])) == {128}
