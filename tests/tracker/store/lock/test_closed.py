"""A store that was closed holds no key, whoever still holds the store."""

import gc
import weakref

import pytest

from tests.factories import a_photo, picture_bytes, pixels, store_procedure
from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.store.repository import Store
from tracker.vault import Key


def test_a_closed_store_holds_no_key_and_reads_nothing(settings: Settings):
    key = Key.new()
    left, store = weakref.ref(key), Store(settings, key)
    del key
    store_procedure(store)
    content = picture_bytes(pixels(1))
    with store.writing() as records:
        photo = records.add_photo(a_photo(content), content)
    store.close()
    store.close()
    gc.collect()
    assert left() is None
    for ask in (
        lambda: store.photos.read(photo.digest),
        lambda: store.photos.put(content),
        store.find_damage,
        store.writing().__enter__,
    ):
        with pytest.raises(StoreUnavailable):
            ask()
    store.photos.keep_thumbnail(photo.digest, b"\xff\xd8\xff\xd9")
    assert not any("thumb" in one.name for one in settings.data_dir.rglob("*") if one.is_file())
