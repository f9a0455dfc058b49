"""Photos that are kept, read from their files to be measured or shown."""

from tracker.domain.records.kept import Photo
from tracker.services.photos.album import AnyPhoto
from tracker.services.photos.scoring import Subject
from tracker.store.repository import Store


class Befores:
    """The "before" photo that several follow-ups in a row share, read and measured once.

    Made for one call and gone with it: no face stays in memory for the next one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: tuple[Photo, Subject] | None = None

    def subject(self, photo: Photo) -> Subject:
        """Return what is measured of a "before" photo that is kept."""
        if self._last is None or self._last[0] != photo:
            self._last = photo, load_subject(self._store, photo)
        return self._last[1]


def read_photo(store: Store, photo: Photo) -> bytes:
    """Return the bytes of a photo's file."""
    return store.photos.read(photo.digest)


def load_subject(store: Store, photo: Photo) -> Subject:
    """Return what is measured of a photo that is kept."""
    return Subject.of(photo, read_photo(store, photo))


def if_whole(store: Store, photo: AnyPhoto | None) -> AnyPhoto | None:
    """Return a photo, None if its file is missing or damaged: then nothing is compared with it."""
    return photo if photo is not None and store.photos.is_whole(photo.digest) else None
