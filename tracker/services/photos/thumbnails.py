"""A photo in little, for lists: made once when it is added, made anew where it is missing."""

from tracker.domain.records.kept import Photo
from tracker.services.photos.encoding import jpeg_of, within
from tracker.services.photos.previewing import preview_photo, shrink
from tracker.store.repository import Store

_LONGEST_SIDE_PX = 240
_MOST_BYTES = 9_000
"""Chosen: so that a page with 200 of them stays below 2 MB."""


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
    encoded = within(_MOST_BYTES, small, jpeg_of)
    store.photos.keep_thumbnail(photo.digest, encoded)
    return encoded
