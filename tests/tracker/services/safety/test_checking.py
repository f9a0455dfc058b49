from pathlib import Path

import pytest

from tests.factories import a_photo, store_procedure
from tests.tracker.store.lock.test_conversion import VAULT
from tracker import clock
from tracker.services.safety import checking
from tracker.services.safety.checking import check_up
from tracker.services.safety.schedule import back_up_if_due, choose_place
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store

pytestmark = pytest.mark.about_files


@pytest.fixture
def used(store: Store, tmp_path: Path) -> Store:
    """A diary with a photo and a backup of today."""
    store_procedure(store)
    with store.writing() as records:
        records.add_photo(a_photo(b"a photo"), b"a photo")
    write_vault(store.settings.data_dir, VAULT)
    choose_place(store.settings, str(tmp_path / "backups"))
    back_up_if_due(store, clock.now())
    return store


def said(store: Store) -> dict[str, bool]:
    return {str(one.said): one.is_well for one in check_up(store, clock.now())}


def test_nothing_is_said_of_what_is_well(used: Store):
    assert said(used) == {"The diary is whole.": True}


def test_what_is_not_well_is_named(used: Store, monkeypatch: pytest.MonkeyPatch):
    photos = used.settings.data_dir / "photos"
    (photo,) = photos.iterdir()
    photo.write_bytes(b"another")
    (photos / "holiday.jpg").write_bytes(b"sun")
    monkeypatch.setattr(checking, "_LEAST_FREE_BYTES", 1 << 70)
    found = said(used)
    assert [well for text, well in found.items() if "session-1" in text] == [False]
    assert [well for text, well in found.items() if "belong to no photo" in text] == [True]
    assert [well for text, well in found.items() if "free on the disk" in text] == [False]
    assert (photos / "holiday.jpg").exists()


def test_rights_are_mended(used: Store):
    used.settings.database_path.chmod(0o644)
    assert any("closed now" in text for text in said(used))
    assert used.settings.database_path.stat().st_mode & 0o077 == 0
    assert said(used) == {"The diary is whole.": True}


def test_a_missing_backup_is_said(store: Store):
    assert any("There is no backup" in text for text in said(store))


def test_a_damaged_diary_is_said(used: Store):
    content = bytearray(used.settings.database_path.read_bytes())
    content[4096:8192] = bytes(4096)
    used.settings.database_path.write_bytes(content)
    assert not all(said(used).values())
