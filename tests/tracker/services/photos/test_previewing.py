from datetime import datetime

import pytest

from tests.factories import picture_bytes, pixels, telltale_exif
from tracker.errors import UnusablePhoto
from tracker.services.photos.previewing import preview_photo


def test_a_large_photo_becomes_small_and_keeps_its_shape():
    preview = preview_photo(picture_bytes(pixels(rows=960, columns=1280)))
    assert preview.thumbnail.shape == (360, 480, 3)
    assert preview.taken_at is None


def test_a_small_photo_stays_as_it_is():
    assert preview_photo(picture_bytes(pixels(), "PNG")).thumbnail.tolist() == pixels().tolist()


def test_the_cameras_clock_is_read():
    content = picture_bytes(pixels(), exif=telltale_exif(taken_at="2026:01:31 08:15:00"))
    assert preview_photo(content).taken_at == datetime(2026, 1, 31, 8, 15)


def test_what_is_no_photo_is_told():
    with pytest.raises(UnusablePhoto, match="not a photo"):
        preview_photo(b"no photo")


@pytest.mark.parametrize(
    ("rows", "details", "is_copy"),
    [
        (1200, {"quality": 75}, True),
        (1200, {"quality": 95}, False),  # cut out by hand, but not squeezed
        (3000, {"quality": 75}, False),  # large enough for what is measured
        (1200, {"quality": 75, "exif": telltale_exif()}, False),  # messengers drop the clock
    ],
)
def test_the_copy_of_a_messenger_is_recognised(rows: int, details: dict, is_copy: bool):
    content = picture_bytes(pixels(rows=rows, columns=rows), **details)
    assert preview_photo(content).is_copy is is_copy


def test_another_format_is_no_messengers_copy():
    assert not preview_photo(picture_bytes(pixels(), "PNG")).is_copy
