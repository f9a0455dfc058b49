"""Deleting deletes: not a byte of it is left in the data folder while the app runs."""

import random
import string
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.factories import a_photo, a_procedure, an_entry, store_procedure
from tracker.config import Settings
from tracker.services.photos.reading import read_photo
from tracker.store.disk.copies import back_up
from tracker.store.repository import Store

ENTRIES = 60


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def a_word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_letters, k=24))


def a_note(word: str, chance: random.Random) -> str:
    return word + " filling" * chance.choice([0, 5, 40, 400])  # rows move between pages


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_deleted_entries_is_left(store: Store, settings: Settings, seed: int):
    chance, person_id = random.Random(seed), store_procedure(store).person_id
    days = [date.today() - timedelta(days=ago) for ago in range(ENTRIES)]
    words = {day: a_word(chance) for day in days}
    chance.shuffle(days)
    for day in days:
        with store.writing() as records:
            records.save_entry(an_entry(person_id, day=day, note=a_note(words[day], chance)))
    with store.reading() as records:
        entries = {entry.day: entry for entry in records.list_entries(person_id)}
    for day in days[: ENTRIES // 2]:
        with store.writing() as records:
            records.delete_entry(entries[day])
    left = bytes_below(settings.data_dir)
    assert [words[day] for day in days[: ENTRIES // 2] if words[day].encode() in left] == []
    assert all(words[day].encode() in left for day in days[ENTRIES // 2 :])


def test_nothing_of_a_corrected_note_is_left(store: Store, settings: Settings):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        kept = records.save_entry(an_entry(person_id, note="a word nobody else writes"))
    with store.writing() as records:
        records.save_entry(replace(kept, note="another one"))
    assert b"a word nobody else writes" not in bytes_below(settings.data_dir)


@pytest.mark.parametrize("what", ["photo", "session", "person"])
def test_nothing_is_left_in_copies_and_files_either(store: Store, settings: Settings, what: str):
    procedure = store_procedure(store)
    content, note = b"pixels that nobody else has", "words that nobody else has"
    with store.writing() as records:
        session = records.add_procedure(a_procedure(procedure.person_id, notes=note))
        photo = records.add_photo(a_photo(content, procedure.person_id, session.id), content)
    copy = back_up(settings.database_path, "0.4.0")
    Path(f"{copy}-wal").write_bytes(note.encode())
    assert read_photo(store, photo) == content and note.encode() in bytes_below(settings.data_dir)
    with store.writing() as records:
        if what == "photo":
            records.delete_photo(photo.id)
        elif what == "session":
            records.delete_procedure(session.id)
        else:
            records.delete_person(procedure.person_id)
    left = bytes_below(settings.data_dir)
    assert content not in left and photo.digest not in str(list(settings.data_dir.rglob("*")))
    assert (note.encode() in left) == (what == "photo")
    assert not list(settings.data_dir.glob("*-before-*"))


def test_what_was_deleted_before_a_crash_is_forgotten_at_the_next_start(
    settings: Settings, monkeypatch
):
    from tracker.store.home import file

    store, note = Store(settings), "words that nobody else has"
    procedure = store_procedure(store)
    with store.writing() as records:
        entry = records.save_entry(an_entry(procedure.person_id, note=note * 3))
    monkeypatch.setattr(file, "forget_deleted", lambda *_: None)  # as if it died before
    with store.writing() as records:
        records.delete_entry(entry)
    store.close()
    monkeypatch.undo()
    assert list(settings.data_dir.glob("*-to-forget"))
    Store(settings).close()
    assert not list(settings.data_dir.glob("*-to-forget"))
    assert note.encode() not in bytes_below(settings.data_dir)
