"""Every fault of a store ends in a sentence; damage of one file stays with that file."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories import (
    a_measurement,
    a_photo,
    a_verdict,
    an_entry,
    keep_guidance,
    store_procedure,
)
from tracker.config import Settings
from tracker.errors import UserError
from tracker.services.data.archive import export_everything
from tracker.store.repository import Store

FLIPS, BY_HAND = 25, 500
RELEASED = sorted((Path(__file__).parent / "released").glob("*.db"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with something in every table, and two photos."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    store = Store(Settings(folder))
    procedure = store_procedure(store, notes="a note")
    with store.writing() as records:
        records.save_entry(an_entry(procedure.person_id))
        records.add_verdict(a_verdict(procedure.person_id, procedure.id))
        keep_guidance(records, procedure.person_id, procedure.id)
        for content in (b"first photo", b"second photo"):
            kept = records.add_photo(a_photo(content), content)
            records.save_analysis(kept, [a_measurement(kept.id)])
    store.close()
    return folder


def use(folder: Path) -> None:
    """Read everything, write, delete and export, as a person would."""
    store = Store(Settings(folder))
    try:
        with store.reading() as records:
            for person in records.list_people():
                records.list_entries(person.id or 0)
                for procedure in records.list_procedures(person.id or 0):
                    records.list_verdicts(procedure.id or 0)
                    for photo in records.list_photos(procedure.id or 0):
                        records.list_measurements(photo.id or 0)
                records.plans.list_plans(person.id or 0)
                records.care.list_uses(person.id or 0)
                records.care.list_notes(person.id or 0)
        export_everything(store, folder.parent / "out")
        store_procedure(store, "Eve")
    finally:
        store.close()


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 4, 64])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def sentence_or_use(folder: Path) -> str | None:
    """Use a folder; anything but a sentence is an error of this test."""
    try:
        use(folder)
    except UserError as error:
        return str(error)
    return None


def assert_flips_end_in_sentences(source: Path, seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        folder = shutil.copytree(source, tmp_path / str(seed) / "data")
        chance = random.Random(seed)
        flip(chance.choice(sorted(path for path in folder.rglob("*") if path.is_file())), chance)
        said = sentence_or_use(folder)
        assert said is None or len(said) > 40
        shutil.rmtree(tmp_path / str(seed))


def test_flipped_bits_end_in_a_sentence(filled: Path, tmp_path: Path):
    assert_flips_end_in_sentences(filled, range(FLIPS), tmp_path)


@pytest.mark.benchmark
def test_many_flipped_bits_end_in_a_sentence(filled: Path, tmp_path: Path):
    assert_flips_end_in_sentences(filled, range(1000, 1000 + BY_HAND), tmp_path)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_flipped_bits_of_earlier_schemas_end_in_a_sentence(released: Path, tmp_path: Path):
    folder = tmp_path / "old" / "data"
    folder.mkdir(parents=True)
    shutil.copy(released, folder / "fifthday.db")
    assert_flips_end_in_sentences(folder, range(5), tmp_path)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE zone_notes")


def without_its_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM alembic_version")
        database.commit()


def with_two_versions(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO alembic_version VALUES ('0.1.0')")
        database.commit()


def with_a_strange_value(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE diary_entries SET day = 'yesterday'")
        database.commit()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (truncated, "is damaged"),
        (emptied, "is empty"),
        (lambda path: path.write_bytes(b"\0" * 8192), "is damaged"),
        (lambda path: path.write_text("a letter"), "is damaged"),
        (Path.unlink, "is missing, but photos"),
        (without_a_table, "is damaged"),
        (without_its_version, "whose version was lost"),
        (with_two_versions, "whose version was lost"),
    ],
)
def test_a_damaged_database_is_refused_and_left_alone(
    filled: Path, tmp_path: Path, damage: Callable[[Path], object], words: str
):
    folder = shutil.copytree(filled, tmp_path / "data")
    database = folder / "fifthday.db"
    damage(database)
    before = database.read_bytes() if database.exists() else None
    said = sentence_or_use(folder)
    assert said is not None and words in said
    assert (database.read_bytes() if database.exists() else None) == before


def test_a_damaged_value_is_said_and_exported_as_it_is(filled: Path, tmp_path: Path):
    folder = shutil.copytree(filled, tmp_path / "data")
    with_a_strange_value(folder / "fifthday.db")
    store = Store(Settings(folder))
    with store.reading() as records, pytest.raises(UserError, match="cannot be read"):
        records.list_entries(1)
    export = export_everything(store, tmp_path / "out")
    assert "yesterday" in (export.folder / "tables" / "diary_entries.csv").read_text()
    store.close()


@pytest.mark.parametrize(
    "damage", [Path.unlink, truncated, emptied, lambda path: (path.unlink(), path.mkdir())]
)
def test_a_damaged_photo_keeps_nobody_from_the_rest(
    filled: Path, tmp_path: Path, damage: Callable[[Path], object]
):
    folder = shutil.copytree(filled, tmp_path / "data")
    store = Store(Settings(folder))
    with store.reading() as records:
        damaged, whole = records.list_photos(1)
    damage(folder / "photos" / damaged.digest)

    export = export_everything(store, tmp_path / "out")
    assert len(export.missing) == 1 and export.missing[0].startswith("1_Ada/")
    assert export.missing[0] in (export.folder / "MISSING.txt").read_text()
    with store.writing() as records:
        records.put_back(b"first photo")
    assert store.photos.is_whole(damaged.digest)
    damage(folder / "photos" / damaged.digest)
    with store.writing() as records:
        records.delete_photo(damaged.id or 0)
    assert {path.name for path in (folder / "photos").iterdir()} == {whole.digest}
    store.close()
