import cv2
import numpy as np

from analysis.align.flow import shifted
from analysis.align.lead import coarse_flow
from analysis.face.mesh import MAP_SIZE
from analysis.skin.pattern import COARSE, coarse_pattern
from analysis.skin.view import SkinView


def test_a_face_seen_coarsely_is_led_most_of_the_way_through_grain_and_another_light(
    view: SkinView,
) -> None:
    field = np.random.default_rng(3).normal(size=(MAP_SIZE, MAP_SIZE, 2)).astype(np.float32)
    truth = cv2.GaussianBlur(field, (0, 0), 60)
    truth *= 12.0 / np.abs(truth).max()
    grain = np.random.default_rng(1).normal(0, 0.1, view.light.shape).astype(np.float32)
    shade = np.linspace(-0.6, 0.6, MAP_SIZE, dtype=np.float32)
    lead = coarse_flow(coarse_pattern(shifted(view.light, truth) + grain + shade), view.coarse)
    inner = np.s_[200:600, 200:570]
    missed, moved = (np.linalg.norm(flow[inner], axis=-1) for flow in (lead - truth, truth))
    assert np.median(missed) < 0.3 * np.median(moved)


def test_the_coarse_pattern_is_no_matter_of_exposure_or_of_what_lies_off_the_face(
    view: SkinView,
) -> None:
    assert view.coarse.shape == (MAP_SIZE // COARSE, MAP_SIZE // COARSE)
    brighter = coarse_pattern(view.light + 0.5).astype(int)
    assert np.abs(brighter - view.coarse).max() <= 1
