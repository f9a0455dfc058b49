"""Bytes to pixels: the only decoder. What leaves here is upright, 8-bit sRGB."""

import hashlib
import io
import warnings
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base
from pillow_heif import register_heif_opener

from analysis.errors import UnreadablePhoto
from analysis.photo.capture import Capture, read_capture
from analysis.photo.container import colour_code, mended, webp_size
from analysis.photo.gamut import converter, is_srgb
from analysis.threads import has_one_thread, side_by_side

MAX_MEGAPIXELS = 64
"""Larger photos are refused from their header, before any pixel is decoded. Chosen: for memory."""
_LESS_MEGAPIXELS = {"WEBP": 24, "AVIF": 40, "PROGRESSIVE": 40}
"""Of kinds whose decoders hold a picture several times: with these, none takes 600 MB. Measured:
one hostile file of each kind, 2026-11 (docs/decisions/0018)."""
_FULL_MEGAPIXELS = 24
"""Larger photos are halved: sensors of so many pixels join four of them anyway. Chosen: for
memory; the skin map has 0.6."""
MIN_SIDE_PX = 64
"""Chosen: a smaller picture holds no face that could be measured."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
"""Pillow's names of the formats that are read."""

_OVERVIEW_PX = 1700
"""Least longer side of an overview: a face that fills half of it is finer than the skin map.
Chosen: by that."""
_SHRINKS = (8, 4, 2)
"""Whole factors by which a JPEG can be decoded smaller. Source: libjpeg's scaling."""
_JPEGS = ("JPEG", "MPO")
"""Pillow's names of files whose first picture is a JPEG."""
# Source: OpenCV's ImreadModes; of each the bit that says how much smaller: with that for colour
# nothing turns grey.
_SMALLER = {
    1: 0,
    2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
    4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
}
_STRIP_PX = 1 << 18
"""Chosen: a megabyte at a time, for memory."""
"""Source: Exif 2.32."""
_TURNS = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: np.rot90(pixels),
}
"""By the camera's orientation tag (Exif 2.32). Source: that standard."""
_MOST_MISSING_SHARE = 0.01
"""Of the rows of a JPEG without an end. Chosen: by hand: a photo's lower edge is no face."""

_KNOWN_FORMATS = "Please use a JPEG, PNG, WebP or HEIC photo."

Read = TypeVar("Read")

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
    """The file as it could be read, kept where the overview is smaller than the photo."""
    quarter_turns: int = 0
    """By how many quarters, counterclockwise, the photo was turned after it was decoded."""
    unturned_luma: Future[NDArray[np.uint8] | None] | None = field(default=None, repr=False)
    """(M, N) `luma`, decoded while the face is looked for; none where that would have to wait."""

    @property
    def taken_at(self) -> datetime | None:
        """The camera's own clock, where the file tells."""
        return self.capture.taken_at

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """(M, N, 3) sRGB, upright: every pixel of the photo, decoded when first asked for."""
        if self.shrink == 1:
            return self.overview
        whole = np.rot90(_decoded(self.content, _read_whole), self.quarter_turns)
        return np.ascontiguousarray(whole)

    @cached_property
    def luma(self) -> NDArray[np.uint8]:
        """(M, N) how light every pixel is (Y' of ITU-R BT.601), as JPEG keeps it by itself.

        It holds what a photo shows finest, since chroma is kept half as finely, and takes half of
        the time and a third of the memory that all colours take.
        """
        if self.shrink == 1:
            return luma_of(self.overview)
        luma = self.unturned_luma.result() if self.unturned_luma else None
        whole = _decoded(self.content, _read_luma) if luma is None else luma
        return np.ascontiguousarray(np.rot90(whole, self.quarter_turns))


def luma_of(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return Y' (M, N) of sRGB pixels (M, N, 3)."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


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

    def read(picture: Image.Image, whole: bytes) -> Photo:
        _check_kind(picture)
        capture, halved = read_capture(picture, noted), _halving(picture)
        drafted = _draft(picture, _overview_factor(picture))
        shrink = max(1, drafted // halved)
        kept = whole if shrink > 1 else b""
        pool = side_by_side()
        luma = pool.submit(_luma_beside, picture.info, kept)
        pool.shutdown(wait=False)
        pixels = _read_pixels(picture, whole, drafted, halved if drafted == 1 else 1)
        if whole is not content and picture.format == "JPEG":
            _check_rows(picture, pixels)
        return Photo(pixels, digest, capture, shrink, kept, unturned_luma=luma)

    digest = hashlib.sha256(content).hexdigest()
    return _decoded(content, read)


def _luma_beside(info: Mapping[Any, Any], content: bytes) -> NDArray[np.uint8] | None:
    """Decode luma beside all that needs the overview only: large photos' faces are read off both.

    None of no content, and where it would have to wait; who asks for it then learns what is wrong.
    Nor of a progressive file, of which each decoder holds all coefficients.
    """
    if not content or has_one_thread() or "progressive" in info:
        return None
    try:
        return _decoded(content, _read_luma)
    except UnreadablePhoto:
        return None


def _decoded(content: bytes, read: Callable[[Image.Image, bytes], Read]) -> Read:
    """Open a file, mended if need be, and read something of it."""
    first: Exception | None = None
    for whole in mended(content):
        try:
            with _open(whole) as picture:
                return read(picture, whole)
        except UnreadablePhoto:
            raise
        except Exception as error:  # decoders raise whatever they like on damaged files
            first = first or error
    if isinstance(first, UnidentifiedImageError):
        raise UnreadablePhoto(
            f"This file is not a photo that can be opened here. {_KNOWN_FORMATS}"
        ) from first
    raise UnreadablePhoto(
        "This photo is damaged or incomplete. Please choose the original file again."
    ) from first


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadablePhoto(f"{path.name} cannot be opened. Please check the path.") from error


def _open(content: bytes) -> Image.Image:
    if size := webp_size(content):
        _check_size(*size, "WEBP")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size see _check_size; odd metadata is no matter
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large() from error


def _check_kind(picture: Image.Image) -> None:
    kind = "PROGRESSIVE" if "progressive" in picture.info else str(picture.format)
    _check_size(*picture.size, kind)


def _check_size(width: int, height: int, kind: str) -> None:
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise _too_large()
    if width * height > _LESS_MEGAPIXELS.get(kind, MAX_MEGAPIXELS) * 1_000_000:
        raise UnreadablePhoto(
            "A file of this kind takes too much memory at this size. Please save the photo as a "
            "plain JPEG, or smaller."
        )
    if min(width, height) < MIN_SIDE_PX:
        raise UnreadablePhoto("This picture is too small to show skin. Please use the original.")


def _too_large() -> UnreadablePhoto:
    return UnreadablePhoto(
        f"This photo has more than {MAX_MEGAPIXELS} megapixels. "
        "Please set the camera to 12 or 50 megapixels and take it again."
    )


def _halving(picture: Image.Image) -> int:
    """Return the factor by which a photo has fewer rows and columns here than in its file."""
    return 2 if picture.size[0] * picture.size[1] > _FULL_MEGAPIXELS * 1_000_000 else 1


def _overview_factor(picture: Image.Image) -> int:
    """Return how much smaller an overview may be than the file."""
    longest = max(picture.size)
    return next((factor for factor in _SHRINKS if longest >= factor * _OVERVIEW_PX), 1)


def _draft(picture: Image.Image, factor: int) -> int:
    """Ask the decoder for a smaller picture; return how much smaller, 1 where it cannot."""
    width, height = picture.size
    picture.draft(None, (width // factor, height // factor))
    return round(max(width, height) / max(picture.size))


def _read_whole(picture: Image.Image, content: bytes) -> NDArray[np.uint8]:
    halved = _halving(picture)
    drafted = _draft(picture, halved)
    return _read_pixels(picture, content, drafted, halved // drafted)


def _read_luma(picture: Image.Image, content: bytes) -> NDArray[np.uint8]:
    turn = _TURNS.get(_orientation(picture))
    luma = _jpeg_at_once(picture, content, _halving(picture), cv2.IMREAD_GRAYSCALE)
    if luma is None:
        return luma_of(_read_whole(picture, content))
    return luma if turn is None else np.ascontiguousarray(turn(luma))


def _read_pixels(
    picture: Image.Image, content: bytes, drafted: int, average: int
) -> NDArray[np.uint8]:
    """Return a picture upright, in sRGB, averaged after what its decoder took off."""
    turn = _TURNS.get(_orientation(picture))  # asked first: some decoders forget it
    at_once = _jpeg_at_once(picture, content, drafted) if average == 1 else None
    pixels = _srgb(picture, content, average) if at_once is None else at_once
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def _jpeg_at_once(
    picture: Image.Image, content: bytes, factor: int, colours: int = cv2.IMREAD_COLOR_RGB
) -> NDArray[np.uint8] | None:
    """Decode a JPEG by OpenCV: to the bit what Pillow gives, in two thirds of time and memory.

    None of other files, and of damaged ones, whose damage Pillow names.
    """
    if picture.format not in _JPEGS or picture.mode != "RGB" or not is_srgb(picture):
        return None
    flags = _SMALLER[factor] | colours | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(Base.Orientation, 1))
    except Exception:  # odd metadata is no reason to refuse a photo
        return 1


def _srgb(picture: Image.Image, content: bytes, average: int) -> NDArray[np.uint8]:
    """Copy a picture out strip by strip: at once, Pillow would hold it three times."""
    convert = converter(picture, colour_code(content))
    picture.load()
    width, height = (side - side % average for side in picture.size)
    pixels = np.empty((height // average, width // average, 3), np.uint8)
    rows = average * max(1, _STRIP_PX // (average * width))
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        strip = convert(picture.crop((0, top, width, bottom)))
        pixels[top // average : bottom // average] = _averaged(strip, average)
    return pixels


def _averaged(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    size = width // factor, height // factor
    if factor == 1:
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _check_rows(picture: Image.Image, pixels: NDArray[np.uint8]) -> None:
    """Raise if a JPEG lacks rows: where its data end, the decoder repeats the last colour."""
    is_filled = (pixels == pixels[-1, -1]).all(axis=(1, 2))
    filled = len(pixels) if is_filled.all() else int((~is_filled[::-1]).argmax())
    if filled > _MOST_MISSING_SHARE * len(pixels) or "progressive" in picture.info:
        raise ValueError("rows are missing")
