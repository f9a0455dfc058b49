from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis import Measure, Photo, Zone, analyse_photo, put_upright, read_photo
from analysis.photo.capture import TURNED
from tests.analysis.photo.test_odd_files import saved

PEOPLE = ("002", "096")


def turned(photo: Photo, quarters: int) -> Photo:
    pixels = np.ascontiguousarray(np.rot90(photo.pixels, quarters))
    return Photo(pixels, digest=f"turned {quarters}")


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_photo_on_its_side_or_head_is_put_upright(
    faces: Path, person: str, quarters: int
) -> None:
    photo = read_photo(faces / f"{person}_neutral.jpg")
    upright = put_upright(turned(photo, quarters))
    assert np.array_equal(upright.pixels, photo.pixels)
    assert TURNED in upright.capture.findings
    assert put_upright(upright) is upright


def test_an_upright_photo_stays_as_it_is(faces: Path) -> None:
    photo = read_photo(faces / "002_neutral.jpg")
    assert put_upright(photo) is photo


def test_it_is_measured_alike_and_says_so(faces: Path) -> None:
    before = analyse_photo(read_photo(faces / "002_neutral.jpg"))
    after = read_photo(faces / "002_smile.jpg")
    plain, other = analyse_photo(after, before), analyse_photo(turned(after, 2), before)
    assert "turned_upright" in {one.code for one in other.quality.findings}
    values = [{(m.zone, m.measure): m.value for m in one.measurements} for one in (plain, other)]
    assert values[0] == values[1]
    assert (Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX) in values[0]


def test_a_large_photo_is_turned_whole(faces: Path) -> None:
    large = np.rot90(read_photo(faces / "002_neutral.jpg").pixels).repeat(3, 0).repeat(3, 1)
    photo = put_upright(read_photo(saved(np.ascontiguousarray(large), "JPEG", quality=95)))
    assert photo.shrink == 2
    middle = photo.pixels[::2, ::2].astype(int) - photo.overview
    assert np.median(np.abs(middle)) <= 6


def test_the_copy_keeps_the_finding(faces: Path) -> None:
    photo = read_photo(faces / "002_neutral.jpg")
    noted = read_photo(saved(photo.pixels, "PNG"), noted={"turned_upright"})
    assert put_upright(noted).capture.findings == (TURNED,)


def test_a_picture_without_a_face_is_left_alone() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3), np.uint8)
    photo = read_photo(saved(Image.fromarray(noise), "PNG"))
    assert put_upright(photo) is photo
