"""What befalls a data folder: files damaged or gone, no room, no rights, another's hand in it.

Each fault is a context manager that puts it upon a folder, gives the folder to use meanwhile, and
lifts it at the end where it can be lifted.
"""

import contextlib
import functools
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from tests.factories import a_photo, an_entry
from tracker.config import Settings
from tracker.errors import UserError
from tracker.services.data.archive import export_everything
from tracker.store.repository import Store

RELEASED = sorted((Path(__file__).parent / "released").glob("*.db"))
NOBODY = 65534
_ODD = [
    *("with blank", "ümläut", "a#b", "100%", "what?", "%20", "a&b=c", "[x]", "'quoted\""),
    *("new\nline", "日本語", "~home", "$HOME", ";rm", "-dash", ".hidden", "a:b", "back\\slash"),
    "x" * 200,
]  # fmt: skip
FIRST = date(2026, 1, 1)


@dataclass
class Used:
    """What came of using a folder."""

    said: list[str] = field(default_factory=list)
    """Sentences in place of what could not be done."""
    kept: list[str] = field(default_factory=list)
    """Notes of entries and digests of photos that were said to be saved."""
    wrong: str = ""
    """A traceback: nothing but a sentence may keep a person from something."""


def everything_in(folder: Path) -> set[str]:
    """Return the notes of all entries, and the digests of all photos whose files are whole."""
    store = Store(Settings(folder))
    try:
        with store.reading() as records:
            people = records.list_people()
            notes = {one.note for who in people for one in records.list_entries(who.id)}
            digests = records.list_digests()
        return notes | {digest for digest in digests if store.photos.is_whole(digest)}
    finally:
        store.close()


def use(folder: Path, days: int, out: Path) -> Used:
    """Read, save days and photos, and export; go on after what could not be done."""
    used = Used()
    try:
        store = Store(Settings(folder))
    except UserError as error:
        used.said.append(str(error))
        return used
    try:
        for step in [*range(days), None]:
            try:
                _take_a_step(store, step, used, out)
            except UserError as error:
                used.said.append(str(error))
    finally:
        store.close()
    return used


def _take_a_step(store: Store, number: int | None, used: Used, out: Path) -> None:
    if number is None:
        export_everything(store, out)
        return
    with store.reading() as records:
        (person, *_) = records.list_people()
        (procedure, *_) = records.list_procedures(person.id)
    note, content = f"a note of day {number}." * 40, b"a photo %d " % number * 4000
    with store.writing() as records:
        day = FIRST + timedelta(days=number)
        records.save_entry(an_entry(person.id, day=day, note=note))
    used.kept.append(note)
    with store.writing() as records:
        photo = records.add_photo(a_photo(content, person.id, procedure.id), content)
    used.kept.append(photo.digest)


def apart(
    work: Callable[[], Used], *, user: int | None = None, most_bytes: int | None = None
) -> Used:
    """Work in a process of its own, as another user or where files cannot grow beyond a size."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with os.fdopen(writer, "w") as answer:
                json.dump(vars(_limited(work, user, most_bytes)), answer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        used = json.loads(answer.read() or '{"wrong": "the program was killed"}')
    os.waitpid(child, 0)
    return Used(**used)


def _limited(work: Callable[[], Used], user: int | None, most_bytes: int | None) -> Used:
    try:
        if most_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.RLIM_INFINITY))
        if user is not None and os.geteuid() == 0:
            os.setgid(user)
            os.setuid(user)
        return work()
    except BaseException:
        return Used(wrong=traceback.format_exc())


@dataclass(frozen=True)
class Place:
    """A folder, and how to use it."""

    folder: Path
    user: int | None = None
    most_bytes: int | None = None


@dataclass(frozen=True)
class Fault:
    """One way in which things go wrong."""

    befall: Callable[[Path, random.Random], contextlib.AbstractContextManager[Place]]
    """Puts it upon a folder, gives the place to use meanwhile, and lifts it."""
    takes: bool = False
    """Whether it takes something away for good: then only sentences can be asked for."""
    is_upgrade: bool = False
    """Whether the folder is one of an earlier version."""
    goes_back: bool = False
    """Whether it is lifted by putting back what was there; what was saved meanwhile goes."""


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _damaging(damage: Callable[[Path, random.Random], object]) -> Fault:
    @contextmanager
    def befall(folder: Path, chance: random.Random) -> Iterator[Place]:
        damage(chance.choice(_files(folder)), chance)
        yield Place(folder)

    return Fault(befall, takes=True)


def flip(path: Path, chance: random.Random) -> None:
    """Flip some bits."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 4, 64])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def _zero(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content))
    content[start : start + 4096] = bytes(len(content[start : start + 4096]))
    path.write_bytes(content)


def _exchange(path: Path, chance: random.Random) -> None:
    path.unlink()
    chance.choice([lambda: path.mkdir(), lambda: path.symlink_to("nowhere"), lambda: None])()


def _append(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randrange(1, 9000)))


@contextmanager
def _with_a_strange_journal(folder: Path, chance: random.Random) -> Iterator[Place]:
    (folder / "fifthday.db-journal").write_bytes(chance.randbytes(chance.choice([0, 40, 6000])))
    yield Place(folder)


def _statement(*statements: str) -> Fault:
    @contextmanager
    def befall(folder: Path, chance: random.Random) -> Iterator[Place]:
        kept = (folder / "fifthday.db").read_bytes()
        with closing(sqlite3.connect(folder / "fifthday.db")) as database, database:
            database.execute(chance.choice(statements))
        yield Place(folder)
        (folder / "fifthday.db").write_bytes(kept)  # as if the newer program came back

    return Fault(befall, goes_back=True)


@contextmanager
def _foreign(folder: Path, chance: random.Random) -> Iterator[Place]:
    path = folder / "fifthday.db"
    kept = path.read_bytes()
    path.unlink()
    if chance.random() < 0.5:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE people (id, name)")
    else:
        path.write_bytes(chance.choice([b"a letter", b"\x89PNG\r\n\x1a\n", b"\0" * 5000]))
    yield Place(folder)
    path.write_bytes(kept)


@contextmanager
def _locked(folder: Path, chance: random.Random) -> Iterator[Place]:
    connection = sqlite3.connect(folder / "fifthday.db", isolation_level=None)
    with closing(connection):
        connection.execute(f"BEGIN {chance.choice(['IMMEDIATE', 'EXCLUSIVE'])}")
        yield Place(folder)


@contextmanager
def _read_only(folder: Path, chance: random.Random) -> Iterator[Place]:
    closed = chance.choice(["all", "all", "database", "photos", "unreadable"])
    which = {
        "all": [*_files(folder), folder / "photos", folder],
        "database": [folder / "fifthday.db"],
        "photos": [folder / "photos"],
        "unreadable": [chance.choice(_files(folder))],
    }[closed]
    for path in (*folder.rglob("*"), folder):
        os.chown(path, NOBODY, NOBODY) if os.geteuid() == 0 else None
    for path in which:
        path.chmod(0o000 if closed == "unreadable" else 0o500 if path.is_dir() else 0o400)
    try:
        yield Place(folder, user=NOBODY)
    finally:
        for path in (folder, *which[::-1]):
            path.chmod(0o700 if path.is_dir() else 0o600)


@contextmanager
def _no_room(folder: Path, chance: random.Random) -> Iterator[Place]:
    """No file may grow: what a full disk, or a quota, is to a program."""
    size = (folder / "fifthday.db").stat().st_size
    yield Place(folder, most_bytes=size + chance.randrange(-8192, 60_000))


@contextmanager
def _full_disk(folder: Path, chance: random.Random) -> Iterator[Place]:
    """A disk of the folder's own with hardly any room left; it grows before one looks again."""
    disk = folder.parent / "disk"
    disk.mkdir()
    size = sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*"))
    room = f"size={size + chance.randrange(12_288, 200_000)}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", room, "tmpfs", disk], check=True)
    try:
        shutil.copytree(folder, disk / "data")
        yield Place(disk / "data")
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        shutil.rmtree(folder)
        Store(Settings(disk / "data")).close()  # the next start, with room
        shutil.copytree(disk / "data", folder)
    finally:
        subprocess.run(["umount", disk], check=True)
        disk.rmdir()


@contextmanager
def _odd_path(folder: Path, chance: random.Random) -> Iterator[Place]:
    odd = folder.parent / chance.choice(_ODD) / chance.choice(_ODD)
    odd.parent.mkdir()
    folder.rename(odd)
    yield Place(odd)
    odd.rename(folder)
    assert {path.name for path in folder.parent.iterdir()} <= {folder.name, odd.parent.name, "out"}


FAULTS = {
    "flipped bits": _damaging(flip),
    "cut": _damaging(_cut),
    "a page of zeros": _damaging(_zero),
    "gone, or something else in its place": _damaging(_exchange),
    "bytes behind the end": _damaging(_append),
    "a strange journal": Fault(_with_a_strange_journal, takes=True),
    "newer": _statement("UPDATE alembic_version SET version_num = '9.9.9'"),
    "changed by another's hand": _statement(
        "DROP TABLE zone_notes", "ALTER TABLE people ADD more TEXT", "DELETE FROM alembic_version",
        "UPDATE diary_entries SET day = 'yesterday'", "UPDATE people SET name = x'00ff'",
        "DELETE FROM store_state", "UPDATE photos SET digest = lower(hex(randomblob(32)))",
    ),
    "another program's": Fault(_foreign, goes_back=True),
    "locked": Fault(_locked),
    "may only be read": Fault(_read_only),
    "no room": Fault(_no_room),
    "a full disk": Fault(_full_disk),
    "odd path": Fault(_odd_path),
    "flipped before an upgrade": replace(_damaging(flip), is_upgrade=True),
    "no room for an upgrade": Fault(_no_room, is_upgrade=True),
    "a full disk at an upgrade": Fault(_full_disk, is_upgrade=True),
    "an upgrade of what may only be read": Fault(_read_only, is_upgrade=True),
}  # fmt: skip


def can_mount(folder: Path) -> bool:
    """Tell whether this process may make a small disk of its own."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
    with contextlib.suppress(OSError):
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            subprocess.run(["umount", folder], check=True)
            return True
    return False


def befall(kind: str, source: Path, folder: Path, seed: int) -> Used:
    """Put a fault upon a copy of a folder, use it, lift it, and look whether anything is lost.

    Returns
    -------
    used : Used
        `wrong` tells of a traceback, a loss, or what was left behind.
    """
    fault, chance = FAULTS[kind], random.Random(seed)
    folder.parent.mkdir(exist_ok=True)
    folder.parent.chmod(0o777)  # another user shall be kept out by what is tried only
    source = released(chance.choice(RELEASED), folder.parent.parent) if fault.is_upgrade else source
    before = _everything_in_copy(source)
    shutil.copytree(source, folder)
    with fault.befall(folder, chance) as place:
        days, out = chance.randrange(1, 6), place.folder.parent / "out"
        used = apart(
            lambda: use(place.folder, days, out), user=place.user, most_bytes=place.most_bytes
        )
    if used.wrong or fault.takes:
        return used
    kept = set() if fault.goes_back else set(used.kept)
    if lost := (before | kept) - everything_in(folder):
        return replace(used, wrong=f"lost: {lost}")
    names = {path.name for path in folder.iterdir() if "-before-" not in path.name}
    left = names - {"fifthday.db", "photos", "reference", "thumbnails"}
    return replace(used, wrong=f"left behind: {left}") if left else used


def released(file: Path, place: Path) -> Path:
    """Return a folder as an earlier version left it."""
    folder = place / f"released-{file.stem}"
    if not folder.exists():
        (folder / "photos").mkdir(parents=True)
        shutil.copy(file, folder / "fifthday.db")
    return folder


@functools.cache
def _everything_in_copy(source: Path) -> set[str]:
    with tempfile.TemporaryDirectory() as place:
        folder = shutil.copytree(source, Path(place) / "data")
        found = everything_in(folder)
        use(folder, 1, Path(place) / "out")  # what is loaded late is loaded before rights are lost
        return found
