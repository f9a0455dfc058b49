"""A file tells its size and colours before it is decoded, and what can be mended is."""

import io

import numpy as np
import pytest
from PIL import Image

from analysis.photo.container import MOST_MISSING_BYTES, ColourCode, colour_code, mended, webp_size
from tests.analysis.photo.test_odd_files import P3, heic, patch, saved

PIXELS = patch()


@pytest.mark.parametrize(
    "options", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif\0\0"}]
)
def test_a_webp_tells_its_size(options: dict) -> None:
    assert webp_size(saved(PIXELS, "WEBP", **options)) == (PIXELS.shape[1], PIXELS.shape[0])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_other_files_are_no_webp(kind: str) -> None:
    assert webp_size(saved(PIXELS, kind)) is None
    assert webp_size(b"RIFF") is None


def test_the_colour_box_of_a_heic_is_found() -> None:
    assert colour_code(heic(PIXELS)) == ColourCode(P3, 13)
    assert colour_code(saved(PIXELS, "JPEG")) is None
    assert colour_code(b"") is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_whole_file_is_handed_on_first_as_it_is(kind: str) -> None:
    content = saved(PIXELS, kind)
    assert next(mended(content)) == content


def test_the_last_bytes_that_are_missing_are_filled_up_but_no_more() -> None:
    content = saved(PIXELS, "WEBP", lossless=True)
    assert len(next(mended(content[:-10]))) == len(content)
    cut = content[: -MOST_MISSING_BYTES - 1]
    assert next(mended(cut)) == cut


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_without_metadata_the_pixels_stay(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker"
    content = saved(Image.fromarray(PIXELS), kind, exif=exif)
    _, *bare = mended(content)
    assert len(bare) == 2
    assert b"maker" in content
    assert b"maker" not in bare[-1]
    for version in bare:
        with Image.open(io.BytesIO(version)) as picture, Image.open(io.BytesIO(content)) as whole:
            assert np.array_equal(np.asarray(picture), np.asarray(whole))
