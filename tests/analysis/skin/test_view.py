"""A photo unrolled: masks lie in each other, and pose, size and cover change what is seen."""

import cv2
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis.anatomy import Zone
from analysis.errors import NoFaceFound
from analysis.face.detect import Face
from analysis.face.mesh import MAP_SIZE
from analysis.face.zones import skin_mask, zone_masks
from analysis.photo.decode import Photo
from analysis.skin.view import SkinView, facing_camera, unroll, view_photo


def test_clean_skin_is_plain_and_plain_skin_is_visible(view: SkinView) -> None:
    assert view.light.shape == view.index.shape == (MAP_SIZE, MAP_SIZE)
    assert not (view.clean & ~view.plain).any()
    assert not (view.plain & ~view.visible).any()
    assert not (view.visible & ~skin_mask()).any()
    assert view.clean.sum() > 0.6 * skin_mask().sum()


def test_the_middle_of_the_face_is_that_of_its_clean_skin(view: SkinView) -> None:
    assert view.middle[0] == pytest.approx(np.median(view.index[view.clean]), abs=0.1)
    assert view.middle[1] == pytest.approx(np.median(view.light[view.clean]), abs=0.01)
    assert view.eyes_seen
    assert 0 < view.mottling < 5


def test_a_covered_cheek_is_not_plain(before: Photo, face: Face, view: SkinView) -> None:
    covered = before.pixels.copy()
    rows, columns = view.positions[zone_masks()[Zone.CHEEK_LEFT]].T
    inside = np.zeros(covered.shape[:2], np.uint8)
    inside[rows.astype(int), columns.astype(int)] = 1
    covered[cv2.dilate(inside, np.ones((5, 5))).astype(bool)] = (70, 130, 180)
    found = unroll(Photo(covered, "covered"), face)
    assert found.plain[zone_masks()[Zone.CHEEK_LEFT]].mean() < 0.02
    right = zone_masks()[Zone.CHEEK_RIGHT]
    assert found.plain[right].mean() == pytest.approx(view.plain[right].mean(), abs=0.05)


def test_a_larger_photo_shows_the_same_skin(before: Photo, face: Face, view: SkinView) -> None:
    larger = np.asarray(cv2.resize(before.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    found = unroll(Photo(larger, "larger"), face.scaled(2.0))
    assert found.middle[0] == pytest.approx(view.middle[0], abs=0.2)
    both = found.clean & view.clean
    assert np.abs(found.index - view.index)[both].mean() < 1.0


def test_skin_that_is_turned_away_is_not_used(face: Face) -> None:
    turn = Rotation.from_rotvec([np.radians(60), 0, 0])  # the first axis runs down the face
    aside = Face(turn.apply(face.points), face.presence)
    right, left = (zone_masks()[zone] for zone in (Zone.CHEEK_RIGHT, Zone.CHEEK_LEFT))
    seen = facing_camera(aside)
    assert facing_camera(face)[right | left].mean() > 0.95
    assert min(seen[right].mean(), seen[left].mean()) < 0.1
    assert max(seen[right].mean(), seen[left].mean()) > 0.9


def test_a_photo_without_a_face_is_refused() -> None:
    with pytest.raises(NoFaceFound):
        view_photo(Photo(np.full((200, 200, 3), 180, np.uint8), "wall"))
