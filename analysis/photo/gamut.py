"""Colours of a file to sRGB, strip by strip, whatever tells what they are."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from PIL.ExifTags import IFD, Base

from analysis.errors import UnreadablePhoto
from analysis.photo.container import ColourCode

Pixels = NDArray[np.uint8]
Convert = Callable[[Image.Image], Pixels]
"""Takes a strip as decoded, gives (rows, columns, 3) sRGB."""

Points = tuple[tuple[float, float], ...]
"""x, y of white, red, green and blue."""

# Source: ITU-T H.273; Adobe RGB (1998); Lam 1985 (Bradford).
_D65 = (0.3127, 0.3290)
_SRGB: Points = (_D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
_PRIMARIES: dict[int, Points] = {
    9: (_D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    11: ((0.314, 0.351), (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    12: (_D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
"""ITU-T H.273, table 2: BT.2020, P3 of cinemas and of displays. All others count as sRGB, also
those of television (5, 6), which phones name for pictures that are sRGB. Source: that table."""
_ADOBE_RGB: Points = (_D65, (0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
"""Source: Adobe RGB (1998)."""
_EXPONENTS = {4: 2.2, 5: 2.8, 8: 1.0}
"""H.273, table 3; all others are near sRGB's own curve or HDR. Source: that table."""
_PQ, _HLG = 16, 18
"""Source: ITU-T H.273, table 3."""
_NEAR_SRGB = (0.43, 0.48)
"""PNG's gamma, of which 1/2.2 means sRGB's curve. Chosen: 1/2.2 as files round it."""
# Chosen: points as files round them; 12 bits, in which no 8-bit step is lost. Source: Lam
# 1985 (Bradford).
_SAME_POINT = 0.004
_LEVELS = 4096
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


@dataclass(frozen=True)
class _Space:
    points: Points = _SRGB
    exponent: float | None = None
    """Of the curve; None for sRGB's own."""


def converter(picture: Image.Image, code: ColourCode | None) -> Convert:
    """Return what turns strips of a picture into sRGB.

    Parameters
    ----------
    picture : PIL.Image.Image
        As opened.
    code : ColourCode or None
        What `colour_code` found; an embedded profile counts more.

    Raises
    ------
    UnreadablePhoto
        If it is an HDR picture, whose brightness means something else.
    """
    profile = picture.info.get("icc_profile")
    by_profile = _by_profile(picture, profile) if profile else None
    if by_profile is not None:
        return by_profile
    _refuse_hdr(code.transfer if code else 0)
    space = _space_of(picture, code)
    if space == _Space():
        return _as_rgb
    change = _changer(space)
    return lambda strip: change(_as_rgb(strip))


def is_srgb(picture: Image.Image) -> bool:
    """Tell whether the colours of a JPEG need no change."""
    return converter(picture, None) is _as_rgb


def _by_profile(picture: Image.Image, profile: bytes) -> Convert | None:
    """Return the conversion of an embedded profile; None where it is damaged or needless."""
    _refuse_hdr(_transfer_of(profile))
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(own).startswith("sRGB"):  # most phones: nothing to do
            return _as_rgb
        mode = {"GRAY": "L", "CMYK": "CMYK"}.get(own.profile.xcolor_space.strip(), "RGB")
        if mode != "RGB" and picture.mode != mode and not _is_grey(picture, mode):
            return None
        transform = ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):  # it says nothing
        return None

    def convert(strip: Image.Image) -> Pixels:
        converted = ImageCms.applyTransform(_on_white(strip).convert(mode), transform)
        assert converted is not None
        return _as_rgb(converted)

    return convert


def _is_grey(picture: Image.Image, mode: str) -> bool:
    return mode == "L" and picture.mode in ("L", "LA", "1", "I;16", "I;16B", "I")


def _transfer_of(profile: bytes) -> int:
    """Return the transfer code of a profile's cicp tag (ICC.1:2022, 10.3), 0 where it has none."""
    at = profile.find(
        b"cicp\0\0\0\0"
    )  # the tag's content begins so, its entry in the table does not
    return profile[at + 9] if 0 <= at < len(profile) - 9 else 0


def _refuse_hdr(transfer: int) -> None:
    if transfer in (_PQ, _HLG):
        raise UnreadablePhoto(
            "This photo is saved in HDR (PQ or HLG), so its brightness cannot be compared with "
            "that of other photos. Please switch HDR off in the camera's settings, or save this "
            "photo as a plain JPEG."
        )


def _space_of(picture: Image.Image, code: ColourCode | None) -> _Space:
    if code is not None:
        points = _PRIMARIES.get(code.primaries, _SRGB)
        return _Space(points, _EXPONENTS.get(code.transfer))
    space = _Space() if "srgb" in picture.info else _space_of_png(picture)
    if space == _Space() and _is_adobe_rgb(picture):
        return _Space(_ADOBE_RGB, 2.2)
    return space


def _space_of_png(picture: Image.Image) -> _Space:
    """Return what the chunks gAMA and cHRM say."""
    gamma = float(picture.info.get("gamma") or _NEAR_SRGB[0])
    is_usual = _NEAR_SRGB[0] <= gamma <= _NEAR_SRGB[1] or not 0.1 < gamma < 3
    sides = picture.info.get("chromaticity") or ()
    points = tuple(zip(sides[::2], sides[1::2], strict=False))
    is_possible = len(points) == 4 and all(0 <= x < 1 and 0 < y < 1 for x, y in points)
    far = is_possible and np.abs(np.array(points) - _SRGB).max() > _SAME_POINT
    return _Space(points if far else _SRGB, None if is_usual else 1 / gamma)


def _is_adobe_rgb(picture: Image.Image) -> bool:
    """Tell whether a camera marked its picture as Adobe RGB (Exif 2.32 and DCF 2.0)."""
    try:
        exif = picture.getexif()
        own = exif.get_ifd(IFD.Exif)
        if own.get(Base.ColorSpace) == 2:
            return True
        return IFD.Interop in own and exif.get_ifd(IFD.Interop).get(1) == "R03"
    except Exception:  # odd metadata tells nothing
        return False


def _changer(space: _Space) -> Callable[[Pixels], Pixels]:
    codes = np.arange(256) / 255
    linear = _linear(codes) if space.exponent is None else codes**space.exponent
    light = linear.astype(np.float32)
    matrix = (np.linalg.inv(_to_xyz(_SRGB)) @ _to_xyz(space.points)).astype(np.float32)
    encoded = np.rint(255 * _encoded(np.arange(_LEVELS) / (_LEVELS - 1))).astype(np.uint8)

    def change(pixels: Pixels) -> Pixels:
        mixed = cv2.transform(light[pixels], matrix)
        places = np.clip(mixed * (_LEVELS - 1) + 0.5, 0, _LEVELS - 1).astype(np.uint16)
        return np.asarray(encoded[places], np.uint8)

    return change


def _to_xyz(points: Points) -> NDArray[np.float64]:
    """Return the matrix from linear RGB to CIE XYZ under D65 (SMPTE RP 177; Bradford)."""
    whites, colours = (np.array([(x / y, 1, (1 - x - y) / y) for x, y in some]).T
                       for some in (points[:1], points[1:]))  # fmt: skip
    matrix = colours * np.linalg.solve(colours, whites[:, 0])
    x, y = _D65
    cones = _BRADFORD @ whites[:, 0], _BRADFORD @ np.array([x / y, 1, (1 - x - y) / y])
    adapt = np.linalg.solve(_BRADFORD, np.diag(cones[1] / cones[0]) @ _BRADFORD)
    return np.asarray(adapt @ matrix)


def _linear(code: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def _encoded(light: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def _as_rgb(strip: Image.Image) -> Pixels:
    """Copy a strip out.

    Pillow keeps four bytes per pixel; handed over as they are, OpenCV drops one quicker.
    """
    strip = _on_white(strip)
    strip = strip if strip.mode == "RGB" else strip.convert("RGB")
    padded = np.frombuffer(strip.tobytes("raw", "RGBX"), np.uint8)
    return np.asarray(
        cv2.cvtColor(padded.reshape(strip.height, strip.width, 4), cv2.COLOR_RGBA2RGB)
    )


def _on_white(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I;16"):  # 16-bit grey: Pillow clips instead of scaling
        return Image.fromarray((np.asarray(strip) >> 8).astype(np.uint8))
    if not strip.has_transparency_data:
        return strip
    strip = strip.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", strip.size, "white"), strip)
