"""What lies before the skin is not the person's own skin, and is told by its pattern."""

from dataclasses import replace

import numpy as np

from analysis.align.cover import find_cover
from analysis.anatomy import Zone
from analysis.face.zones import zone_masks
from analysis.skin.view import SkinView

STILL = np.zeros((768, 768, 2), np.float32)


def behind(view: SkinView, *zones: Zone) -> SkinView:
    """Put something of another pattern before zones."""
    hidden = np.any([zone_masks()[zone] for zone in zones], axis=0)
    other = np.random.default_rng(1).normal(0, 0.1, hidden.shape).astype(np.float32)
    return replace(view, light=np.where(hidden, view.light.mean() + other, view.light))


def test_the_same_skin_is_not_hidden(view: SkinView) -> None:
    assert not find_cover(view, view, STILL).hidden.any()


def test_only_what_is_behind_something_is_hidden(view: SkinView) -> None:
    zones = {Zone.CHEEK_LEFT, Zone.JAWLINE_LEFT}
    cover = find_cover(view, behind(view, *zones), STILL)
    assert cover.zones == zones
    cheek = zone_masks()[Zone.CHEEK_LEFT][::4, ::4] & view.visible[::4, ::4]
    assert cover.hidden[cheek].all()
    assert Zone.CHEEK_RIGHT not in cover.touched


def test_a_face_of_another_pattern_all_over_is_changed_and_not_hidden(view: SkinView) -> None:
    assert not find_cover(view, behind(view, Zone.FACE), STILL).zones
