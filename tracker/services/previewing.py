"""A quick look at a file before it is added: a small picture and what the camera's clock said."""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

import analysis
from analysis.errors import UnreadablePhoto
from tracker.errors import UnusablePhoto

_LONGEST_SIDE_PX = 480
_MESSENGER_PX = 2048
"""Longest side that messengers leave a photo by default; phones take 3000 and more."""
_CAMERA_QUALITY = 88
"""JPEG quality that cameras stay above and messengers below (usual settings: 90 and more; 85 and
less)."""


@dataclass(frozen=True)
class PhotoPreview:
    """What can be said of a file without measuring it."""

    thumbnail: NDArray[np.uint8]
    """(M, N, 3) upright sRGB, at most 480 pixels long."""
    taken_at: datetime | None
    """None where the file does not tell."""
    is_copy: bool = False
    """Whether it looks like the small copy that a messenger passes on instead of the photo."""


def preview_photo(content: bytes) -> PhotoPreview:
    """Decode a photo and make it small.

    Raises
    ------
    UnusablePhoto
        If the content is no photo that can be opened.
    """
    try:
        photo = analysis.read_photo(content)
    except UnreadablePhoto as error:
        raise UnusablePhoto(str(error)) from error
    is_copy = photo.taken_at is None and _is_squeezed(content)
    scale = _LONGEST_SIDE_PX / max(photo.pixels.shape[:2])
    if scale >= 1:
        return PhotoPreview(photo.pixels, photo.taken_at, is_copy)
    small = cv2.resize(photo.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return PhotoPreview(np.asarray(small, np.uint8), photo.taken_at, is_copy)


def _is_squeezed(content: bytes) -> bool:
    """Tell whether a file is a JPEG that was both made small and compressed strongly."""
    with Image.open(io.BytesIO(content)) as picture:
        if not isinstance(picture, JpegImagePlugin.JpegImageFile):
            return False
        is_small = max(picture.size) <= _MESSENGER_PX
        return is_small and sum(picture.quantization[0]) > _coarsest_of_a_camera()


@lru_cache(maxsize=1)
def _coarsest_of_a_camera() -> int:
    """Return the sum of the steps in which a JPEG of the lowest camera quality keeps light."""
    target = io.BytesIO()
    Image.new("L", (8, 8)).save(target, "JPEG", quality=_CAMERA_QUALITY)
    with Image.open(target) as picture:
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        return sum(picture.quantization[0])
