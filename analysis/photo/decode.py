"""Bytes to pixels: the only decoder. What leaves here is upright, 8-bit sRGB."""

import hashlib
import io
import warnings
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from os import PathLike
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from analysis.errors import UnreadablePhoto
from analysis.photo.capture import Capture, read_capture

MAX_MEGAPIXELS = 64
"""Larger photos are refused from their header, before any pixel is decoded."""
MIN_SIDE_PX = 64
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
"""Pillow's names of the formats that are read."""

_OVERVIEW_PX = 1800
"""Least longer side of an overview: a face that fills half of it is finer than the skin map."""
_SHRINKS = (8, 4, 2)
"""Whole factors by which a JPEG can be decoded smaller."""
_STRIP_ROWS = 16

_KNOWN_FORMATS = "Please use a JPEG, PNG, WebP or HEIC photo."

register_heif_opener()


@dataclass(frozen=True)
class Photo:
    """A decoded photo. Large JPEGs are decoded smaller at first, which takes half the time."""

    overview: NDArray[np.uint8] = field(repr=False)
    """(M / shrink, N / shrink, 3) sRGB, upright."""
    digest: str
    """sha256 of the file's bytes, hexadecimal."""
    capture: Capture = field(default_factory=Capture)
    """What the file tells of how it was taken."""
    shrink: int = 1
    """Rows and columns of the photo that one pixel of the overview stands for."""
    content: bytes = field(default=b"", repr=False)
    """The file's bytes, kept where the overview is smaller than the photo."""

    @property
    def taken_at(self) -> datetime | None:
        """The camera's own clock, where the file tells."""
        return self.capture.taken_at

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """(M, N, 3) sRGB, upright: every pixel of the photo, decoded when first asked for."""
        if self.shrink == 1:
            return self.overview
        with _open(self.content) as picture:
            return _upright_srgb(picture)


def read_photo(source: bytes | str | PathLike[str], noted: Collection[str] = ()) -> Photo:
    """Decode a photo.

    Parameters
    ----------
    source : bytes or path
        A JPEG, PNG, WebP, HEIC or AVIF file, or its content.
    noted : collection of str, optional
        Codes of `capture.findings` that the original file gave, where this is a copy of it
        without metadata.

    Returns
    -------
    photo : Photo
        Turned upright as the camera's orientation tag says, colours converted from the embedded
        profile to sRGB.

    Raises
    ------
    UnreadablePhoto
        If the content is no image, incomplete, of another format, or larger than
        `MAX_MEGAPIXELS`.
    """
    content = source if isinstance(source, bytes) else _read(Path(source))
    try:
        with _open(content) as picture:
            _check_size(*picture.size)
            capture = read_capture(picture, noted)
            shrink = _shrink(picture)
            overview = _upright_srgb(picture)
    except UnreadablePhoto:
        raise
    except Exception as error:  # decoders raise whatever they like on damaged files
        raise UnreadablePhoto(
            "This photo is damaged or incomplete. Please choose the original file again."
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    return Photo(overview, digest, capture, shrink, content if shrink > 1 else b"")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadablePhoto(f"{path.name} cannot be opened. Please check the path.") from error


def _open(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # see _check_size
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, ValueError, OSError, SyntaxError) as error:
        raise UnreadablePhoto(
            f"This file is not a photo that can be opened here. {_KNOWN_FORMATS}"
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise _too_large()
    if min(width, height) < MIN_SIDE_PX:
        raise UnreadablePhoto("This picture is too small to show skin. Please use the original.")


def _too_large() -> UnreadablePhoto:
    return UnreadablePhoto(
        f"This photo has more than {MAX_MEGAPIXELS} megapixels. "
        "Please set the camera to 12 or 50 megapixels and take it again."
    )


def _shrink(picture: Image.Image) -> int:
    """Ask the decoder for a smaller picture where that is enough; return how much smaller."""
    width, height = picture.size
    for factor in _SHRINKS:
        if max(width, height) >= factor * _OVERVIEW_PX:
            picture.draft(None, (width // factor, height // factor))
            return round(width / picture.size[0])
    return 1


def _upright_srgb(picture: Image.Image) -> NDArray[np.uint8]:
    ImageOps.exif_transpose(picture, in_place=True)
    return _to_srgb(picture)


def _to_srgb(picture: Image.Image) -> NDArray[np.uint8]:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I;16"):  # 16-bit grey: Pillow clips instead of scaling
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    if profile and picture.mode in ("RGB", "CMYK"):
        picture = _apply_profile(picture, profile)
    return _pixels(picture if picture.mode == "RGB" else picture.convert("RGB"))


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """Copy an RGB picture out strip by strip: at once, Pillow would hold it three times.

    Pillow keeps four bytes per pixel; handed over as they are, OpenCV drops one quicker.
    """
    width, height = picture.size
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, height)
        strip = picture.crop((0, top, width, bottom)).tobytes("raw", "RGBX")
        padded = np.frombuffer(strip, np.uint8).reshape(bottom - top, width, 4)
        cv2.cvtColor(padded, cv2.COLOR_RGBA2RGB, dst=pixels[top:bottom])
    return pixels


def _apply_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(own).startswith("sRGB"):  # most phones: nothing to do
            return picture
        converted = ImageCms.profileToProfile(
            picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):  # a damaged profile says nothing
        return picture
    return picture if converted is None else converted
