"""The map of redness change, on a photo that one zone was reddened in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from analysis import (
    Photo,
    PhotoAnalysis,
    QualityReport,
    Registration,
    Zone,
    analyse_photo,
    expression_error,
    read_photo,
    redness_change_map,
)
from analysis.face.zones import zone_masks
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from tests.analysis.test_recipe import REDDENED_EI, reddened, relit


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


def test_nothing_moved_where_the_face_is_the_same(before: Photo, baseline: PhotoAnalysis) -> None:
    assert expression_error(analyse_photo(before, baseline)).max() < 0.1
    assert not expression_error(baseline).any()


def test_a_smile_makes_the_map_less_sure_at_the_mouth_than_at_the_forehead(faces: Path) -> None:
    neutral = analyse_photo(read_photo(faces / "002_neutral.jpg"))
    error = expression_error(analyse_photo(read_photo(faces / "002_smile.jpg"), neutral))
    masks = zone_masks()
    lip, forehead = (np.median(error[masks[z]]) for z in (Zone.UPPER_LIP, Zone.FOREHEAD))
    assert lip > 1.0 > forehead
    assert lip > 3 * forehead


def test_a_turned_and_nearer_head_moved_nothing_within_the_face(view: SkinView) -> None:
    turn = Rotation.from_euler("xyz", [4, 8, 10], degrees=True)
    points = 1.3 * turn.apply(view.face.points) + [40, 30, 0]
    turned = replace(view, face=replace(view.face, points=points))
    still = np.zeros((*view.light.shape, 2), np.float32)
    pair = Registration(SkinPair(view, turned), still, view.visible)
    error = expression_error(PhotoAnalysis(QualityReport(), registration=pair))
    assert error.max() < 0.1
