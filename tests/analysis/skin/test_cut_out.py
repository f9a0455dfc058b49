import numpy as np
import pytest

from analysis.face.detect import Face
from analysis.face.mesh import INTEROCULAR_TEXELS
from analysis.photo.decode import Photo
from analysis.skin.cut_out import cut_out, fine_enough


def test_a_coarse_photo_stays_as_it_is(before: Photo, face: Face) -> None:
    pixels, placed = cut_out(before.pixels, face)
    assert pixels is before.pixels and placed is face


@pytest.mark.parametrize("times", [3, 4])
def test_a_fine_photo_is_averaged_to_the_grid_and_the_face_stays_in_place(
    before: Photo, face: Face, times: int
) -> None:
    large = before.pixels.repeat(times, 0).repeat(times, 1)
    small, placed = cut_out(large, face.scaled(times))
    assert INTEROCULAR_TEXELS * 0.97 < placed.interocular_px < 2 * INTEROCULAR_TEXELS
    nose = 1
    row, column = np.round(face.points[nose, :2]).astype(int)
    at = tuple(np.round(placed.points[nose, :2]).astype(int))
    assert np.abs(small[at].astype(int) - before.pixels[row, column]).max() < 12


@pytest.mark.parametrize("step_px", [1.3, 1.6, 1.95])
def test_a_photo_is_blurred_as_a_mean_over_a_step_would(face: Face, step_px: float) -> None:
    near = face.scaled(step_px * INTEROCULAR_TEXELS / face.interocular_px)
    centre = tuple(np.round(near.points[1, :2]).astype(int))
    point = np.zeros((2000, 2000), np.uint8)
    point[centre] = 255
    found, _ = cut_out(point, near)
    weights = found.sum(axis=0) / found.sum()
    off = np.arange(len(weights)) - weights.argmax()
    assert (weights * off**2).sum() == pytest.approx(step_px**2 / 12, rel=0.06)


def test_the_overview_does_where_it_is_fine_enough(before: Photo, face: Face) -> None:
    photo = Photo(before.pixels, "halved", shrink=2)
    near = face.scaled(2 * INTEROCULAR_TEXELS / face.interocular_px * 1.01)
    pixels, placed = fine_enough(photo, near)
    assert pixels is photo.overview
    assert abs(placed.interocular_px / near.interocular_px - 0.5) < 0.01
