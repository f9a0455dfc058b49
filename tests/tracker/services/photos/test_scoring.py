import io
from datetime import datetime

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin, PngImagePlugin
from pillow_heif import register_heif_opener

from tests.factories import ROTATED_CLOCKWISE, picture_bytes, pixels, png_chunks, telltale_exif
from tracker.errors import UnusablePhoto
from tracker.services.photos.scoring import clean_photo
from tracker.store.photos import digest_of

register_heif_opener()

TAKEN_AT = datetime(2026, 1, 31, 8, 15)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Telltale</rdf:RDF></x:xmpmeta>'
JPEG_ERROR = 4  # 8-bit steps; quality 97 on a smooth picture stays well within


def decode(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def jpeg_segments(content: bytes) -> set[int]:
    """The marker bytes of a JPEG's header segments."""
    found, at = set(), 2
    while content[at + 1] != 0xDA:  # start of scan
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


@pytest.fixture
def telltale_jpeg() -> bytes:
    return picture_bytes(
        pixels(), exif=telltale_exif(), xmp=XMP, comment=b"Telltale", icc_profile=b"Telltale" * 20
    )


def test_the_telltale_photo_does_tell(telltale_jpeg: bytes):
    picture = Image.open(io.BytesIO(telltale_jpeg))
    assert picture.getexif().get_ifd(0x8825)[2] == (52.0, 31.0, 12.0)
    assert telltale_jpeg.count(b"Telltale") >= 4


def test_no_metadata_of_a_jpeg_is_kept(telltale_jpeg: bytes):
    clean = clean_photo(telltale_jpeg)
    assert b"Telltale" not in clean.content and b"Exif" not in clean.content
    # APP0 (JFIF header), quantisation, frame, Huffman tables: no APP1 (EXIF, XMP), no comment
    assert jpeg_segments(clean.content) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert not Image.open(io.BytesIO(clean.content)).getexif()


def test_the_time_is_told_apart_from_the_file(telltale_jpeg: bytes):
    assert clean_photo(telltale_jpeg).taken_at == TAKEN_AT
    assert clean_photo(picture_bytes(pixels())).taken_at is None


def test_no_metadata_of_a_png_is_kept_and_every_pixel_is():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Telltale")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    told = picture_bytes(
        pixels(), "PNG", pnginfo=words, exif=telltale_exif(), icc_profile=b"Telltale" * 20
    )
    assert {b"tEXt", b"iTXt", b"eXIf", b"iCCP"} <= set(png_chunks(told))

    clean = clean_photo(told)

    assert set(png_chunks(clean.content)) == {b"IHDR", b"IDAT", b"IEND"}
    assert clean.media_type == "image/png"
    np.testing.assert_array_equal(decode(clean.content), pixels())


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_other_formats_become_a_jpeg_without_metadata(kind: str):
    clean = clean_photo(picture_bytes(pixels(), kind, exif=telltale_exif(), quality=100))
    assert clean.media_type == "image/jpeg"
    assert jpeg_segments(clean.content) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert clean.taken_at == TAKEN_AT
    assert (clean.width_px, clean.height_px) == (128, 96)
    assert np.abs(decode(clean.content) - pixels()).mean() < JPEG_ERROR


def test_the_stored_jpeg_keeps_full_colour_resolution():
    original = pixels()
    clean = clean_photo(picture_bytes(original, quality=100, subsampling=0))
    kept = Image.open(io.BytesIO(clean.content))
    assert JpegImagePlugin.get_sampling(kept) == 0  # 4:4:4
    assert np.abs(decode(clean.content) - original).max() <= JPEG_ERROR


def test_a_turned_photo_is_kept_upright():
    upright = pixels()
    sideways = np.rot90(upright)  # as the sensor saw it; the tag says: turn clockwise
    exif = telltale_exif(orientation=ROTATED_CLOCKWISE)
    clean = clean_photo(picture_bytes(sideways, "PNG", exif=exif))
    assert (clean.width_px, clean.height_px) == (128, 96)
    np.testing.assert_array_equal(decode(clean.content), upright)


def test_the_same_file_gives_the_same_copy(telltale_jpeg: bytes):
    first, second = clean_photo(telltale_jpeg), clean_photo(telltale_jpeg)
    assert digest_of(first.content) == digest_of(second.content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 a letter from the clinic",
        picture_bytes(pixels())[:-200],
        picture_bytes(pixels(), "GIF"),
        picture_bytes(Image.new("1", (9000, 9000)), "PNG"),
    ],
    ids=["empty", "no image", "truncated", "unknown format", "gigantic"],
)
def test_a_file_that_is_no_photo_is_refused_in_one_sentence(content: bytes):
    with pytest.raises(UnusablePhoto) as refusal:
        clean_photo(content)
    assert str(refusal.value).endswith(".") and "\n" not in str(refusal.value)
