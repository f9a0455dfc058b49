"""The map of redness change, on a photo that one zone was reddened in."""

import numpy as np

from analysis import Photo, PhotoAnalysis, Zone, analyse_photo, redness_change_map
from analysis.zones import zone_masks
from tests.analysis.test_measure import REDDENED_EI, reddened, relit


def test_the_map_is_red_where_the_skin_became_redder_and_nowhere_else(
    before: Photo, baseline: PhotoAnalysis
) -> None:
    photo = reddened(before, baseline, Zone.CHEEK_LEFT)
    change = redness_change_map(analyse_photo(relit(photo, (1.1, 1.0, 0.9)), baseline))
    assert change is not None
    masks = zone_masks()
    assert abs(np.nanmedian(change[masks[Zone.CHEEK_LEFT]]) - REDDENED_EI) < 1.0
    assert abs(np.nanmedian(change[masks[Zone.CHEEK_RIGHT]])) < 1.0


def test_the_map_says_nothing_about_what_is_no_skin(before: Photo, baseline: PhotoAnalysis) -> None:
    change = redness_change_map(analyse_photo(before, baseline))
    assert change is not None
    assert np.isnan(change[0, 0])
    assert np.isfinite(change[zone_masks()[Zone.CHEEK_LEFT]]).mean() > 0.9


def test_there_is_no_map_without_a_baseline(baseline: PhotoAnalysis) -> None:
    assert redness_change_map(baseline) is None
