"""Zones are read off their clean middle, change is what is left once the light is taken off."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.zones import zone_masks
from analysis.figures import CLEAR_EI
from analysis.light.cells import ColourChange, compared_masks, pool_cells
from analysis.light.estimate import LightChange
from analysis.measures.erythema import measure_erythema, measure_erythema_change, ordered_changes
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, ZoneMeasurement

SIDE = len(compared_masks()[Zone.FACE])
LIGHT = LightChange(2.0, 0.5, ())


def change_of(by_zone: dict[Zone, float], light: float = 2.0) -> ColourChange:
    """A face of one colour under another light, some zones of it redder."""
    change = np.full((SIDE, SIDE), light, np.float32)
    for zone, redder in by_zone.items():
        change[compared_masks()[zone]] += redder
    still = np.zeros_like(change)
    return ColourChange(still + 20, change, still, compared_masks()[Zone.FACE])


def measured(by_zone: dict[Zone, float], measure: Measure) -> dict[Zone, float]:
    colours = change_of(by_zone)
    found = measure_erythema_change(ordered_changes(colours, LIGHT), pool_cells(colours), LIGHT)
    return {one.zone: one.value for one in found if one.measure is measure}


def test_the_light_is_taken_off_every_zone() -> None:
    changes = measured({}, Measure.DELTA_ERYTHEMA_INDEX)
    assert set(changes) == {*FACIAL_ZONES, Zone.FACE}
    assert list(changes.values()) == pytest.approx([0.0] * len(changes), abs=1e-5)


def test_a_zone_that_reddens_is_read_in_full_and_its_neighbours_stay() -> None:
    changes = measured({Zone.CHIN: 6.0}, Measure.DELTA_ERYTHEMA_INDEX)
    assert changes[Zone.CHIN] == pytest.approx(6.0, abs=0.01)
    assert changes[Zone.FOREHEAD] == pytest.approx(0.0, abs=0.01)
    assert 0 < changes[Zone.FACE] < 1


def test_the_reddened_share_counts_clear_redness_only() -> None:
    faint, clear = (
        measured({Zone.NOSE: redder}, Measure.REDDENED_SHARE)[Zone.NOSE]
        for redder in (CLEAR_EI - 0.1, CLEAR_EI + 0.1)
    )
    assert faint < 1
    assert clear > 99


def shares_of(colours: ColourChange) -> list[ZoneMeasurement]:
    found = measure_erythema_change(ordered_changes(colours, LIGHT), pool_cells(colours), LIGHT)
    return [one for one in found if one.measure is Measure.REDDENED_SHARE]


def test_no_reddened_share_is_sure_to_nought_and_of_few_texels_less_so() -> None:
    errors = {one.zone: one.mdc95 or 0.0 for one in shares_of(change_of({}))}
    assert min(errors.values()) > 0
    assert errors[Zone.FACE] < errors[Zone.FOREHEAD] < errors[Zone.UNDER_EYE_LEFT]


@pytest.mark.parametrize("wild_share", [0.01, 0.05, 0.2])
def test_what_a_file_scatters_to_both_sides_is_within_the_reddened_shares_error(
    wild_share: float,
) -> None:
    still, rng = change_of({}), np.random.default_rng(5)
    wild = rng.random(still.change.shape) < wild_share
    scattered = still.change + wild * rng.normal(0, 8, wild.shape).astype(np.float32)
    shares = shares_of(replace(still, change=scattered))
    assert max(one.value for one in shares) > 0
    assert all(one.value <= (one.mdc95 or 0.0) for one in shares)


def test_a_zone_that_reddens_shows_beyond_its_shares_error() -> None:
    chin = next(one for one in shares_of(change_of({Zone.CHIN: 9.0})) if one.zone is Zone.CHIN)
    assert chin.value > 90 > 2 * (chin.mdc95 or 0.0)


def test_a_zone_that_is_hardly_seen_gets_no_value(view: SkinView) -> None:
    covered = replace(view, clean=view.clean & ~zone_masks()[Zone.CHIN])
    zones = {one.zone for one in measure_erythema(covered)}
    assert Zone.CHIN not in zones
    assert zones == {one.zone for one in measure_erythema(view)} - {Zone.CHIN}


def test_own_values_state_no_error_and_follow_the_index(view: SkinView) -> None:
    redder = replace(view, index=view.index + np.float32(3))
    for one, more in zip(measure_erythema(view), measure_erythema(redder), strict=True):
        assert one.mdc95 is None
        assert more.value == pytest.approx(one.value + 3, abs=1e-3)
