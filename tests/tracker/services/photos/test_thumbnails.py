"""Small pictures are made once, never outlive their photo, and are nobody else's to see."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.factories import a_photo, picture_bytes, pixels, store_procedure
from tracker.config import Settings
from tracker.domain.records.kept import Photo, PhotoRole
from tracker.services.data.archive import export_as_zip
from tracker.services.data.people import delete_person
from tracker.services.photos import thumbnails
from tracker.services.photos.encoding import jpeg_of, webp_of, within
from tracker.services.photos.keeping import delete_photo
from tracker.services.photos.thumbnails import thumbnail_of
from tracker.store.disk.folders import LocalFolder
from tracker.store.repository import Store


@pytest.fixture
def photo(store: Store) -> Photo:
    procedure = store_procedure(store)
    content = picture_bytes(pixels(rows=600, columns=960))
    with store.writing() as records:
        return records.add_photo(a_photo(content, procedure.person_id, procedure.id), content)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """The photos that are decoded."""
    seen: list[bytes] = []
    real = thumbnails.preview_photo

    def look(content: bytes) -> object:
        seen.append(content)
        return real(content)

    monkeypatch.setattr(thumbnails, "preview_photo", look)
    return seen


def files_in(settings: Settings) -> list[Path]:
    folder = settings.thumbnail_dir
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_photo_is_decoded_once(store, settings, photo, made):
    first = thumbnail_of(store, photo)
    assert thumbnail_of(store, photo) == first
    assert len(made) == 1
    picture = cv2.imdecode(np.frombuffer(first, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert picture is not None
    assert picture.shape == (150, 240, 3)
    (file,) = files_in(settings)
    assert store.photos.find_thumbnail(photo.digest) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("left", [None, b"", b"\xff\xd8 cut off"])
def test_one_that_is_missing_or_not_whole_is_made_anew(store, settings, photo, made, left):
    whole = thumbnail_of(store, photo)
    (file,) = files_in(settings)
    file.unlink() if left is None else file.write_bytes(left)
    assert thumbnail_of(store, photo) == whole
    assert len(made) == 2
    assert store.photos.find_thumbnail(photo.digest) == whole


def test_it_goes_with_its_photo(store, settings, photo):
    thumbnail_of(store, photo)
    delete_photo(store, photo.id)
    assert files_in(settings) == []


def test_all_go_with_their_person_and_their_folder_is_looked_through_once(
    store, settings, photo, monkeypatch
):
    content = picture_bytes(pixels(rows=640, columns=960))
    with store.writing() as records:
        new = a_photo(content, photo.person_id, photo.procedure_id, role=PhotoRole.FOLLOW_UP)
        later = records.add_photo(new, content)
    small = thumbnail_of(store, photo)
    thumbnail_of(store, later)
    store.photos.keep_pair(photo.digest, later.digest, small)
    assert len(files_in(settings)) == 3
    looks, real = [], LocalFolder.names
    monkeypatch.setattr(LocalFolder, "names", lambda self: looks.append(self._path) or real(self))
    delete_person(store, photo.person_id)
    assert files_in(settings) == []
    assert looks.count(settings.thumbnail_dir) == 1


def test_one_that_is_made_while_its_photo_is_deleted_does_not_stay(store, settings, photo):
    content = store.photos.read(photo.digest)
    delete_photo(store, photo.id)
    thumbnails.make_thumbnail(store, photo, content)
    assert files_in(settings) == []


def test_the_next_start_removes_what_a_killed_program_left(store, settings, photo):
    thumbnail_of(store, photo)
    (file,) = files_in(settings)
    for name in ("unfinished-" + "0" * 64, "1" * 64):
        file.with_name(name).write_bytes(b"a face")
    Store(settings).close()
    assert files_in(settings) == [file]


def test_a_full_disk_hides_no_photo(store, settings, photo):
    settings.thumbnail_dir.write_bytes(b"in the way")
    assert thumbnail_of(store, photo).startswith(b"\xff\xd8")
    delete_photo(store, photo.id)


def test_an_export_has_photos_but_no_small_ones(store, photo):
    small = thumbnail_of(store, photo)
    with export_as_zip(store) as archive, zipfile.ZipFile(archive) as files:
        contents = [files.read(name) for name in files.namelist()]
    assert store.photos.read(photo.digest) in contents
    assert small not in contents


def test_a_grainy_photo_costs_no_more_than_others():
    grain = np.random.default_rng(0).integers(0, 256, (900, 700, 3)).astype(np.uint8)
    for most, encode in ((9_000, jpeg_of), (140_000, webp_of)):
        assert len(encode(grain)) > most
        content = within(most, grain, encode)
        assert 0 < len(content) <= most
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).any()
