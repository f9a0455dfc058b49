"""Gloss is told by blue: it whitens skin, which blood does not."""

import numpy as np

from analysis.anatomy import Zone
from analysis.light.cells import ColourChange, compared_masks, every_few
from analysis.light.contrast import BlueChange
from analysis.light.gloss import hidden_by_gloss
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView

UNSEEN = Patches(*(np.full(4, np.nan) for _ in range(4)))


def test_gloss_hides_redness_where_it_lies(view: SkinView) -> None:
    index, masks = every_few(view.index), compared_masks()
    blues = np.full(index.shape, -0.4, np.float32)
    colours = ColourChange(index, 0 * index, 0 * index, masks[Zone.FACE])
    whiter = 0.12 * masks[Zone.NOSE].astype(np.float32)
    hidden = hidden_by_gloss(colours, BlueChange(blues, whiter), (UNSEEN, UNSEEN))
    assert set(hidden) == {Zone.NOSE, Zone.FACE}
    assert hidden[Zone.NOSE] > 1 > hidden[Zone.FACE] > 0
    assert not hidden_by_gloss(colours, BlueChange(blues, 0 * whiter + 0.12), (UNSEEN, UNSEEN))
