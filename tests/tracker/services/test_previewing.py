from datetime import datetime

import pytest

from tests.factories import picture_bytes, pixels, telltale_exif
from tracker.errors import UnusablePhoto
from tracker.services.previewing import preview_photo


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
