"""What holds for every kind of database file."""

import random
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.factories import a_measurement, a_photo, an_entry, keep_guidance, store_procedure
from tests.tracker.store.befallen import RELEASED
from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.services.data.archive import export_everything
from tracker.store.backend import (
    DRIVER_ERRORS,
    Backend,
    Cipher,
    Trouble,
    cipher,
    sqlite,
    trouble_of,
)
from tracker.store.lock.conversion import backend_of
from tracker.store.repository import Store
from tracker.vault import Key

KEY = bytes(range(32))
KEYS = {"plain": None, "encrypted": Key(KEY)}
BACKENDS = {name: backend_of(key) for name, key in KEYS.items()}
WORDS = "words that nobody else has"


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    return BACKENDS[request.param]


@pytest.fixture
def path(backend: Backend, tmp_path: Path) -> Path:
    """A file with a table of one row."""
    path = tmp_path / "a b#%.db"
    engine = backend.open(path)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (note TEXT)")
        connection.exec_driver_sql("INSERT INTO notes VALUES (?)", (WORDS,))
    engine.dispose()
    return path


def notes_in(backend: Backend, path: Path) -> list[str]:
    engine = backend.open(path)
    with engine.connect() as connection:
        notes = list(connection.exec_driver_sql("SELECT note FROM notes").scalars())
    engine.dispose()
    return notes


def test_a_file_is_alone_whole_and_read_again(backend: Backend, path: Path):
    assert notes_in(backend, path) == [WORDS]
    assert backend.find_damage(path) is None
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_copy_is_whole(backend: Backend, path: Path):
    copy = path.with_name("copy.db")
    backend.back_up(path, copy)
    path.unlink()
    assert backend.find_damage(copy) is None and notes_in(backend, copy) == [WORDS]


def test_a_snapshot_outlives_its_file_and_is_only_read(backend: Backend, path: Path):
    engine = backend.open_snapshot(path)
    path.unlink()
    read: list[list[str]] = []

    def look() -> None:
        with engine.connect() as connection:
            read.append(list(connection.exec_driver_sql("SELECT note FROM notes").scalars()))

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert read == [[WORDS]] * 3
    with pytest.raises(OperationalError, match="readonly"), engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM notes")
    engine.dispose()


def test_what_was_deleted_is_forgotten(backend: Backend, path: Path):
    engine = backend.open(path)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("DELETE FROM notes")
    backend.forget(engine)
    engine.dispose()
    assert WORDS.encode() not in path.read_bytes() and backend.find_damage(path) is None


def test_a_file_is_held_alone(backend: Backend, path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.01)
    with backend.exclusive(path):
        with pytest.raises(DRIVER_ERRORS) as caught, backend.exclusive(path):
            pass
        assert trouble_of(caught.value) is Trouble.BUSY
        with pytest.raises(OperationalError, match="locked"):
            notes_in(backend, path)
    assert notes_in(backend, path) == [WORDS]


@pytest.fixture(params=KEYS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    key = KEYS[request.param]
    with closing(Store(Settings(tmp_path / "data"), key)) as store:
        procedure = store_procedure(store, notes=WORDS)
        with store.writing() as records:
            keep_guidance(records, procedure.person_id, procedure.id)
            records.save_entry(an_entry(procedure.person_id, note=WORDS))
            photo = records.add_photo(a_photo(b"a photo"), b"a photo")
            records.save_analysis(photo, [a_measurement(photo.id)])
    return Store(store.settings, key)


def test_a_diary_is_kept_exported_and_deleted(store: Store, tmp_path: Path):
    out = export_everything(store, tmp_path / "out").folder
    assert WORDS in (out / "tables" / "diary_entries.csv").read_text()
    with store.writing() as records:
        records.delete_person(1)
    store.close()
    assert WORDS.encode() not in store.settings.database_path.read_bytes()
    assert not list(store.settings.data_dir.glob("*-to-forget"))


# What holds for encrypted ones.


def test_an_encrypted_diary_shows_nothing_without_its_key(tmp_path: Path):
    settings = Settings(tmp_path / "data")
    with closing(Store(settings, Key(KEY))) as store:
        procedure = store_procedure(store, WORDS)
        with store.writing() as records:
            records.save_entry(an_entry(procedure.person_id, note=WORDS))
        content = settings.database_path.read_bytes()
        for shown in (WORDS.encode(), b"SQLite", b"diary_entries", KEY, KEY.hex().encode()):
            assert shown not in content
    for stranger in (None, Key.new()):
        with pytest.raises(StoreUnavailable, match="is damaged"):
            Store(settings, stranger)
    assert settings.database_path.read_bytes() == content


def test_an_encrypted_file_has_no_byte_that_may_change(tmp_path: Path):
    settings = Settings(tmp_path / "data")
    Store(settings, Key(KEY)).close()
    backend = backend_of(Key(KEY))
    path, chance = settings.database_path, random.Random(1)
    content = path.read_bytes()
    assert backend.find_damage(path) is None
    for place in (0, 15, 16, len(content) - 1, *chance.choices(range(len(content)), k=40)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert backend.find_damage(path), place
    for kept in (len(content) // 2, len(content) // 2 + 1, len(content) // 2 + 2048):
        path.write_bytes(content[:kept])
        assert _is_told(backend, path), kept


def _is_told(backend: Backend, path: Path) -> bool:
    # What is cut off is found by looking, or already by opening.
    try:
        return backend.find_damage(path) is not None
    except DRIVER_ERRORS as error:
        return trouble_of(error) is Trouble.DAMAGED


def test_a_machine_without_the_driver_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cipher, "dbapi2", None)
    with pytest.raises(StoreUnavailable, match="sqlcipher3"):
        Cipher(KEY)


def test_a_plain_diary_is_not_taken_for_an_encrypted_one(tmp_path: Path):
    folder = tmp_path / "data"
    (folder / "photos").mkdir(parents=True)
    shutil.copy(RELEASED[-1], folder / "fifthday.db")
    with pytest.raises(StoreUnavailable, match="not encrypted"):
        Store(Settings(folder), Key(KEY))


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_has_32_bytes(key: bytes):
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(key)
