"""A photo in little, for lists: made once when it is added, made anew where it is missing."""

import cv2

from tracker.domain.records.kept import Photo
from tracker.services.photos.previewing import preview_photo, shrink
from tracker.store.repository import Store

_LONGEST_SIDE_PX = 240
_QUALITY = 85


def thumbnail_of(store: Store, photo: Photo) -> bytes:
    """Return a small JPEG of a photo.

    Raises
    ------
    NotFound, StoreUnavailable, UnusablePhoto
        If there is none yet, and the photo's file is gone or cannot be read.
    """
    kept = store.photos.find_thumbnail(photo.digest)
    return make_thumbnail(store, photo, store.photos.read(photo.digest)) if kept is None else kept


def make_thumbnail(store: Store, photo: Photo, content: bytes) -> bytes:
    """Make and keep a small JPEG of a photo, and return it."""
    small = shrink(preview_photo(content).thumbnail, _LONGEST_SIDE_PX)
    _, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    )
    store.photos.keep_thumbnail(photo.digest, encoded.tobytes())
    return encoded.tobytes()
