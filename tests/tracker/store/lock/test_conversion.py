"""Switching the lock on and off: nothing is lost, and nothing plain stays behind."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import a_measurement, a_photo, an_entry, keep_guidance, store_procedure
from tests.marks import by_hand
from tests.tracker.store.befallen import RELEASED
from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker.config import Settings
from tracker.errors import DiaryLocked, StoreUnavailable
from tracker.store.disk import private
from tracker.store.lock.conversion import lock_diary, unlock_diary
from tracker.store.lock.vault_file import read_vault, write_vault
from tracker.store.repository import Store
from tracker.vault import Key, State, Vault

KEY = Key(bytes(range(32)))
PASSPHRASE = "four plain words here"
VAULT = Vault.new(KEY, PASSPHRASE, CODE, CHEAP)
NOTE, NAME = "itches behind the ear", "Wilhelmine Zwick"
PHOTOS = [b"\xff\xd8 the face of photo %d " % number * 50 + b"\xff\xd9" for number in range(3)]
SMALL = b"\xff\xd8a small face, in little\xff\xd9"
KILLS = 6


def fill(settings: Settings) -> None:
    with closing(Store(settings)) as store:
        procedure = store_procedure(store, NAME)
        with store.writing() as records:
            keep_guidance(records, procedure.person_id, procedure.id)
            records.save_entry(an_entry(procedure.person_id, note=NOTE))
            for content in PHOTOS:
                photo = records.add_photo(
                    a_photo(content, procedure.person_id, procedure.id), content
                )
                records.save_analysis(photo, [a_measurement(photo.id)])
        store.photos.keep_thumbnail(photo.digest, SMALL)
    shutil.copy(settings.database_path, settings.data_dir / "fifthday-before-x-1.db")
    write_vault(settings.data_dir, VAULT)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "data"
    fill(Settings(folder))
    return folder


@pytest.fixture
def plain(filled: Path, tmp_path: Path) -> Settings:
    return Settings(Path(shutil.copytree(filled, tmp_path / "data")))


def everything(settings: Settings, key: Key | None = None) -> tuple[object, list[bytes]]:
    with closing(Store(settings, key)) as store:
        with store.reading() as records:
            tables = list(records.dump_tables())
            digests = sorted(records.list_digests())
        return tables, [store.photos.read(digest) for digest in digests]


def plain_text_in(folder: Path) -> set[str]:
    """Files, or their names, that tell something."""
    told = [NOTE.encode(), NAME.encode(), b"SQLite format", b"diary_entries", *PHOTOS, SMALL]
    told += [content[:24] for content in PHOTOS]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {one.name for one in files if any(words in one.read_bytes() for words in told)}


def state_of(settings: Settings) -> State:
    vault = read_vault(settings.data_dir)
    assert vault is not None
    return vault.state


def run(steps: Iterator[object]) -> None:
    for _ in steps:
        pass


def test_locking_and_unlocking_give_back_the_same(plain: Settings):
    before = everything(plain)
    assert plain_text_in(plain.data_dir)
    run(lock_diary(plain, KEY))
    assert state_of(plain) is State.CLOSED
    assert plain_text_in(plain.data_dir) == set()
    assert {path.name for path in plain.data_dir.iterdir()} == {
        *("fifthday.db", "photos", "vault.json", "converting.lock")
    }
    assert everything(plain, KEY) == before
    with pytest.raises(DiaryLocked):
        Store(plain)
    run(unlock_diary(plain, KEY))
    assert state_of(plain) is State.OPEN
    assert everything(plain) == everything(plain, KEY) == before
    assert not [one for one in (plain.data_dir / "photos").iterdir() if "sealed" in one.name]


def test_a_locked_diary_is_used_like_a_plain_one_and_shows_nothing(plain: Settings):
    run(lock_diary(plain, KEY))
    with closing(Store(plain, KEY)) as store:
        with store.writing() as records:
            photo = records.add_photo(a_photo(b"one more face" * 9, 1, 1), b"one more face" * 9)
            records.save_entry(an_entry(1, note=NOTE))
        store.photos.keep_thumbnail(photo.digest, SMALL)
        assert store.photos.find_thumbnail(photo.digest) == SMALL
        assert plain_text_in(plain.data_dir) == set()
        assert not [one for one in plain.data_dir.rglob(f"*{photo.digest}*")]
        with store.writing() as records:
            records.delete_photo(photo.id)
        assert store.photos.find_thumbnail(photo.digest) is None
        assert not store.photos.is_whole(photo.digest)


def test_files_in_no_row_are_locked_too_and_others_are_left_alone(plain: Settings):
    photos = plain.data_dir / "photos"
    (photos / "holiday.jpg").write_bytes(b"sun")
    stray = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    (photos / stray).write_bytes(b"abc")
    run(lock_diary(plain, KEY))
    assert not (photos / stray).exists() and (photos / "holiday.jpg").exists()
    run(unlock_diary(plain, KEY))
    assert (photos / stray).read_bytes() == b"abc"


def test_a_damaged_photo_stays_as_damaged_as_it_was(plain: Settings):
    one = next((plain.data_dir / "photos").iterdir())
    one.write_bytes(b"\0" + one.read_bytes()[1:])
    run(lock_diary(plain, KEY))
    with closing(Store(plain, KEY)) as store:
        with store.reading() as records:
            digests = records.list_digests()
        assert sum(store.photos.is_whole(digest) for digest in digests) == len(PHOTOS) - 1
    assert not one.exists()
    run(unlock_diary(plain, KEY))
    assert one.read_bytes().startswith(b"\0")
    run(lock_diary(plain, KEY))
    sealed = next((plain.data_dir / "photos").iterdir())
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(StoreUnavailable, match="damaged"):
        run(unlock_diary(plain, KEY))
    assert state_of(plain) is State.CLOSED and plain_text_in(plain.data_dir) == set()


def test_photos_elsewhere_are_locked_there(plain: Settings, tmp_path: Path):
    away = tmp_path / "elsewhere"
    shutil.move(plain.data_dir / "photos", away)
    settings = replace(plain, photo_store=away)
    before = everything(settings)
    run(lock_diary(settings, KEY))
    assert plain_text_in(away) == set() and everything(settings, KEY) == before


def test_an_open_store_notices_that_its_file_was_exchanged(plain: Settings):
    with closing(Store(plain)) as store:
        for _ in range(2):
            child = os.fork()  # another program: SQLite's locks belong to a process
            if child == 0:
                try:
                    run(lock_diary(plain, KEY))
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
        with pytest.raises(StoreUnavailable, match="meanwhile"), store.writing() as records:
            records.save_entry(an_entry(1, note="lost"))
    assert plain_text_in(plain.data_dir) == set()


def test_a_diary_in_use_is_not_converted(plain: Settings):
    before = everything(plain)
    with closing(Store(plain)) as store, store.writing():
        child = os.fork()
        if child == 0:
            try:
                run(lock_diary(plain, KEY))
                os._exit(0)
            except StoreUnavailable:
                os._exit(7)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert state_of(plain) is State.OPEN and everything(plain)[1] == before[1]
    assert not list((plain.data_dir / "photos").glob("sealed-*"))


def test_a_full_disk_leaves_all_as_it_was(plain: Settings, monkeypatch: pytest.MonkeyPatch):
    before = everything(plain)
    written: list[str] = []

    def no_space(self: object, name: str, content: bytes) -> None:
        written.append(name)
        if len(written) > 2:
            raise OSError(28, "No space left on device")
        (plain.data_dir / "photos" / name).write_bytes(content)

    monkeypatch.setattr("tracker.store.disk.folders.LocalFolder.write", no_space)
    with pytest.raises(StoreUnavailable, match="No space"):
        run(lock_diary(plain, KEY))
    assert state_of(plain) is State.OPEN and everything(plain) == before
    assert not list((plain.data_dir / "photos").glob("sealed-*"))
    assert not (plain.data_dir / "converted.db").exists()


@pytest.mark.parametrize("release", RELEASED[::2], ids=lambda path: path.stem)
def test_released_diaries_can_be_locked(release: Path, tmp_path: Path):
    settings = Settings(tmp_path / "data")
    settings.data_dir.mkdir()
    shutil.copy(release, settings.database_path)
    with closing(Store(settings)) as store, store.reading() as records:
        before = list(records.dump_tables())
    write_vault(settings.data_dir, VAULT)
    run(lock_diary(settings, KEY))
    with closing(Store(settings, KEY)) as store, store.reading() as records:
        assert list(records.dump_tables()) == before
    assert not list(settings.data_dir.glob("*-before-*"))


# Killed half-way.


def kill_converting(settings: Settings, convert: Callable[..., Iterator[object]], after_s: float):
    child = os.fork()
    if child == 0:
        try:
            run(convert(settings, KEY))
        finally:
            os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_often(filled: Path, tmp_path: Path, seeds: range) -> dict[State, int]:
    """Kill at random moments; the next start always finds all, in one state or the other."""
    before, ended = everything(Settings(filled)), dict[State, int]()
    for seed in seeds:
        chance = random.Random(seed)
        folder = Path(shutil.copytree(filled, tmp_path / str(seed)))
        settings = Settings(folder)
        convert, wanted = (lock_diary, State.CLOSED)
        if seed % 2:
            run(lock_diary(settings, KEY))
            convert, wanted = (unlock_diary, State.OPEN)
        began = time.perf_counter()
        if seed < 2:
            run(convert(settings, KEY))
            longest = time.perf_counter() - began
            continue
        kill_converting(settings, convert, chance.random() * longest * 1.2)
        assert everything(settings, KEY) == before
        state = state_of(settings)
        ended[state] = ended.get(state, 0) + 1
        assert state in {State.OPEN, State.CLOSED}
        if state is State.CLOSED:
            assert plain_text_in(folder) == set()
        else:
            assert not [one for one in (folder / "photos").iterdir() if "sealed" in one.name]
        if state is not wanted:
            run(convert(settings, KEY))
        assert state_of(settings) is wanted and everything(settings, KEY) == before
        shutil.rmtree(folder)
    return ended


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_killed_conversion_loses_nothing_and_can_be_ended(filled: Path, tmp_path: Path):
    kill_often(filled, tmp_path, range(2 + KILLS))


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_many_killed_conversions(filled: Path, tmp_path: Path):
    sys.stdout.write(f"{kill_often(filled, tmp_path, range(2 + 120))}\n")


class _Killed(BaseException):
    pass


@pytest.mark.parametrize("convert", [lock_diary, unlock_diary])
@pytest.mark.parametrize("step", [by_hand(1), 12])
def test_ended_after_each_single_change_on_the_disk(
    plain: Settings,
    convert: Callable[..., Iterator[object]],
    step: int,
    monkeypatch: pytest.MonkeyPatch,
):
    """Every rename, deletion and write of a file, or every twelfth, is the last one once."""
    before = everything(plain)
    if convert is unlock_diary:
        run(lock_diary(plain, KEY))
    kept = Path(shutil.copytree(plain.data_dir, plain.data_dir.with_name("kept")))
    for last in range(0, 200, step):
        shutil.rmtree(plain.data_dir)
        shutil.copytree(kept, plain.data_dir)
        with monkeypatch.context() as patch:
            changes = iter(range(last + 1))
            for name in ("replace", "unlink"):
                patch.setattr(Path, name, _until(changes, getattr(Path, name)))
            counted = _until(changes, private.write_private)
            patch.setattr("tracker.store.disk.folders.write_private", counted)
            try:
                run(convert(plain, KEY))
                return
            except _Killed:
                pass
        assert everything(plain, KEY) == before
        assert state_of(plain) in {State.OPEN, State.CLOSED}
    raise AssertionError("it never ended")


def _until(changes: Iterator[int], change: Callable[..., object]) -> Callable[..., object]:
    def counted(*args: object, **kwargs: object) -> object:
        if next(changes, None) is None:
            raise _Killed
        return change(*args, **kwargs)

    return counted
