"""Stronger, paler and evened colours are told from redness."""

import numpy as np
import pytest

from analysis.anatomy import Zone
from analysis.colour import Floats, ln_blue, to_linear
from analysis.light.cells import ColourChange, compared_masks, every_few
from analysis.light.contrast import BlueChange, Contrast, compare_contrast
from analysis.skin.view import SkinView


def pair(view: SkinView, red: float, blue: float, redder: float = 0.0) -> Contrast:
    """Compare a photo with itself, its colours stretched about their middles."""
    index = every_few(view.index)
    blues = np.asarray(every_few(ln_blue(to_linear(view.pixels))), np.float32)
    clean = every_few(view.clean) & compared_masks()[Zone.FACE]
    cheeks = compared_masks()[Zone.CHEEK_LEFT] | compared_masks()[Zone.CHEEK_RIGHT]
    change = stretched(index, red, clean) + redder * cheeks.astype(np.float32)
    colours = ColourChange(index, change, 0 * index, clean)
    return compare_contrast(colours, BlueChange(blues, stretched(blues, blue, clean)))


def stretched(values: Floats, factor: float, clean: np.ndarray) -> Floats:
    return np.asarray((factor - 1) * (values - np.median(values[clean])), np.float32)


@pytest.mark.parametrize("redder", [0.0, 9.0])
def test_a_lamp_or_redness_leaves_colours_as_far_apart(view: SkinView, redder: float) -> None:
    assert pair(view, 1.0, 1.0, redder) == Contrast()


def test_a_vivid_setting_and_a_pale_one_are_told(view: SkinView) -> None:
    assert pair(view, 1.5, 1.5).stretch == pytest.approx(1.5, abs=0.05)
    assert pair(view, 0.6, 0.6, 9.0).stretch == pytest.approx(0.6, abs=0.05)


def test_evened_redness_is_told_though_the_skin_reddened(view: SkinView) -> None:
    assert pair(view, 0.4, 1.0, 9.0).evened
