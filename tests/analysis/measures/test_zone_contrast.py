"""Zones against the whole face: light and flush cancel out, a red zone stands out."""

import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.light.cells import ColourChange, compared_masks, pool_cells
from analysis.light.estimate import LIGHT_SD, LightChange
from analysis.measures.erythema import ordered_changes
from analysis.measures.erythema_error import error_of_change
from analysis.measures.zone_contrast import measure_zone_contrasts
from analysis.vocabulary import ZoneMeasurement


def contrasts(flush: float, chin: float = 0.0) -> dict[Zone, ZoneMeasurement]:
    """Of a face that reddened everywhere, and more on the chin."""
    masks, rng = compared_masks(), np.random.default_rng(1)
    shape = masks[Zone.FACE].shape
    change = (flush + chin * masks[Zone.CHIN] + rng.normal(0, 1, shape)).astype(np.float32)
    index = rng.normal(25, 2, shape).astype(np.float32)
    colours = ColourChange(index, change, np.zeros(shape, np.float32), np.ones(shape, bool))
    face = pool_cells(colours)
    light = LightChange(0.0, LIGHT_SD, (), middle=face.place)
    ordered = ordered_changes(colours, light)
    found = {one.zone: one for one in measure_zone_contrasts(ordered, face, light)}
    for zone, one in found.items():
        texels = int(masks[zone].sum())
        assert (
            0 < (one.mdc95 or 0) < error_of_change(zone, one.value, texels, face, light, 1.0).mdc95
        )
    return found


@pytest.mark.parametrize("flush", [-8.0, 0.0, 9.0])
def test_what_happened_to_all_of_the_face_cancels_out(flush: float) -> None:
    found = contrasts(flush)
    assert set(found) == set(FACIAL_ZONES)
    assert all(abs(one.value) < (one.mdc95 or 0) for one in found.values())


def test_a_zone_that_reddened_more_stands_out() -> None:
    found = contrasts(4.0, chin=8.0)
    assert max(found, key=lambda zone: found[zone].value) is Zone.CHIN
    assert found[Zone.CHIN].value > (found[Zone.CHIN].mdc95 or 0)
    assert found[Zone.CHIN].value == pytest.approx(8.0, rel=0.15)


def test_of_a_face_that_cannot_be_compared_nothing_is_said() -> None:
    shape = compared_masks()[Zone.FACE].shape
    nothing, still = np.zeros(shape, np.float32), np.zeros(shape, bool)
    face = pool_cells(ColourChange(nothing, nothing, nothing, ~still))
    light = LightChange(0.0, LIGHT_SD, (), middle=face.place)
    hidden = ColourChange(nothing, nothing, nothing, still)
    assert measure_zone_contrasts(ordered_changes(hidden, light), face, light) == []
