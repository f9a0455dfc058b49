"""Files as phones, messengers and editors leave them: read, or refused for what they are."""

import io
import itertools
import struct
from datetime import datetime
from pathlib import Path
from zlib import crc32

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from analysis import analyse_photo
from analysis.errors import UnreadablePhoto
from analysis.photo.container import webp_size
from analysis.photo.decode import MAX_MEGAPIXELS, read_photo
from tests.analysis.test_bad_input import reddened
from tests.analysis.test_recipe import encode_srgb

SKIN = np.array([205, 148, 120], np.uint8)
P3 = 12
EXIF, TAKEN, DIGITISED, CHANGED, FRACTIONS, GPS = 0x8769, 0x9003, 0x9004, 0x0132, 0x9291, 0x8825


def in_p3(pixels: np.ndarray) -> np.ndarray:
    """Give sRGB pixels the numbers that Display P3 has for their colours."""
    to_p3 = [[0.8225, 0.1774, 0.0000], [0.0332, 0.9669, 0.0000], [0.0171, 0.0724, 0.9108]]
    code = pixels / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    mixed = np.clip(linear @ np.array(to_p3).T, 0, 1)
    encoded = np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)
    return np.rint(255 * encoded).astype(np.uint8)


def patch() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.clip(SKIN + rng.integers(-25, 25, (96, 128, 1)), 0, 255).astype(np.uint8)


def saved(picture: Image.Image | np.ndarray, kind: str, **options: object) -> bytes:
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def heic(pixels: np.ndarray, primaries: int = P3, transfer: int = 13) -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(
        target,
        quality=-1,
        chroma=444,
        color_primaries=primaries,
        transfer_characteristics=transfer,
        matrix_coefficients=0,
        full_range_flag=1,
        save_nclx_profile=True,
    )
    return target.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def with_chunk(content: bytes, kind: bytes, data: bytes) -> bytes:
    return content[:33] + chunk(kind, data) + content[33:]


def avif(pixels: np.ndarray, code: tuple[int, int]) -> bytes:
    content = saved(pixels, "AVIF", quality=100, subsampling="4:4:4")
    at = content.index(b"colrnclx") + 8
    return content[:at] + struct.pack(">HH", *code) + content[at + 4 :]


def p3_profile() -> bytes:
    """The sRGB profile with the primaries of Display P3 (SMPTE EG 432-1, adapted to D50)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = bytearray(
        bytes(profile).replace("sRGB".encode("utf-16-be"), "wide".encode("utf-16-be"))
    )
    columns = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2919, 0.6922, 0.0419),
               b"bXYZ": (0.1571, 0.0666, 0.7841)}  # fmt: skip
    for i in range(struct.unpack(">I", profile[128:132])[0]):
        tag, offset, _ = struct.unpack(">4sII", profile[132 + 12 * i : 144 + 12 * i])
        if tag in columns:
            fixed = [round(65536 * value) for value in columns[tag]]
            profile[offset + 8 : offset + 20] = struct.pack(">3i", *fixed)
    return bytes(profile)


def cmyk_profile() -> bytes:
    """A printer's profile in which black ink alone makes grey, and inks mix as filters do.

    A table of two steps an ink (lut8Type, ICC.1:2022, 10.10) from ink to CIELAB at D50.
    """
    rows = np.array(list(itertools.product([0, 1], repeat=4)))
    colours = np.prod(1 - rows[:, :3, None] * (1 - INKS), axis=1) * (1 - 0.9 * rows[:, 3:])
    linear_to_xyz = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606],
                              [0.0139, 0.0971, 0.7141]])  # fmt: skip
    x, y, z = np.cbrt(linear_to_xyz @ colours.T / np.array([[0.9642], [1.0], [0.8249]]))
    lab = np.array([(116 * y - 16) * 2.55, 500 * (x - y) + 128, 200 * (y - z) + 128])
    straight = bytes(range(256))
    table = (
        struct.pack(">4s4xBBBx9i", b"mft1", 4, 3, 2, *[65536 * (i % 4 == 0) for i in range(9)])
        + 4 * straight + np.rint(lab.T).clip(0, 255).astype(np.uint8).tobytes() + 3 * straight
    )  # fmt: skip
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    text = b"text\0\0\0\0no copyright\0"
    named = struct.pack(">4s4xI", b"desc", 5) + b"inks\0" + bytes(78)
    parts = {b"A2B0": table, b"wtpt": white, b"cprt": text, b"desc": named}
    tags, body, start = b"", b"", 132 + 12 * len(parts)
    for tag, part in parts.items():
        tags += struct.pack(">4sII", tag, start + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    head = struct.pack(">I4xI4s4s4s12x4s28x3i", start + len(body), 0x02400000, b"prtr", b"CMYK",
                       b"Lab ", b"acsp", 63190, 65536, 54061)  # fmt: skip
    return head + bytes(128 - len(head)) + struct.pack(">I", len(parts)) + tags + body


def opaque(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels).convert("RGBA")


INKS = np.array([[0.1, 0.5, 0.8], [0.8, 0.1, 0.4], [0.9, 0.8, 0.1]])
"""Linear red, green and blue that cyan, magenta and yellow let through."""
CHRM = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
ROUTES = {
    "PNG with profile": lambda p: saved(p, "PNG", icc_profile=p3_profile()),
    "PNG with alpha and profile": lambda p: saved(opaque(p), "PNG", icc_profile=p3_profile()),
    "PNG with cICP": lambda p: with_chunk(saved(p, "PNG"), b"cICP", bytes([P3, 13, 0, 1])),
    "PNG with cHRM": lambda p: with_chunk(saved(p, "PNG"), b"cHRM", CHRM),
    "lossless WebP with profile": lambda p: saved(
        p, "WEBP", lossless=True, icc_profile=p3_profile()
    ),
    "WebP with alpha and profile": lambda p: saved(
        opaque(p), "WEBP", lossless=True, icc_profile=p3_profile()
    ),
    "HEIC with its colour box alone": heic,
    "AVIF with its colour box alone": lambda p: avif(p, (P3, 13)),
    "JPEG with profile": lambda p: saved(
        p, "JPEG", quality=98, subsampling=0, icc_profile=p3_profile()
    ),
}


@pytest.mark.parametrize("route", ROUTES)
def test_colour_tags_are_honoured_on_every_route(route: str) -> None:
    read = read_photo(ROUTES[route](in_p3(patch()))).pixels
    assert np.abs(read.astype(int) - patch()).max() <= 6
    assert np.abs(read.astype(float).mean((0, 1)) - patch().mean((0, 1))).max() < 1


def test_grey_and_cmyk_pictures_keep_their_tone() -> None:
    grey = Image.fromarray(patch()).convert("L")
    expected = np.asarray(grey.convert("RGB")).astype(int)
    for picture in (grey, grey.convert("LA")):
        assert np.abs(read_photo(saved(picture, "PNG")).pixels - expected).max() <= 1
    odd = saved(grey, "PNG", icc_profile=p3_profile())
    assert np.abs(read_photo(odd).pixels - expected).max() <= 2
    cmyk = saved(Image.fromarray(patch()).convert("CMYK"), "JPEG", quality=98, subsampling=0)
    assert np.abs(read_photo(cmyk).pixels.astype(int) - patch()).max() <= 4


def test_the_profile_of_a_printer_is_honoured() -> None:
    inks = np.zeros((64, 64, 4), np.uint8)
    inks[:, :32] = 255, 0, 0, 0
    inks[:32, 32:] = 0, 255, 255, 0
    picture = Image.fromarray(inks, "CMYK")
    content = saved(picture, "JPEG", quality=100, subsampling=0, icc_profile=cmyk_profile())
    read = read_photo(content).pixels
    expected = {(32, 16): INKS[0], (16, 48): INKS[1] * INKS[2], (48, 48): np.ones(3)}
    for place, linear in expected.items():
        assert np.abs(read[place].astype(int) - encode_srgb(linear)).max() <= 4, place
    plain = read_photo(saved(picture, "JPEG", quality=100, subsampling=0)).pixels
    assert np.abs(read[32, 16].astype(int) - plain[32, 16]).max() > 40


def test_a_profile_for_grey_takes_no_colour() -> None:
    profile = bytearray(p3_profile())
    profile[16:20] = b"GRAY"
    content = saved(patch(), "PNG", icc_profile=bytes(profile))
    assert np.array_equal(read_photo(content).pixels, patch())


def test_pngs_gamma_is_honoured() -> None:
    linear = np.full((80, 80, 3), 55, np.uint8)
    content = with_chunk(saved(linear, "PNG"), b"gAMA", struct.pack(">I", 100_000))
    assert abs(int(read_photo(content).pixels[40, 40, 1]) - 128) <= 2
    usual = with_chunk(saved(patch(), "PNG"), b"gAMA", struct.pack(">I", 45_455))
    assert np.array_equal(read_photo(usual).pixels, patch())


def test_a_photo_in_adobe_rgb_says_so_in_its_metadata() -> None:
    exif = Image.Exif()
    exif[EXIF] = {0xA001: 2}
    told = read_photo(saved(patch(), "PNG", exif=exif)).pixels.astype(int)
    assert (told - patch())[..., 0].mean() > 8


@pytest.mark.parametrize(
    "content",
    [
        heic(patch(), 9, 16),
        heic(patch(), 9, 18),
        avif(patch(), (9, 16)),
        with_chunk(saved(patch(), "PNG"), b"cICP", bytes([9, 18, 0, 1])),
        saved(patch(), "JPEG", icc_profile=p3_profile() + b"cicp\0\0\0\0" + bytes([9, 16, 0, 1])),
    ],
    ids=["HEIC PQ", "HEIC HLG", "AVIF PQ", "PNG HLG", "JPEG with a profile that says PQ"],
)
def test_hdr_is_refused_for_what_it_is(content: bytes) -> None:
    with pytest.raises(UnreadablePhoto, match=r"HDR \(PQ or HLG\).*switch HDR off"):
        read_photo(content)


def odd_exif(tag: int, value: bytes, orientation: int = 6) -> bytes:
    """Exif with one odd value of eight bytes behind a rational tag."""
    exif = Image.Exif()
    exif[0x0112], exif[tag] = orientation, TiffImagePlugin.IFDRational(7, 9)
    raw = exif.tobytes()
    for form in ("<II", ">II"):
        raw = raw.replace(struct.pack(form, 7, 9), value)
    return raw


ODD = {
    "resolution of -1/0": odd_exif(0x011A, struct.pack(">iI", -1, 0)),
    "resolution of 0/0": odd_exif(0x011A, bytes(8)),
    "a tag of many bytes": odd_exif(0x011B, b"\xff" * 8),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_one_odd_value_never_refuses_the_pixels(name: str, kind: str) -> None:
    photo = read_photo(saved(patch(), kind, exif=ODD[name], quality=95))
    assert photo.pixels.shape == (128, 96, 3)


def test_a_position_given_in_bytes_is_no_matter() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[GPS] = {1: "N", 2: (48.0, 8.0, 30.0)}
    raw = exif.tobytes()
    for form in ("<HHI", ">HHI"):  # of three rationals, three bytes are made
        raw = raw.replace(struct.pack(form, 2, 5, 3), struct.pack(form, 2, 1, 3))
    assert raw != exif.tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        assert read_photo(saved(patch(), kind, exif=raw)).pixels.shape == (128, 96, 3)


def test_long_texts_are_no_matter() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("parameters", "x" * 3_000_000, zip=True)
    texts.add_text("more", "y" * 3_000_000)
    content = saved(patch(), "PNG", pnginfo=texts, icc_profile=p3_profile())
    plain = saved(patch(), "PNG", icc_profile=p3_profile())
    assert np.array_equal(read_photo(content).pixels, read_photo(plain).pixels)


def test_a_chunk_with_a_wrong_checksum_is_no_matter() -> None:
    content = bytearray(with_chunk(saved(patch(), "PNG"), b"tIME", bytes(7)))
    content[50] ^= 0xFF
    assert np.array_equal(read_photo(bytes(content)).pixels, patch())


@pytest.mark.parametrize("cut", [1, 2, 3, 8])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_few_last_bytes_may_be_cut(kind: str, cut: int) -> None:
    whole = saved(patch(), kind, quality=95)
    read = read_photo(whole[:-cut]).pixels.astype(int)
    differs = np.abs(read - read_photo(whole).pixels).max(axis=2) > 2
    assert differs.mean() < 0.05


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("progressive", [False, True])
def test_missing_rows_are_never_filled_in_silently(share: float, progressive: bool) -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 255, (320, 200, 3), dtype=np.uint8)
    content = saved(noise, "JPEG", progressive=progressive)
    with pytest.raises(UnreadablePhoto, match="damaged or incomplete"):
        read_photo(content[: int(share * len(content))])


def dated(**tags: object) -> Image.Exif:
    exif = Image.Exif()
    within = {int(name[1:], 16): value for name, value in tags.items()}
    if CHANGED in within:
        exif[CHANGED] = within.pop(CHANGED)
    exif[EXIF] = within
    return exif


WHEN = datetime(2026, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (dated(x9003="2026:03:04 05:06:07"), WHEN),
        (dated(x9004="2026:03:04 05:06:07"), WHEN),
        (dated(x0132="2026:03:04 05:06:07"), WHEN),
        (dated(x9003="2026:03:04 05:06:07", x0132="2026:09:09 09:09:09"), WHEN),
        (dated(x9003="0000:00:00 00:00:00", x9004="2026:03:04 05:06:07"), WHEN),
        (dated(x9003="2026:03:04 05:06:07", x9291="25"), WHEN.replace(microsecond=250_000)),
        (dated(x9003="2026:03:04 05:06:07.125+02:00"), WHEN.replace(microsecond=125_000)),
        (dated(x9003="2026-03-04T05:06:07Z", x9011="+02:00"), WHEN),
        (dated(x9003="2026:03:04 05:06"), WHEN.replace(second=0)),
        (dated(x9003=b"2026:03:04 05:06:07\0"), WHEN),
        (dated(x9003="yesterday"), None),
        (dated(x9003="2026:13:04 05:06:07"), None),
    ],
)
def test_dates_of_every_usual_field_are_read(exif: Image.Exif, expected: datetime | None) -> None:
    assert read_photo(saved(patch(), "JPEG", exif=exif)).taken_at == expected


def test_a_date_in_xmp_is_read() -> None:
    xmp = b'<x:xmpmeta><rdf:Description xmp:CreateDate="2026-03-04T05:06:07.5+01:00"/></x:xmpmeta>'
    photo = read_photo(saved(patch(), "JPEG", xmp=xmp))
    assert photo.taken_at == WHEN.replace(microsecond=500_000)


@pytest.mark.parametrize("kind", ["VP8X", "VP8L", "VP8 "])
def test_a_webps_size_is_known_before_it_is_opened(kind: str) -> None:
    options = {"VP8X": {"exif": ODD["resolution of 0/0"]}, "VP8L": {"lossless": True}, "VP8 ": {}}
    content = saved(patch(), "WEBP", **options[kind])
    assert content[12:16] == kind.encode()
    assert webp_size(content) == (128, 96)


def test_thirty_eight_bytes_that_promise_a_huge_picture_are_refused() -> None:
    sides = (16382).to_bytes(3, "little") * 2
    content = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + sides + b"VP8 \0\0\0\0"
    with pytest.raises(UnreadablePhoto, match="megapixels"):
        read_photo(content)


def test_a_photo_of_very_many_pixels_is_halved() -> None:
    wide = np.tile(patch(), (44, 54, 1))  # 29 megapixels
    for kind in ("JPEG", "PNG"):
        photo = read_photo(saved(wide, kind, compress_level=1, quality=90))
        assert photo.pixels.shape == (wide.shape[0] // 2, wide.shape[1] // 2, 3)
        assert photo.overview.shape[0] * photo.shrink == photo.pixels.shape[0]
    assert wide.size / 3 < 1e6 * MAX_MEGAPIXELS


def lossy_heic(pixels: np.ndarray) -> bytes:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(target, quality=80, chroma=420)
    return target.getvalue()


LOSSY = {
    "JPEG": lambda p: saved(p, "JPEG", quality=85),
    "WebP": lambda p: saved(p, "WEBP", quality=80),
    "HEIC": lossy_heic,
    "AVIF": lambda p: saved(p, "AVIF", quality=70),
}
FLUSH_ROUTES = {
    "PNG with alpha and profile": 0.03,
    "lossless WebP with profile": 0.03,
    "HEIC with its colour box alone": 0.03,
    "JPEG with profile": 0.06,
    "AVIF with its colour box alone": 0.06,
}


@pytest.mark.benchmark  # by hand: a person drawn and measured once for each route
def test_the_same_flush_over_every_route(faces: Path) -> None:
    before = analyse_photo(read_photo(faces / "002_neutral.jpg"))
    flushed = reddened(read_photo(faces / "002_smile.jpg"))

    def flush(content: bytes) -> float:
        found = analyse_photo(read_photo(content), before).measurements
        return next(
            m.value for m in found if m.measure == "delta_erythema_index" and m.zone == "FACE"
        )

    plain = flush(saved(flushed, "PNG", compress_level=1))
    assert plain > 5
    for route, most in FLUSH_ROUTES.items():
        assert flush(ROUTES[route](in_p3(flushed))) == pytest.approx(plain, rel=most), route
    for route, saved_so in LOSSY.items():
        assert flush(saved_so(flushed)) == pytest.approx(plain, rel=0.06), route
