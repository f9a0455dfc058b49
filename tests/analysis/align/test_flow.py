import cv2
import numpy as np
import pytest

from analysis.align.flow import dense_flow, shifted
from analysis.face.mesh import MAP_SIZE
from analysis.face.zones import Mask, skin_mask
from analysis.skin.pattern import skin_pattern
from analysis.skin.view import SkinView

WARP_TOLERANCE = 0.35  # texels, 0.1 mm: median error on a known smooth shift


@pytest.fixture(scope="module")
def inner() -> Mask:
    return cv2.erode(skin_mask().astype(np.uint8), np.ones((31, 31))).astype(bool)


def smooth_shift(size: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    field = rng.normal(size=(MAP_SIZE, MAP_SIZE, 2)).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), 60)
    return size * field / np.abs(field).max()


def test_a_map_lies_on_itself(view: SkinView, inner: Mask) -> None:
    flow, accepted = dense_flow(view.pattern, view.pattern)
    assert np.abs(flow[inner]).max() < 0.05
    assert accepted[inner].mean() > 0.95


def test_a_known_shift_is_found(view: SkinView, inner: Mask) -> None:
    shift = smooth_shift(5.0)
    moved = skin_pattern(shifted(view.light, shift))
    flow, _ = dense_flow(moved, view.pattern)
    error = np.linalg.norm(flow - shift, axis=-1)[inner]
    assert np.median(error) < WARP_TOLERANCE


def test_the_pattern_ignores_exposure_and_smooth_shading(view: SkinView, inner: Mask) -> None:
    shading = np.linspace(-0.5, 0.5, MAP_SIZE, dtype=np.float32)[:, None]
    relit = skin_pattern(view.light - 0.7 + shading).astype(int)
    assert np.abs(relit - view.pattern)[inner].mean() < 1.0


def test_nothing_is_believed_where_the_second_map_shows_no_skin(view: SkinView) -> None:
    noise = np.random.default_rng(0).integers(0, 256, view.pattern.shape, dtype=np.uint8)
    flow, accepted = dense_flow(view.pattern, noise)
    assert accepted.mean() < 0.05
    assert np.median(np.abs(flow[~accepted])) < 3.0
