import numpy as np
import pytest

from analysis.align.registration import Registration, register
from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.zones import zone_masks
from analysis.light.cells import (
    EVERY,
    Cells,
    ColourChange,
    compare_colours,
    compared_masks,
    pool_cells,
)
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView


@pytest.fixture(scope="module")
def same(view: SkinView) -> Registration:
    return register(SkinPair(view, view))


@pytest.fixture(scope="module")
def colours(same: Registration) -> ColourChange:
    return compare_colours(same)


def cells(change: np.ndarray, weight: np.ndarray | None = None) -> Cells:
    count = len(change)
    places = np.column_stack([np.linspace(0, 4, count), np.zeros(count), np.zeros(count)])
    return Cells(change, places, np.ones(count) if weight is None else weight, np.eye(count, 11))


def test_a_photo_is_no_other_colour_than_itself(colours: ColourChange) -> None:
    assert colours.clean.sum() > 5000
    assert np.abs(colours.change[colours.clean]).max() < 1.0
    assert abs(float(np.median(colours.change[colours.clean]))) < 1e-3
    assert colours.places.shape == (*colours.index.shape, 3)


def test_cells_lie_in_their_zones_and_know_their_place(colours: ColourChange) -> None:
    pooled = pool_cells(colours)
    assert pooled.zones.shape == (len(pooled.change), len(FACIAL_ZONES))
    assert ((pooled.weight > 0.3) & (pooled.weight <= 1)).all()
    left = pooled.zones[:, FACIAL_ZONES.index(Zone.CHEEK_LEFT)] > 0.5
    assert (pooled.places[left, 2] > 0).all()
    assert pooled.place[0] == pytest.approx(colours.index[colours.clean].mean() / 10, rel=0.2)


def test_masks_are_those_of_the_map_thinned() -> None:
    for zone, mask in compared_masks().items():
        assert mask.sum() == zone_masks()[zone][::EVERY, ::EVERY].sum()


def test_the_mean_is_weighed_and_the_scatter_is_robust() -> None:
    change = np.array([0.0, 0.0, 0.0, 0.0, 50.0])
    assert cells(change).mean_change == pytest.approx(10)
    assert cells(change, np.array([1.0, 1, 1, 1, 0])).mean_change == 0
    assert cells(change).unevenness == 0


def test_what_slopes_explain_is_no_scatter() -> None:
    sloping = cells(3 * np.linspace(0, 4, 30))
    assert sloping.scatter(np.array([3.0, 0, 0])) == pytest.approx(0, abs=1e-9)
    assert sloping.scatter(np.zeros(3)) == sloping.unevenness > 3
