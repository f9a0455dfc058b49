import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM, canonical_mesh
from analysis.face.zones import eye_boxes, skin_mask, zone_masks

PAIRS = [
    (Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT),
    (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT),
    (Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT),
]


def test_every_facial_zone_has_a_mask() -> None:
    assert set(zone_masks()) == {*FACIAL_ZONES, Zone.FACE}
    for mask in zone_masks().values():
        assert mask.shape == (MAP_SIZE, MAP_SIZE)
        assert mask.sum() / TEXELS_PER_MM**2 > 150  # mm²: enough skin for a robust median


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_left_is_the_mirror_image_of_right_on_the_persons_own_side(left: Zone, right: Zone) -> None:
    masks = zone_masks()
    assert np.array_equal(masks[left], masks[right][:, ::-1])
    assert np.nonzero(masks[left])[1].mean() > MAP_SIZE / 2  # the map's right: the person's left


def test_zones_do_not_overlap() -> None:
    counted = np.sum([zone_masks()[zone] for zone in FACIAL_ZONES], axis=0)
    shared = (counted > 1).sum() / (counted > 0).sum()
    assert shared < 0.01  # outlines of neighbours touch


def test_the_face_holds_every_zone() -> None:
    face = zone_masks()[Zone.FACE]
    for zone in FACIAL_ZONES:
        assert not (zone_masks()[zone] & ~face).any()


@pytest.mark.parametrize("vertex", [159, 386, 13, 14, 0, 17, 52, 282, 2, 19])
def test_eyes_brows_lips_and_nostrils_are_no_skin(vertex: int) -> None:
    row, column = canonical_mesh().texture[vertex].round().astype(int)
    assert not skin_mask()[row, column]


def test_each_eye_box_holds_one_eye() -> None:
    right, left = eye_boxes()
    for box, corner in ((right, 33), (left, 263)):
        row, column = canonical_mesh().texture[corner]
        assert box[0].start <= row < box[0].stop
        assert box[1].start <= column < box[1].stop
    assert right[1].stop <= left[1].start
