"""Every fault of a store ends in a sentence; damage of one file stays with that file."""

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
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
from tests.marks import by_hand
from tests.tracker.store.befallen import FAULTS, RELEASED, befall, can_mount, released, use
from tracker.config import Settings
from tracker.errors import UserError
from tracker.services.data.archive import export_everything
from tracker.store.backend import sqlite
from tracker.store.repository import Store

FAULTS_TRIED = 40
IN_COMMAND = 20
"""Faults that the test command tries, each kind at least once; the rest by hand."""
ALL_CLOSED = 1  # a seed


pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and rights of files"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with something in every table, and two photos."""
    return fill(tmp_path_factory.mktemp("filled") / "data")


def fill(folder: Path) -> Path:
    """Put something into every table of a new folder, and two photos."""
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


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that other users may pass, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.parametrize(
    "first", [*range(0, IN_COMMAND, 10), *map(by_hand, range(IN_COMMAND, FAULTS_TRIED, 10))]
)
def test_no_fault_ends_in_a_traceback_or_loses_anything(
    filled: Path, place: Path, first: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)
    mounts = can_mount(place / "disk")
    kinds = [kind for kind in FAULTS if "disk" not in kind or mounts]
    for seed in range(first, first + 10):
        used = befall(kinds[seed % len(kinds)], filled, place / str(seed) / "data", seed)
        assert not used.wrong, (kinds[seed % len(kinds)], seed, used.wrong)
        assert all(len(sentence) > 40 for sentence in used.said)


@pytest.mark.parametrize("is_upgrade", [False, True])
def test_a_folder_that_can_only_be_read_is_read_and_exported(
    filled: Path, place: Path, is_upgrade: bool
):
    source = released(RELEASED[-1], place) if is_upgrade else filled
    used = befall("may only be read", source, place / "1" / "data", seed=ALL_CLOSED)
    assert not used.wrong and not used.kept
    assert all("can only be read" in sentence for sentence in used.said)
    assert (place / "1" / "out" / "tables" / "people.csv").exists()


def sentence_or_use(folder: Path) -> str | None:
    """Use a folder; anything but a sentence is an error of this test."""
    used = use(folder, 1, folder.parent / "out")
    return used.said[0] if used.said else None


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
        records.delete_photo(damaged.id)
    assert {path.name for path in (folder / "photos").iterdir()} == {whole.digest}
    store.close()
