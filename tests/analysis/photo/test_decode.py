import io
import struct
import zlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from analysis.errors import UnreadablePhoto
from analysis.photo.decode import MAX_MEGAPIXELS, luma_of, read_photo

RED_LEFT = np.zeros((80, 120, 3), np.uint8)
RED_LEFT[:, :60] = (200, 30, 30)
RED_LEFT[:, 60:] = (30, 30, 200)
LOSSY = 12  # 8-bit counts that a JPEG, WebP or HEIC of good quality may move a flat colour

pytestmark = pytest.mark.usefixtures("all_threads")


def encode(pixels: np.ndarray, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_reads_every_promised_format(kind: str) -> None:
    photo = read_photo(encode(RED_LEFT, kind, quality=95))
    assert photo.pixels.shape == (80, 120, 3)
    assert photo.pixels.dtype == np.uint8
    assert np.abs(photo.pixels[40, 20].astype(int) - [200, 30, 30]).max() <= LOSSY
    assert np.abs(photo.pixels[40, 100].astype(int) - [30, 30, 200]).max() <= LOSSY


def test_reads_from_a_path_as_from_bytes(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(encode(RED_LEFT, "PNG"))
    assert read_photo(path).digest == read_photo(str(path)).digest
    assert np.array_equal(read_photo(path).pixels, RED_LEFT)


@pytest.mark.parametrize(
    ("orientation", "expected_shape", "red_side"),
    [
        (1, (80, 120), "left"),
        (2, (80, 120), "right"),
        (3, (80, 120), "right"),
        (6, (120, 80), "top"),
        (8, (120, 80), "bottom"),
    ],
)
def test_turns_the_photo_upright(
    orientation: int, expected_shape: tuple[int, int], red_side: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read_photo(encode(RED_LEFT, "JPEG", quality=95, exif=exif)).pixels
    assert pixels.shape[:2] == expected_shape
    half_rows, half_columns = expected_shape[0] // 2, expected_shape[1] // 2
    corner = {
        "left": (half_rows, 5),
        "right": (half_rows, -5),
        "top": (5, half_columns),
        "bottom": (-5, half_columns),
    }[red_side]
    assert pixels[corner][0] > 150


def test_converts_the_embedded_profile_to_srgb() -> None:
    swapped = encode(RED_LEFT, "PNG", icc_profile=_linear_rgb_profile())
    grey = np.full((80, 80, 3), 55, np.uint8)  # linear 0.216 is sRGB 128
    converted = read_photo(encode(grey, "PNG", icc_profile=_linear_rgb_profile())).pixels
    assert abs(int(converted[40, 40, 1]) - 128) <= 2
    assert read_photo(swapped).pixels[40, 20, 0] > 215


def _linear_rgb_profile() -> bytes:
    """An sRGB profile whose tone curves are replaced by straight lines (ICC.1:2010, curveType)."""
    standard = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = bytearray(standard.replace("sRGB".encode("utf-16-be"), "line".encode("utf-16-be")))
    count = struct.unpack(">I", profile[128:132])[0]
    for i in range(count):
        tag, offset, size = struct.unpack(">4sII", profile[132 + 12 * i : 144 + 12 * i])
        if tag in (b"rTRC", b"gTRC", b"bTRC"):
            profile[offset : offset + 12] = b"curv" + bytes(8)
            profile[132 + 12 * i + 8 : 144 + 12 * i] = struct.pack(">I", min(size, 12))
    return bytes(profile)


def test_ignores_a_damaged_profile() -> None:
    content = encode(RED_LEFT, "PNG", icc_profile=b"no profile at all" * 10)
    assert np.array_equal(read_photo(content).pixels, RED_LEFT)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "LA", "CMYK", "I;16"])
def test_reads_unusual_pixel_formats(mode: str) -> None:
    picture = Image.new("I;16", (80, 80), 128 << 8) if mode == "I;16" else None
    grey = Image.new("RGB", (80, 80), (128, 128, 128))
    picture = picture or (grey.quantize() if mode == "P" else grey.convert(mode))
    target = io.BytesIO()
    picture.save(target, "JPEG" if mode == "CMYK" else "PNG")
    assert np.abs(read_photo(target.getvalue()).pixels.astype(int) - 128).max() <= 3


def test_transparent_parts_become_white() -> None:
    clear = np.zeros((80, 80, 4), np.uint8)
    assert (read_photo(encode(clear, "PNG")).pixels == 255).all()


def test_tells_when_the_camera_took_it() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "2026:03:04 05:06:07"}
    assert read_photo(encode(RED_LEFT, "JPEG", exif=exif)).taken_at == datetime(2026, 3, 4, 5, 6, 7)


def test_a_nonsense_date_is_no_date() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0x9003: "0000:00:00 00:00:00"}
    assert read_photo(encode(RED_LEFT, "JPEG", exif=exif)).taken_at is None


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7 not a photo", bytes(1000)])
def test_refuses_what_is_no_image(content: bytes) -> None:
    with pytest.raises(UnreadablePhoto, match="JPEG, PNG, WebP or HEIC"):
        read_photo(content)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_refuses_other_formats(kind: str) -> None:
    with pytest.raises(UnreadablePhoto, match="JPEG, PNG, WebP or HEIC"):
        read_photo(encode(RED_LEFT, kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_refuses_a_truncated_photo(kind: str) -> None:
    rng = np.random.default_rng(1)
    content = encode(rng.integers(0, 255, (200, 200, 3), dtype=np.uint8), kind)
    with pytest.raises(UnreadablePhoto, match=r"damaged or incomplete|can be opened"):
        read_photo(content[: len(content) // 2])


def test_refuses_a_gigantic_photo_from_its_header() -> None:
    side = 200_000  # as an array this would be 120 GB: only the header may be read
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"")
    with pytest.raises(UnreadablePhoto, match=f"{MAX_MEGAPIXELS} megapixels"):
        read_photo(content)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_refuses_a_tiny_picture() -> None:
    with pytest.raises(UnreadablePhoto, match="too small"):
        read_photo(encode(RED_LEFT[:20, :20], "PNG"))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UnreadablePhoto, match=r"gone\.jpg"):
        read_photo("gone.jpg")


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_jpeg_is_decoded_smaller_at_first_and_whole_on_request(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    large = np.repeat(np.repeat(RED_LEFT, 32, axis=0), 32, axis=1)  # 2560 x 3840
    photo = read_photo(encode(large, "JPEG", quality=95, exif=exif))
    expected = large if orientation == 1 else np.rot90(large, -1)
    assert photo.shrink == 2
    assert photo.pixels.shape == expected.shape
    assert photo.overview.shape[:2] == (expected.shape[0] // 2, expected.shape[1] // 2)
    middle = expected[::2, ::2].astype(int) - photo.overview
    assert np.median(np.abs(middle)) <= LOSSY


@pytest.mark.parametrize(("times", "halved"), [(32, 1), (61, 2)])
def test_a_large_jpeg_is_decoded_to_the_bit_as_pillow_does(times: int, halved: int) -> None:
    large = np.repeat(np.repeat(RED_LEFT, times, axis=0), times, axis=1)[1:, 3:]
    content = encode(large, "JPEG", quality=60)
    photo = read_photo(content)
    assert photo.shrink == 2
    for found, factor in ((photo.pixels, halved), (photo.overview, 2 * halved)):
        reference = Image.open(io.BytesIO(content))
        reference.draft(None, (large.shape[1] // factor, large.shape[0] // factor))
        assert np.array_equal(found, np.asarray(reference))


@pytest.mark.parametrize(
    ("size", "orientation", "progressive"),
    [((3600, 1800), 6, True), ((7300, 3400), 7, False)],
)
def test_luma_is_that_of_the_colours(
    size: tuple[int, int], orientation: int, progressive: bool
) -> None:
    few = np.random.default_rng(5).integers(60, 200, (24, 36, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    large = Image.fromarray(few).resize(size, Image.Resampling.BILINEAR)
    large.save(target, "JPEG", quality=95, exif=exif, progressive=progressive)
    photo = read_photo(target.getvalue())
    assert photo.shrink == 2
    luma = photo.luma
    assert photo.unturned_luma is not None
    assert (photo.unturned_luma.result() is None) is progressive  # else decoded beside the overview
    assert np.array_equal(replace(photo, unturned_luma=None).luma, luma)
    assert np.array_equal(replace(photo, quarter_turns=1).luma, np.rot90(luma))
    assert luma.shape == photo.pixels.shape[:2]
    assert np.abs(luma.astype(int) - luma_of(photo.pixels)).max() <= 3


def test_a_large_jpeg_that_ends_too_early_is_refused_at_once() -> None:
    content = encode(np.random.default_rng(1).integers(0, 255, (400, 4000, 3), np.uint8), "JPEG")
    with pytest.raises(UnreadablePhoto, match="damaged or incomplete"):
        read_photo(content[: len(content) // 2])
