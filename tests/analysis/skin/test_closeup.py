import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES
from analysis.face.detect import Face
from analysis.photo.decode import Photo
from analysis.skin.closeup import FOCUS_ZONES, HALF_SIDE, pixels_per_mm, read_closeups


@pytest.mark.parametrize(("times", "grids"), [(1, set()), (2, {2}), (4, {2, 4})])
def test_finer_grids_are_read_where_the_photo_fills_them(
    before: Photo, face: Face, times: int, grids: set[int]
) -> None:
    pixels = before.pixels.repeat(times, 0).repeat(times, 1)
    found = read_closeups(Photo(pixels, "closer"), face.scaled(times))
    assert set(found) == grids
    for finer, closeup in found.items():
        shown = 1.2 / (finer / 2) * pixels_per_mm(face.scaled(times)) >= 8
        assert set(closeup.zones) == set(FACIAL_ZONES if shown else FOCUS_ZONES)
        side = 2 * HALF_SIDE * finer
        assert all(square.shape == (side, side) for square in closeup.zones.values())
        assert all(np.isfinite(part).all() for part in (*closeup.zones.values(), *closeup.eyes))


def test_only_what_the_baseline_has_is_read(before: Photo, face: Face) -> None:
    pixels = before.pixels.repeat(4, 0).repeat(4, 1)
    assert set(read_closeups(Photo(pixels, "closer"), face.scaled(4), {2})) == {2}
