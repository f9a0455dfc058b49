"""Backups: written, damaged in every way, looked through, restored, and killed meanwhile."""

import errno
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

from tests.marks import by_hand
from tests.tracker.store.befallen import RELEASED
from tests.tracker.store.lock import test_conversion
from tests.tracker.store.lock.test_conversion import (
    KEY,
    NAME,
    NOTE,
    PASSPHRASE,
    PHOTOS,
    VAULT,
    everything,
    plain_text_in,
    run,
)
from tests.tracker.vault.test_vault import CODE
from tracker import clock
from tracker.config import Settings
from tracker.errors import NotFound, StoreUnavailable, UserError
from tracker.services.lock.opening import WrongWords
from tracker.services.safety.backing_up import back_up
from tracker.services.safety.container import Writing, is_whole
from tracker.services.safety.restoring import restore, verify
from tracker.store.disk.swap import finish_swap, is_swapping
from tracker.store.lock.conversion import lock_diary
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store
from tracker.vault import Key

pytestmark = pytest.mark.about_files
KINDS: dict[str, Key | None] = {"plain": None, "locked": KEY}
KILLS = 4
Made = tuple[Path, Path, Key | None]


@pytest.fixture(scope="module", params=KINDS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Key | None]:
    """A data folder, its backup, and its key. Copy the folder before changing it."""
    place, key = tmp_path_factory.mktemp(request.param), KINDS[request.param]
    settings = Settings(place / "data")
    test_conversion.fill(settings)
    if key is not None:
        run(lock_diary(settings, key))
    (place / "data" / "reference").mkdir(exist_ok=True)
    (place / "data" / "reference" / "own.toml").write_text("version = 'own'\n")
    with closing(Store(settings, key)) as store:
        path = back_up(store, place / "backups", clock.now())
    return place / "data", path, key


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """Another machine."""
    return Settings(tmp_path / "elsewhere")


def test_a_backup_holds_everything_and_shows_nothing(made, elsewhere: Settings):
    folder, path, key = made
    content = path.read_bytes()
    for told in (NOTE.encode(), NAME.encode(), b"SQLite format", *PHOTOS, KEY.reveal()):
        assert told not in content
    assert not list(path.parent.glob("*.unfinished")) and path.stat().st_mode & 0o077 == 0
    found = verify(path, PASSPHRASE, elsewhere)
    assert found.is_complete and found.photos == len(PHOTOS)
    assert not list(elsewhere.data_dir.rglob("*.db")), "looking through changes nothing"
    restore(path, CODE, elsewhere, clock.now())
    assert everything(elsewhere, key) == everything(Settings(folder), key)
    assert (elsewhere.data_dir / "reference" / "own.toml").exists()
    if key is not None:
        assert plain_text_in(elsewhere.data_dir) == set()


def test_wrong_words_restore_nothing(made, elsewhere: Settings):
    for words in ("", "wrong words", CODE[:-1]):
        with pytest.raises(WrongWords):
            restore(made[1], words, elsewhere, clock.now())
    assert not elsewhere.data_dir.exists() or not list(elsewhere.data_dir.iterdir())


def test_what_is_no_backup_is_refused(tmp_path: Path, elsewhere: Settings):
    for number, content in enumerate([b"", b"x" * 5000, bytes(2048), RELEASED[-1].read_bytes()]):
        path = tmp_path / str(number)
        path.write_bytes(content)
        with pytest.raises(NotFound, match="no backup"):
            verify(path, PASSPHRASE, elsewhere)
        assert not is_whole(path)
    with pytest.raises(StoreUnavailable, match="could not be unpacked"):
        verify(tmp_path / "nowhere", PASSPHRASE, elsewhere)


# Damage.


def flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def take_out(content: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(content))
    del content[begin : begin + chance.choice([1, 512, 5000])]


def swap(content: bytearray, chance: random.Random) -> None:
    one, other = chance.sample(range(0, len(content) - 512, 512), 2)
    content[one : one + 512], content[other : other + 512] = (
        content[other : other + 512],
        content[one : one + 512],
    )


def empty(content: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(content))
    content[begin : begin + 4096] = bytes(len(content[begin : begin + 4096]))


def put_in(content: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(content))
    content[begin:begin] = chance.randbytes(chance.choice([1, 512, 700]))


DAMAGES = (flip, cut, take_out, swap, empty, put_in)


def damage_often(made, tmp_path: Path, seeds: range) -> dict[str, int]:
    _, path, key = made
    whole, ended = path.read_bytes(), dict[str, int]()
    for seed in seeds:
        chance = random.Random(seed)
        content = bytearray(whole)
        DAMAGES[seed % len(DAMAGES)](content, chance)
        if bytes(content) == whole:
            continue
        damaged, settings = tmp_path / "damaged", Settings(tmp_path / f"to{seed}")
        damaged.write_bytes(content)
        assert not is_whole(damaged)
        outcome = "refused"
        try:
            found, _ = restore(damaged, PASSPHRASE, settings, clock.now())
        except UserError:
            assert not settings.database_path.exists()
            # Else one of the two diaries in it is whole.
            assert DAMAGES[seed % len(DAMAGES)] in (cut, swap)
        else:
            assert not found.is_whole and not found.is_complete
            with closing(Store(settings, key)) as store, store.reading() as records:
                assert NOTE in {entry.note for entry in records.list_entries(1)}
                digests = records.list_digests()
                there = sum(store.photos.is_whole(digest) for digest in digests)
            lacking = [name for name in found.missing if "session-" in name]
            assert there == found.photos == len(PHOTOS) - len(lacking)
            outcome = f"{there} photos"
        ended[outcome] = ended.get(outcome, 0) + 1
        shutil.rmtree(settings.data_dir, ignore_errors=True)
    return ended


def test_damage_is_found_and_what_can_be_is_restored(made, tmp_path: Path):
    damage_often(made, tmp_path, range(len(DAMAGES)))


@pytest.mark.benchmark
def test_much_damage(made, tmp_path: Path):
    sys.stdout.write(f"{damage_often(made, tmp_path, range(300))}\n")


# In the place of what is there.


def spoil(folder: Path) -> None:
    (folder / "fifthday.db").write_bytes(b"spoilt")


def lose(folder: Path) -> None:
    (folder / "fifthday.db").unlink()


def empty_photos(folder: Path) -> None:
    shutil.rmtree(folder / "photos")


def lose_vault(folder: Path) -> None:
    (folder / "vault.json").write_bytes(b"")


@pytest.mark.parametrize("harm", [spoil, lose, empty_photos, lose_vault])
def test_what_is_damaged_is_replaced_and_kept_beside(
    made, tmp_path: Path, harm: Callable[[Path], None]
):
    folder, path, key = made
    settings = Settings(Path(shutil.copytree(folder, tmp_path / "data")))
    harm(settings.data_dir)
    _, kept = restore(path, PASSPHRASE, settings, clock.now())
    assert everything(settings, key) == everything(Settings(folder), key)
    assert kept.is_dir() and kept.parent == settings.data_dir
    with closing(Store(settings, key)) as store, store.writing() as records:
        records.delete_person(1)
    assert not kept.exists(), "deleting deletes"


def test_photos_elsewhere_are_restored_there(made, tmp_path: Path):
    folder, path, key = made
    settings = Settings(tmp_path / "data", tmp_path / "photos")
    restore(path, PASSPHRASE, settings, clock.now())
    assert everything(settings, key) == everything(Settings(folder), key)
    assert len(list((tmp_path / "photos").iterdir())) == len(PHOTOS)


@pytest.mark.parametrize("release", RELEASED, ids=lambda path: path.stem)
def test_every_released_diary_is_backed_up_and_restored(release: Path, tmp_path: Path):
    settings, other = Settings(tmp_path / "data"), Settings(tmp_path / "other")
    settings.data_dir.mkdir()
    shutil.copy(release, settings.database_path)
    write_vault(settings.data_dir, VAULT)
    with closing(Store(settings)) as store:
        path = back_up(store, tmp_path / "backups", clock.now())
        with store.reading() as records:
            before = list(records.dump_tables())
    found, _ = restore(path, PASSPHRASE, other, clock.now())
    assert found.is_whole
    with closing(Store(other)) as store, store.reading() as records:
        assert list(records.dump_tables()) == before


def test_a_full_disk_leaves_no_half_backup(made, tmp_path: Path, monkeypatch):
    folder, _, key = made

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.services.safety.container.Writing.end", no_space)
    settings = Settings(Path(shutil.copytree(folder, tmp_path / "data")))
    with closing(Store(settings, key)) as store:
        with pytest.raises(StoreUnavailable, match="No space"):
            back_up(store, tmp_path / "backups", clock.now())
        assert not list((tmp_path / "backups").iterdir())


def test_without_a_passphrase_no_backup_is_made(store: Store, tmp_path: Path):
    with pytest.raises(NotFound, match="passphrase"):
        back_up(store, tmp_path / "backups", clock.now())


# Killed half-way.


def killed(work: Callable[[], object], after_s: float) -> None:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def kill_often(made, tmp_path: Path, seeds: range) -> dict[str, int]:
    folder, path, key = made
    before, ended, longest = everything(Settings(folder), key), dict[str, int](), {}
    for seed in seeds:
        chance, is_restore = random.Random(seed), bool(seed % 2)
        settings = Settings(Path(shutil.copytree(folder, tmp_path / str(seed))))
        backups = tmp_path / f"backups{seed}"

        def work(settings: Settings = settings, backups: Path = backups, r: bool = is_restore):
            if r:
                restore(path, PASSPHRASE, settings, clock.now())
            else:
                with closing(Store(settings, key)) as store:
                    back_up(store, backups, clock.now())

        if is_restore not in longest:
            began = time.perf_counter()
            work()
            longest[is_restore] = time.perf_counter() - began
        else:
            killed(work, chance.random() * longest[is_restore] * 1.2)
        assert everything(settings, key) == before
        names = {one.name for one in settings.data_dir.iterdir()}
        assert not {name for name in names if "restored-" in name or "unfinished" in name}, names
        for one in backups.glob("*.fifthday") if backups.exists() else ():
            assert is_whole(one)
        done = "restore" if is_restore else "backup"
        ended[done] = ended.get(done, 0) + 1
        shutil.rmtree(settings.data_dir)
    return ended


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_killed_backups_and_restores_lose_nothing(made, tmp_path: Path):
    kill_often(made, tmp_path, range(2 + KILLS))


@pytest.mark.benchmark
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_many_killed_backups_and_restores(made, tmp_path: Path):
    sys.stdout.write(f"{kill_often(made, tmp_path, range(2 + 80))}\n")


class _Killed(BaseException):
    pass


@pytest.mark.parametrize("kind", ["rename", "replace"])
def test_ended_after_each_single_move(made, tmp_path: Path, kind: str, monkeypatch):
    folder, path, key = made
    before = everything(Settings(folder), key)
    for last in range(30):
        settings = Settings(Path(shutil.copytree(folder, tmp_path / str(last))))
        moves: Iterator[int] = iter(range(last))
        move = getattr(Path, kind)

        def counted(*args: object, moves=moves, move=move) -> object:
            if next(moves, None) is None:
                raise _Killed
            return move(*args)

        with monkeypatch.context() as patch:
            patch.setattr(Path, kind, counted)
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # a killed one tidies nothing
            try:
                restore(path, PASSPHRASE, settings, clock.now())
                done = True
            except _Killed:
                done = False
        finish_swap(settings.data_dir)
        assert everything(settings, key) == before
        if done:
            return
    raise AssertionError("it never ended")


def test_a_move_that_fails_loses_nothing(made, tmp_path: Path, monkeypatch):
    """A full or failing disk in the middle: what is still needed is not tidied away."""
    folder, path, key = made
    before, rename = everything(Settings(folder), key), Path.rename
    for last in range(4):
        settings = Settings(Path(shutil.copytree(folder, tmp_path / str(last))))
        moves = iter(range(last))

        def failing(source: Path, target: Path, moves: Iterator[int] = moves) -> Path:
            if next(moves, None) is None:
                raise OSError(errno.EIO, "Input/output error")
            return rename(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", failing)
            with pytest.raises(StoreUnavailable, match="open the diary again"):
                restore(path, PASSPHRASE, settings, clock.now())
        assert everything(settings, key) == before
        assert not is_swapping(settings.data_dir)
        assert not list(settings.data_dir.glob("restored-*"))


def test_the_settings_of_a_photo_store_are_kept(made, tmp_path: Path):
    """Whoever keeps photos elsewhere finds them there in a backup, too."""
    folder, _, key = made
    moved = Path(shutil.copytree(folder, tmp_path / "data"))
    shutil.move(moved / "photos", tmp_path / "away")
    settings = replace(Settings(moved), photo_store=tmp_path / "away")
    with closing(Store(settings, key)) as store:
        path = back_up(store, tmp_path / "backups", clock.now())
    assert verify(path, PASSPHRASE, Settings(tmp_path / "x")).photos == len(PHOTOS)


@pytest.mark.parametrize(
    "path",
    [
        *("../x", "/etc/x", "photos/../../x", "vault.json"),
        *map(by_hand, ("photos/..", "photos/a/b", "photos/.x", "")),
    ],
)
def test_a_hostile_backup_writes_nothing_elsewhere(
    made: Made, tmp_path: Path, path: str, elsewhere: Settings
):
    """Whoever knows the public key can make one."""
    folder, _, key = made
    hostile = tmp_path / "hostile"
    with hostile.open("wb") as file:
        writing = Writing(file, VAULT.recipient)
        writing.keys((folder / "vault.json").read_bytes())
        writing.piece("fifthday.db", (folder / "fifthday.db").read_bytes())
        writing.piece(path, b"hostile")
        writing.end("2026-01-01", [])
    found, _ = restore(hostile, PASSPHRASE, elsewhere, clock.now())
    assert found.is_whole and not found.is_complete
    written = [one for one in tmp_path.rglob("*") if one.is_file() and one != hostile]
    assert not [one for one in written if one.read_bytes() == b"hostile"]
    assert len(everything_but_photos(elsewhere, key)) > 5


def everything_but_photos(settings: Settings, key: Key | None) -> list[object]:
    with closing(Store(settings, key)) as store, store.reading() as records:
        return list(records.dump_tables())
