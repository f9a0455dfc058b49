"""Pictures as a browser takes them: WebP in an address that holds the picture itself."""

import base64
import io
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from tracker.services.photos.placing import Pixels

_QUALITY = 85
"""Chosen: a face of 900 rows takes 40 to 90 kB, and pores still show."""
_METHOD = 2
"""Chosen: half the time of the usual 4 for a twentieth more bytes; somebody waits for it."""


_POORER = 70, 50, 30
"""Chosen: tried in turn where a picture has to be small; then half its size."""


def webp_of(pixels: Pixels, quality: int = _QUALITY) -> bytes:
    """Return a picture (M, N, 3), sRGB, as WebP without any metadata."""
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "WEBP", quality=quality, method=_METHOD)
    return target.getvalue()


def jpeg_of(pixels: Pixels, quality: int = _QUALITY) -> bytes:
    """Return a picture (M, N, 3), sRGB, as JPEG without any metadata."""
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=quality)
    return target.getvalue()


def within(most: int, pixels: Pixels, encode: Callable[[Pixels, int], bytes] = webp_of) -> bytes:
    """Return a picture in so many bytes at most, however grainy: poorer first, then smaller."""
    for quality in (_QUALITY, *_POORER):
        content = encode(pixels, quality)
        if len(content) <= most:
            return content
    half = tuple(max(1, side // 2) for side in pixels.shape[1::-1])
    smaller = np.asarray(cv2.resize(pixels, half, interpolation=cv2.INTER_AREA), np.uint8)
    return within(most, smaller, encode)


def address_of(content: bytes, media_type: str = "image/webp") -> str:
    """Return an address that holds a file itself."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
