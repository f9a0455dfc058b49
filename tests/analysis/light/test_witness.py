"""A neck is held against itself in the photo from before; cloth of its colour is not believed."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.light.witness import doubt_neck
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView


def seen(view: SkinView, *, blue: float = 0.0, lightness: float = 0.0, shaded: float = 1.0):
    """The view with a neck of 100 patches, changed in one way."""
    rng = np.random.default_rng(3)
    shade = shaded * rng.normal(0, 0.15, 100)
    neck = Patches(
        index=view.middle[0] - 8 + shaded * rng.normal(0, 1.2, 100),
        lightness=view.middle[1] - 0.3 + lightness + shade,
        blue=np.full(100, view.blue + blue),
        roughness=np.full(100, 0.05),
    )
    return replace(view, neck=neck)


def test_the_same_neck_is_not_doubted(view: SkinView) -> None:
    assert doubt_neck(seen(view), seen(view)) < 0.05


def test_a_neck_in_a_deeper_shadow_is_not_doubted(view: SkinView) -> None:
    assert doubt_neck(seen(view), seen(view, lightness=-0.25)) < 0.3


@pytest.mark.parametrize(
    "strange", [{"blue": 0.4, "shaded": 0.4}, {"blue": 0.3, "lightness": 0.6}, {"shaded": 0.05}]
)
def test_cloth_is_doubted_in_either_photo(view: SkinView, strange: dict[str, float]) -> None:
    cloth = seen(view, **strange)
    assert doubt_neck(seen(view), cloth) > 0.7
    assert doubt_neck(cloth, seen(view)) > 0.7


def test_where_no_neck_is_seen_nothing_is_doubted(view: SkinView) -> None:
    nowhere = Patches(*(np.full(100, np.nan) for _ in range(4)))
    assert doubt_neck(replace(view, neck=nowhere), seen(view)) == 0


def test_the_stranger_it_is_the_more_it_is_doubted(view: SkinView) -> None:
    doubts = [doubt_neck(seen(view), seen(view, blue=blue)) for blue in (0.0, 0.1, 0.25, 0.5)]
    assert doubts == sorted(doubts)
    assert doubts[-1] > 0.3
