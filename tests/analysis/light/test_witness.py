"""A neck is its own witness: the same one is believed, cloth in its place is not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.light.witness import doubt_neck
from analysis.skin.view import SkinView


def with_neck(view: SkinView, **added: float) -> SkinView:
    """The view with something added to what is read off the neck, field by field."""
    neck = view.neck
    changed = {name: getattr(neck, name) + value for name, value in added.items()}
    return replace(view, neck=replace(neck, **changed))


def test_the_same_neck_is_believed(view: SkinView) -> None:
    assert doubt_neck(view, view) < 0.01


def test_the_stranger_it_is_the_more_it_is_doubted(view: SkinView) -> None:
    doubts = [doubt_neck(view, with_neck(view, blue=value)) for value in (0.0, 0.1, 0.25, 0.5)]
    assert doubts == sorted(doubts)
    assert doubts[-1] > 0.9


@pytest.mark.parametrize("sign", [-1, 1])
def test_lighter_and_darker_cloth_is_doubted(view: SkinView, sign: int) -> None:
    assert doubt_neck(view, with_neck(view, lightness=sign * 0.4)) > 0.7


def test_a_neck_that_is_not_seen_is_not_doubted(view: SkinView) -> None:
    hidden = with_neck(view, index=np.nan, blue=np.nan, lightness=np.nan, roughness=np.nan)
    assert doubt_neck(view, hidden) == doubt_neck(hidden, view) == 0.0
