"""A program that is killed loses nothing that it said was saved, and leaves nothing behind."""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.factories import a_photo, an_entry, store_procedure
from tracker.config import Settings
from tracker.services.data.archive import export_everything
from tracker.store.photos import digest_of
from tracker.store.repository import Store

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

KILLS = 10
LATEST_S = 1.5
RELEASED = Path(__file__).parent / "released" / "0.4.0.db"
FIRST = date(2026, 1, 1)


def work(folder: Path, said: int) -> None:
    """Save days, photos and exports for ever; each is said once it is done."""
    store = Store(Settings(folder))
    with store.reading() as records:
        (person, *_) = records.list_people()
        (procedure, *_) = records.list_procedures(person.id)
        number = len(records.list_entries(person.id))
    while True:
        number += 1
        content = b"photo %d" % number
        with store.writing() as records:
            entry = an_entry(person.id, day=FIRST + timedelta(days=number), note=f"note {number}")
            records.save_entry(entry)
        os.write(said, b"entry %d\n" % number)
        with store.writing() as records:
            photo = records.add_photo(a_photo(content, person.id, procedure.id), content)
        os.write(said, b"photo %d\n" % number)
        if number % 3 == 0:
            with store.writing() as records:
                records.delete_photo(photo.id)
            os.write(said, b"gone %d\n" % number)
        export_everything(store, folder.parent / f"out{number}")
        shutil.rmtree(folder.parent / f"out{number}")


def killed(folder: Path, after_s: float) -> list[str]:
    """Work in a process of its own, kill it, and return what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(folder, writer)
        finally:
            os._exit(1)
    os.close(writer)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader) as pipe:
        return pipe.read().splitlines()


def check(folder: Path, said: list[str]) -> None:
    """Open the folder as the next start does, and look whether all is there and nothing else."""
    store = Store(Settings(folder))
    with store.reading() as records:
        (person, *_) = records.list_people()
        (procedure, *_) = records.list_procedures(person.id)
        notes = {entry.note for entry in records.list_entries(person.id)}
        photos = {photo.digest for photo in records.list_photos(procedure.id)}
        kept = records.list_digests()
    gone = {line.split()[1] for line in said if line.startswith("gone")}
    for line in said:
        what, number = line.split()
        digest = digest_of(b"photo " + number.encode())
        if what == "entry":
            assert f"note {number}" in notes
        elif what == "gone":
            assert digest not in photos
        elif int(number) % 3 != 0 or number not in gone:
            # It may have been deleted without having had the time to say so.
            assert digest in photos or int(number) % 3 == 0
    files = {path.name for path in (folder / "photos").iterdir()}
    # The photos of the released database were never on a disk.
    own = {digest_of(b"photo %d" % number) for number in range(10_000)}
    assert all(store.photos.is_whole(digest) for digest in photos & own)
    store.close()
    assert files <= kept
    names = {path.name for path in folder.iterdir()}
    copies = {name for name in names if "-before-" in name}
    assert names - copies == {"fifthday.db", "photos"}
    assert all(whole(folder / name) for name in copies)
    assert not list(folder.parent.glob(".fifthday-*"))


def whole(path: Path) -> bool:
    database = sqlite3.connect(path)
    try:
        return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        database.close()


def kill_often(tmp_path: Path, seeds: range) -> None:
    done = 0
    for seed in seeds:
        folder, chance = tmp_path / str(seed) / "data", random.Random(seed)
        folder.mkdir(parents=True)
        if seed % 3 == 0:  # the first start is an upgrade
            shutil.copy(RELEASED, folder / "fifthday.db")
        else:
            store = Store(Settings(folder))
            store_procedure(store)
            store.close()
        said = killed(folder, chance.random() * LATEST_S)
        check(folder, said)
        done += len(said)
        shutil.rmtree(tmp_path / str(seed))
    sys.stdout.write(f"{len(seeds)} kills, {done} acknowledged, none lost, nothing left\n")
    assert done > 0


def test_a_killed_program_loses_nothing_and_leaves_nothing(tmp_path: Path):
    kill_often(tmp_path, range(KILLS))
