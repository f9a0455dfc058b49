"""A quick look at a file before it is added: a small picture and what the camera's clock said."""

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

import analysis
from analysis import MESSENGER_COPY, UnreadablePhoto
from tracker.errors import UnusablePhoto

_LONGEST_SIDE_PX = 480


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
    is_copy = MESSENGER_COPY in photo.capture.findings
    return PhotoPreview(shrink(photo.pixels, _LONGEST_SIDE_PX), photo.taken_at, is_copy)


def shrink(pixels: NDArray[np.uint8], longest_side_px: int) -> NDArray[np.uint8]:
    """Return a picture (M, N, 3) that is at most so long; a small one as it is."""
    scale = longest_side_px / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
