"""The data folder holds all data, whatever its path, and nobody else may open it."""

import os
import shutil
import stat
import sys
from pathlib import Path
from urllib.parse import quote

import fsspec
import pytest
from sqlalchemy import make_url

from tests.factories import a_photo, store_procedure
from tests.marks import by_hand, some_of
from tracker.config import Settings, load_settings, place_of
from tracker.errors import StoreUnavailable
from tracker.services.data.archive import export_everything
from tracker.services.recovery.courses import copy_shipped_course
from tracker.store.repository import Store

ODD = ["Tagebuch für März", "a#b", "50%", "a?b=c&d", "a::b", "~", "日本語 \N{HERB}"]
ALIKE = ["my diary", "a%20b", "what?", "a;b", "a:b", "[x]*", "{y}"]
ALIKE += ["Library/Application Support/fifthday"]
NAMES = [*ODD, *map(by_hand, ALIKE)]
MISPLACED = [name for name in ODD if quote(name) != name and "=" not in name]


def filled(settings: Settings) -> tuple[Store, str]:
    store = Store(settings)
    store_procedure(store)
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"photo"), b"photo")
    return store, photo.digest


def files_below(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "out" not in path.relative_to(folder).parts
    }


@pytest.mark.parametrize("name", some_of(NAMES, 2))
def test_a_data_folder_may_have_any_name(tmp_path: Path, name: str):
    store, digest = filled(load_settings(tmp_path / name))
    folder = tmp_path / name
    assert store.photos.read(digest) == b"photo"
    export_everything(store, tmp_path / "out" / name)
    store.close()
    within = {str((folder / file).relative_to(tmp_path)) for file in files_below(folder)}
    assert files_below(tmp_path) == within
    assert files_below(folder) == {"fifthday.db", f"photos/{digest}"}


@pytest.mark.parametrize("name", some_of(NAMES, 3))
def test_a_photo_store_may_be_any_path(tmp_path: Path, name: str, monkeypatch):
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FIFTHDAY_PHOTO_STORE", str(tmp_path / name))
    store, digest = filled(load_settings())
    store.close()
    assert (tmp_path / name / digest).read_bytes() == b"photo"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("/a b/photos", Path("/a b/photos")),
        ("file:///a%20b/photos", Path("/a b/photos")),
        ("file:///%C3%BC", Path("/ü")),
        ("memory://photos", "memory://photos"),
        ("simplecache::s3://bucket", "simplecache::s3://bucket"),
    ],
)
def test_only_what_is_elsewhere_is_a_url(text: str, place: Path | str):
    assert place_of(text) == place


def as_placed_by_earlier_versions(settings: Settings) -> Path:
    """Move database and photos to where earlier versions put them; return the photo folder."""
    _, root = fsspec.core.url_to_fs((settings.data_dir / "photos").as_uri())
    away = Path(root)
    away.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(settings.data_dir / "photos", away)
    database = Path(make_url(f"sqlite:///{settings.database_path}").database or "")
    if database != settings.database_path:
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(settings.database_path, database)
    return away


@pytest.mark.parametrize("name", [*MISPLACED, *map(by_hand, ALIKE)])
def test_what_earlier_versions_misplaced_comes_home(tmp_path: Path, name: str):
    settings = load_settings(tmp_path / name)
    store, digest = filled(settings)
    store.close()
    away = as_placed_by_earlier_versions(settings)
    (away / "holiday.jpg").write_bytes(b"not ours")

    store = Store(settings)

    assert store.photos.read(digest) == b"photo"
    store.close()
    elsewhere = files_below(tmp_path) - {f"{name}/fifthday.db", f"{name}/photos/{digest}"}
    assert elsewhere == {str((away / "holiday.jpg").relative_to(tmp_path))}


def test_the_diary_of_another_folder_is_not_taken_away(tmp_path: Path):
    # `a b` and `a%20b` are both data folders; an earlier version mixed them up.
    neighbour = load_settings(tmp_path / "a b")
    store, digest = filled(neighbour)
    store.close()
    as_placed_by_earlier_versions(neighbour)
    with pytest.raises(StoreUnavailable, match="photos or copies that belong to it are there"):
        Store(load_settings(tmp_path / "a%20b"))

    store = Store(neighbour)

    assert store.photos.read(digest) == b"photo"
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_nobody_else_may_open_the_data_folder(tmp_path: Path):
    before = os.umask(0o000)
    try:
        folder = tmp_path / "data"
        folder.mkdir()
        filled(load_settings(folder))[0].close()
        copy_shipped_course(load_settings(folder), "clinic-1")
        for path in (folder, *folder.rglob("*")):  # as earlier versions left them
            path.chmod(0o777 if path.is_dir() else 0o666)
        store = Store(load_settings(folder))
        copy_shipped_course(load_settings(folder), "clinic-2")
        export_everything(store, tmp_path / "out")
        store.close()
    finally:
        os.umask(before)
    paths = [folder, *folder.rglob("*"), *(tmp_path / "out").rglob("*")]
    assert len(paths) > 20
    open_to_others = [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []
