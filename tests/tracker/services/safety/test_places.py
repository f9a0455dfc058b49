"""Backups at an address that fsspec reaches."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import fsspec
import pytest

from tests.factories import a_photo, picture_bytes, pixels, store_procedure
from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker import clock
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.safety.backing_up import back_up
from tracker.services.safety.places import as_place, names_in
from tracker.services.safety.restoring import restore, verify
from tracker.services.safety.schedule import (
    back_up_if_due,
    choose_place,
    is_rehearsal_due,
    list_made,
    note_rehearsal,
)
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store
from tracker.vault import Key, Vault

pytestmark = pytest.mark.about_files
ADDRESS, PASSPHRASE = "memory://elsewhere/fifthday", "four plain words here"


@pytest.fixture
def away(store: Store) -> Store:
    fsspec.filesystem("memory").store.clear()
    write_vault(store.settings.data_dir, Vault.new(Key.new(), PASSPHRASE, CODE, CHEAP))
    content = picture_bytes(pixels(1))
    store_procedure(store)
    with store.writing() as records:
        records.add_photo(a_photo(content), content)
    return store


def test_a_backup_goes_away_and_comes_back(away: Store):
    now = clock.now()
    assert choose_place(away.settings, ADDRESS) == ADDRESS
    made = back_up_if_due(away, now)
    assert isinstance(made, str) and made.startswith(ADDRESS)
    assert back_up_if_due(away, now) is None
    assert {made.rpartition("/")[2]} == names_in(ADDRESS)
    assert [one.path for one in list_made(ADDRESS)] == [made]
    assert verify(made, PASSPHRASE, away.settings).is_complete
    away.close()
    found, _ = restore(made, PASSPHRASE, away.settings, now)
    assert found.is_complete and found.photos == 1
    with closing(Store(away.settings)) as again, again.reading() as records:
        assert len(records.list_people()) == 1


def test_generations_go_there_too(away: Store):
    choose_place(away.settings, ADDRESS)
    for day in range(10):
        back_up_if_due(away, clock.now() + timedelta(days=day))
    assert 7 <= len(names_in(ADDRESS)) <= 9


def test_what_is_cut_on_the_way_is_no_backup(away: Store, monkeypatch: pytest.MonkeyPatch):
    files = fsspec.filesystem("memory")
    put = type(files).put_file

    def cut(self: object, here: str, there: str, **more: object) -> None:
        put(self, here, there, **more)
        files.store[there].truncate(100)

    monkeypatch.setattr(type(files), "put_file", cut)
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        back_up(away, ADDRESS, clock.now())
    assert names_in(ADDRESS) == set()


@pytest.mark.parametrize("address", ["nowhere://x/y", "memory://not/there.fifthday"])
def test_an_address_out_of_reach_is_said(away: Store, address: str):
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        verify(address, PASSPHRASE, away.settings)
    assert list_made(address) == ()


def test_a_password_in_an_address_is_refused(away: Store):
    with pytest.raises(InvalidEntry, match="password"):
        choose_place(away.settings, "sftp://me:secret@host/folder")
    assert b"secret" not in b"".join(
        one.read_bytes() for one in away.settings.data_dir.rglob("*") if one.is_file()
    )
    assert as_place("~/x") == Path.home() / "x"


def test_a_rehearsal_is_offered_now_and_then(away: Store, tmp_path: Path):
    now = clock.now()
    assert not is_rehearsal_due(away.settings, (), now), "there is none yet"
    choose_place(away.settings, str(tmp_path / "backups"))
    back_up_if_due(away, now)
    made = list_made(tmp_path / "backups")
    assert is_rehearsal_due(away.settings, made, now)
    note_rehearsal(away.settings, now)
    assert not is_rehearsal_due(away.settings, made, now)
    assert is_rehearsal_due(away.settings, made, now + timedelta(days=91))
    assert list_made(tmp_path / "backups") == made, "the place is kept, too"
