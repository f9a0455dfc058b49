"""An export brought into a diary in use: the union, nothing twice, nothing overwritten."""

import errno
import json
import random
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import PROJECT
from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_procedure,
    a_verdict,
    an_entry,
    days_ago,
    keep_guidance,
    picture_bytes,
    pixels,
    store_procedure,
    today,
)
from tests.marks import by_hand
from tracker import clock
from tracker.config import Settings
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import PhotoRole
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.data.archive import export_as_zip
from tracker.services.data.importing import import_export, look_into
from tracker.services.recovery.drafts import session_form
from tracker.store.disk.folders import LocalFolder
from tracker.store.records.loading import exported_tables
from tracker.store.records.merging import _KEYS, _PARTS
from tracker.store.repository import Store

ACTIONS = ("person", "session", "entry", "photo", "verdict", "draft", "guidance", "goal")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    """A function that opens a store of its own."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(closing(Store(Settings(tmp_path / name))))


def export(store: Store, path: Path) -> Path:
    with export_as_zip(store) as archive:
        path.write_bytes(archive.read())
    return path


def go_on(store: Store, chance: random.Random, count: int) -> None:
    """Let something happen in a diary; what happens to two diaries may be the very same."""
    with store.writing() as records:
        for _ in range(count):
            people = records.list_people()
            person = chance.choice(people)
            own = records.list_procedures(person.id)
            number, action = chance.randrange(6), chance.choice(ACTIONS)
            if action == "person" and f"P{number}" not in {one.name for one in people}:
                person = records.add_person(a_person(f"P{number}"))
            if action in {"person", "session"} or not own:
                began = days_ago(100 * number + 50, 18)
                if began not in {one.started_at for one in own}:
                    note = chance.choice(["", "one"])
                    records.add_procedure(a_procedure(person.id, started_at=began, notes=note))
            elif action == "entry":
                day = today() - timedelta(days=chance.randrange(300))
                at = days_ago(number, 9).astimezone()
                note = chance.choice(["", "=1+1", "a\nb"])
                records.save_entry(an_entry(person.id, day=day, recorded_at=at, note=note))
            elif action == "photo":
                add_photo(records, chance, person.id, chance.choice(own).id)
            elif action == "verdict":
                records.add_verdict(a_verdict(person.id, chance.choice(own).id, day=number))
            elif action == "draft":
                procedure = chance.choice(own)
                value = chance.choice(["typed", None, 4, ["a"]])
                form = session_form(procedure)
                records.keep_draft(person.id, form, {"notes": value}, procedure.id)
            elif action == "goal":
                records.care.choose_goals(person.id, chance.sample(["pores", "acne_scars"], 1))
            elif not records.plans.list_plans(person.id):
                keep_guidance(records, person.id, chance.choice(own).id)


def add_photo(records: Any, chance: random.Random, person_id: int, procedure_id: int) -> None:
    content = picture_bytes(pixels(chance.randrange(8), 48, 64))
    kept = records.list_photos(procedure_id)
    role = chance.choice(list(PhotoRole))
    has_before = any(one.role is PhotoRole.BEFORE for one in kept)
    details = {"width_px": 64, "height_px": 48}
    photo = a_photo(content, person_id, procedure_id, role=role, **details)
    if photo.digest not in {one.digest for one in kept} and not (
        role.name == "BEFORE" and has_before
    ):
        kept_photo = records.add_photo(photo, content)
        records.save_analysis(kept_photo, [a_measurement(kept_photo.id)])


def contents_of(store: Store) -> dict[str, list[str]]:
    """All rows without ids: an owner stands there with all that is in it."""
    with store.reading() as records:
        texts = {name: (columns, rows) for name, columns, rows in records.dump_tables()}
    said: dict[str, dict[str, str]] = {}
    found: dict[str, list[str]] = {}
    for table in sorted(exported_tables(), key=lambda one: one.name == "drafts"):
        owners = {
            column.name: key.column.table.name
            for column in table.columns
            for key in column.foreign_keys
        }
        columns, rows = texts[table.name]
        said[table.name] = {}
        for row in rows:
            cells = dict(zip(columns, row, strict=True))
            own_id = cells.pop("id", "")
            for passing in ("followed_at", "kept_at"):
                cells.pop(passing, None)
            for column, owner in owners.items():
                cells[column] = said[owner].get(cells[column], "")
            if table.name == "drafts":
                cells.pop("form")
            said[table.name][own_id] = json.dumps(cells, sort_keys=True)
            found.setdefault(table.name, []).append(said[table.name][own_id])
    return {name: sorted(rows) for name, rows in found.items() if name != "copies_made"}


@pytest.mark.parametrize("seed", [1, by_hand(range(2, 102))])
def test_two_diaries_become_one(make: Any, tmp_path: Path, seed: int | range):
    for one in [seed] if isinstance(seed, int) else seed:
        here, there = make(f"here{one}"), make(f"there{one}")
        store_procedure(here)
        go_on(here, random.Random(one), 12)
        import_export(there, export(here, tmp_path / "begin.zip"))
        assert contents_of(there) == contents_of(here)
        go_on(here, random.Random(3 * one), 15)
        go_on(there, random.Random(3 * one + one % 2), 15)  # now and then the very same
        before = contents_of(here)
        seen = look_into(here, export(there, tmp_path / "there.zip"))
        assert contents_of(here) == before
        brought = import_export(here, tmp_path / "there.zip")
        assert (seen.photos, seen.diary_entries) == (brought.photos, brought.diary_entries)
        after = contents_of(here)
        if not brought.differences:
            for name, rows in contents_of(there).items():
                assert set(rows) <= set(after[name]), (one, name)
        for name, rows in before.items():
            left = list(after[name])
            for row in rows:
                left.remove(row)  # nothing is overwritten
        assert import_export(here, tmp_path / "there.zip").is_nothing
        assert contents_of(here) == after
        import_export(there, export(here, tmp_path / "both.zip"))
        with here.reading() as records:
            assert all(map(here.photos.is_whole, records.list_digests()))


def test_what_differs_is_told_and_stays(make: Any, tmp_path: Path):
    here, there = make("here"), make("there")
    procedure = store_procedure(here)
    with here.writing() as records:
        entry = records.save_entry(an_entry(1, recorded_at=clock.now(), note="as it was"))
    import_export(there, export(here, tmp_path / "begin.zip"))
    with there.writing() as records:
        records.save_entry(replace(entry, note="later", ratings={Symptom.ITCHING: 3}))
        records.correct_procedure(replace(procedure, passes=3))
    before = contents_of(here)
    brought = import_export(here, export(there, tmp_path / "there.zip"))
    assert brought.is_nothing and contents_of(here) == before
    said = {one.split(" of ")[0] for one in brought.differences}
    assert said == {"the diary entry", "the session"}
    with there.writing() as records:
        records.save_entry(replace(entry, red_flags=frozenset({RedFlag.FEVER}), version=2))
    brought = import_export(here, export(there, tmp_path / "again.zip"))
    assert any("whose warning signs are others there" in one for one in brought.differences)


def test_another_photo_from_before_stays_out(make: Any, tmp_path: Path):
    here, there = make("here"), make("there")
    store_procedure(here)
    import_export(there, export(here, tmp_path / "begin.zip"))
    for shade, store in enumerate((here, there)):
        content = picture_bytes(pixels(shade, 48, 64))
        details = {"role": PhotoRole.BEFORE, "width_px": 64, "height_px": 48}
        with store.writing() as records:
            photo = records.add_photo(a_photo(content, **details), content)
            records.save_analysis(photo, [a_measurement(photo.id)])
    brought = import_export(here, export(there, tmp_path / "there.zip"))
    assert brought.is_nothing and len(brought.differences) == 1


def test_a_real_person_is_not_mixed_with_an_invented_one(make: Any, tmp_path: Path):
    here, there = make("here"), make("there")
    store_procedure(here, "Ada")
    with there.writing() as records:
        records.add_person(a_person("Ada", is_demo=True))
    with pytest.raises(InvalidEntry, match="invented"):
        import_export(here, export(there, tmp_path / "there.zip"))


def test_merging_knows_what_tells_the_rows_of_each_table_apart():
    parts = {part for owned in _PARTS.values() for part in owned}
    with_ids = {table.name for table in exported_tables() if "id" in table.c}
    assert with_ids - parts == set(_KEYS)


# JSON.


def bent(path: Path, bend: Any) -> Path:
    """The document of an export alone, changed."""
    with zipfile.ZipFile(path) as archive:
        document = json.loads(archive.read("fifthday/diary.json"))
    bend(document["tables"])
    alone = path.with_suffix(".json")
    alone.write_text(json.dumps(document))
    return alone


def test_the_document_alone_comes_in(make: Any, tmp_path: Path):
    here, there = make("here"), make("there")
    procedure = store_procedure(here, "Zoë")
    with here.writing() as records:
        keep_guidance(records, 1, procedure.id)
        records.save_entry(an_entry(1, note="=SUM"))
        records.keep_draft(1, "plan", {"length": 0.5, "note": "typed", "none": None})
    path = export(here, tmp_path / "here.zip")
    import_export(there, bent(path, lambda tables: None))
    assert contents_of(there) == contents_of(here)
    with zipfile.ZipFile(path) as archive:
        schema = json.loads(archive.read("fifthday/diary.schema.json"))
        jsonschema.validate(json.loads(archive.read("fifthday/diary.json")), schema)


BREAKS = (
    lambda tables: tables.pop("people"),
    lambda tables: tables["people"][0].update(name=7),
    lambda tables: tables["people"][0].update(more=7),
    lambda tables: tables["people"][0].update(id=2**62),
    lambda tables: tables["people"].append(dict(tables["people"][0])),
    lambda tables: tables["procedures"][0].update(started_at="yesterday"),
    lambda tables: tables["procedures"][0].update(device="LASER"),
    lambda tables: tables["procedures"][0].update(person_id=9),
    lambda tables: tables["treated_zones"][0].update(procedure_id=9),
    lambda tables: tables["treated_zones"][0].update(needle_length_mm=90),
    lambda tables: tables["diary_entries"][0].update(areas=["TAIL"]),
    lambda tables: tables["diary_entries"][0].update(areas=7),
    lambda tables: tables["ratings"][0].update(rating=11),
    lambda tables: tables["ratings"][0].update(rating=True),
)


def test_documents_that_break_the_rules_are_refused(make: Any, tmp_path: Path):
    here, there, used = make("here"), make("there"), make("used")
    store_procedure(here)
    store_procedure(used, "Else")
    with here.writing() as records:
        records.save_entry(an_entry(1))
    exported = export(here, tmp_path / "here.zip")
    for store in (there, used):
        before = contents_of(store)
        for bend in BREAKS:
            with pytest.raises(InvalidEntry, match="Nothing was brought in"):
                import_export(store, bent(exported, bend))
            assert contents_of(store) == before


# In trouble.


def with_a_photo(store: Store) -> None:
    store_procedure(store)
    content = picture_bytes(pixels(1, 48, 64))
    with store.writing() as records:
        records.add_photo(a_photo(content, width_px=64, height_px=48), content)


def test_a_full_disk_leaves_all_as_it_was(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    here, there = make("here"), make("there")
    with_a_photo(there)
    path, before = export(there, tmp_path / "there.zip"), contents_of(here)

    def write(self: object, name: str, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LocalFolder, "write", write)
    with pytest.raises(StoreUnavailable, match="free space"):
        import_export(here, path)
    monkeypatch.undo()
    assert contents_of(here) == before and import_export(here, path).photos == 1


@pytest.mark.benchmark
def test_a_program_killed_while_importing_leaves_all_or_nothing(make: Any, tmp_path: Path):
    there = make("there")
    with_a_photo(there)
    path = export(there, tmp_path / "there.zip")
    whole = contents_of(there)
    for moment in ("load_tables", "_read_again", "_settle_file"):
        folder = tmp_path / moment
        code = _KILLED.format(moment=moment, folder=str(folder), path=str(path))
        done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, timeout=60, check=False)
        assert done.returncode == -signal.SIGKILL
        with closing(Store(Settings(folder))) as again:
            assert contents_of(again) in ({}, whole)
            import_export(again, path)
            assert contents_of(again) == whole
            with again.reading() as records:
                assert all(map(again.photos.is_whole, records.list_digests()))
            assert again.photos.count_strangers(records_of(again)) == 0


def records_of(store: Store) -> set[str]:
    with store.reading() as records:
        return records.list_digests()


_KILLED = """
import os, signal
from pathlib import Path
from tracker.config import Settings
from tracker.services.data import importing
from tracker.store.repository import Records, Store

def kill(*given):
    os.kill(os.getpid(), signal.SIGKILL)

place = next(one for one in (Records, Store, importing) if hasattr(one, "{moment}"))
setattr(place, "{moment}", kill)
importing.import_export(Store(Settings(Path("{folder}"))), Path("{path}"))
"""
