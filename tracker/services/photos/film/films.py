"""Frames as one moving picture to keep: animated WebP or GIF, or WebM, with a date on each."""

import io
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tracker.errors import StoreUnavailable
from tracker.services.photos.placing import Pixels

FRAME_MS = 800
"""How long a frame stands. Chosen: long enough to read its date."""
_LONGEST_SIDE_PX, _LEAST_SIDE_PX = 640, 320
_BAND_PX, _TEXT_PX, _MARGIN_PX = 30, 18, 6
_QUALITY = 80
_MEMORY = Path("/dev/shm")
_WEBM_FRAMES = 4
"""How often a frame is written to a WebM: players show slower films badly."""


class FilmKind(StrEnum):
    """How a film is kept; the value is the ending of its file."""

    WEBP = "webp"
    GIF = "gif"
    WEBM = "webm"

    @property
    def media_type(self) -> str:
        """What browsers call it."""
        return "video/webm" if self is FilmKind.WEBM else f"image/{self}"


def write_film(pictures: Sequence[Pixels], captions: Sequence[str], kind: FilmKind) -> bytes:
    """Write pictures (M, N, 3) of one size as a film, each with its caption below.

    Raises
    ------
    StoreUnavailable
        If this computer cannot write that kind.
    """
    frames = [_captioned(*one) for one in zip(pictures, captions, strict=True)]
    if kind is FilmKind.WEBM:
        return _webm(frames)
    target = io.BytesIO()
    options = {"quality": _QUALITY} if kind is FilmKind.WEBP else {}
    frames[0].save(
        target,
        kind.value.upper(),
        save_all=True,
        append_images=frames[1:],
        duration=FRAME_MS,
        loop=0,
        **options,
    )
    return target.getvalue()


def _captioned(picture: Pixels, caption: str) -> Image.Image:
    rows, columns = picture.shape[:2]
    scale = min(_LONGEST_SIDE_PX / max(rows, columns), max(1.0, _LEAST_SIDE_PX / columns))
    # Even sides: a video has no others.
    width, height = (2 * max(round(side * scale / 2), 1) for side in (columns, rows))
    frame = Image.new("RGB", (width, height + _BAND_PX), "black")
    frame.paste(Image.fromarray(picture).resize((width, height)), (0, 0))
    middle = width / 2, height + _BAND_PX / 2
    font = _font_for(caption, width)
    ImageDraw.Draw(frame).text(middle, caption, "white", font, anchor="mm")
    return frame


def _font_for(caption: str, width: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the largest font in which a caption fits."""
    font = ImageFont.load_default(_TEXT_PX)
    longest = font.getbbox(caption)[2]
    room = width - 2 * _MARGIN_PX
    return font if longest <= room else ImageFont.load_default(_TEXT_PX * room / longest)


def _webm(frames: Sequence[Image.Image]) -> bytes:
    # For its owner only and gone at the end; in memory where a system has such a place.
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        path = Path(folder) / "film.webm"
        codec = cv2.VideoWriter.fourcc(*"VP80")
        rate = _WEBM_FRAMES * 1000 / FRAME_MS
        writer = cv2.VideoWriter(str(path), codec, rate, frames[0].size)
        if not writer.isOpened():
            raise StoreUnavailable("This computer cannot write WebM. Please choose another kind.")
        for frame in frames:
            for _ in range(_WEBM_FRAMES):
                writer.write(np.asarray(frame)[..., ::-1])
        writer.release()
        return path.read_bytes()
