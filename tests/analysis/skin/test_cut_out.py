import numpy as np
import pytest

from analysis.face.detect import Face
from analysis.face.mesh import INTEROCULAR_TEXELS
from analysis.photo.decode import Photo
from analysis.skin.cut_out import cut_out, fine_enough


def test_a_coarse_photo_stays_as_it_is(before: Photo, face: Face) -> None:
    pixels, placed = cut_out(before.pixels, face)
    assert pixels is before.pixels and placed is face


def test_a_fine_photo_is_averaged_to_the_grid_and_the_face_stays_in_place(
    before: Photo, face: Face
) -> None:
    large = before.pixels.repeat(4, 0).repeat(4, 1)
    small, placed = cut_out(large, face.scaled(4))
    irises = placed.points[[468, 473], :2]
    assert np.linalg.norm(irises[0] - irises[1]) == pytest.approx(INTEROCULAR_TEXELS, rel=0.03)
    nose = 1
    row, column = np.round(face.points[nose, :2]).astype(int)
    at = tuple(np.round(placed.points[nose, :2]).astype(int))
    assert np.abs(small[at].astype(int) - before.pixels[row, column]).max() < 12


def test_the_overview_does_where_it_is_fine_enough(before: Photo, face: Face) -> None:
    photo = Photo(before.pixels, "halved", shrink=2)
    near = face.scaled(2 * INTEROCULAR_TEXELS / face.interocular_px * 1.01)
    pixels, placed = fine_enough(photo, near)
    assert pixels is photo.overview
    assert abs(placed.interocular_px / near.interocular_px - 0.5) < 0.01
