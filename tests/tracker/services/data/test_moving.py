"""A diary that was moved is the same: records, verdicts, photos, and what is said anew."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import DemoRun
from tests.factories import an_entry, keep_guidance
from tracker import cli
from tracker.config import Settings
from tracker.services.data.archive import export_everything
from tracker.services.data.moving import move_diary
from tracker.services.recovery.book import load_history
from tracker.store.repository import Store


@pytest.fixture
def home() -> str:
    """The store is a laptop's."""
    return "plain"


@pytest.fixture
def clinic(tmp_path: Path, server_database: str) -> Iterator[Store]:
    store = Store(Settings(tmp_path / "clinic", database_url=server_database))
    yield store
    store.close()


def exported(store: Store, folder: Path) -> dict[str, bytes]:
    """Everything that an export writes, but where copies went."""
    export_everything(store, folder)
    files = (path for path in folder.rglob("*") if path.is_file())
    kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    del kept["tables/copies_made.csv"], kept["diary.json"]
    return kept


def said_of(store: Store) -> list[str]:
    """What is said of every recovery of everybody."""
    with store.reading() as records:
        people = records.list_people()
    return [repr(one.assessments) for person in people for one in load_history(store, person.id)]


def test_to_a_server_and_back_it_is_the_same(
    demo_store: Store, clinic: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with demo_store.writing() as records:
        (person,) = records.list_people()
        keep_guidance(records, person.id, records.list_procedures(person.id)[0].id)
        records.keep_draft(person.id, "form", {"note": "half"})
    course = demo_store.settings.course_dir / "clinic-1.csv"
    course.parent.mkdir(exist_ok=True)
    course.write_text("kept as it is")
    before, said = exported(demo_store, tmp_path / "a"), said_of(demo_store)
    assert any("photos/" in name for name in before) and said

    assert not move_diary(demo_store, clinic).missing
    assert (exported(clinic, tmp_path / "b"), said_of(clinic)) == (before, said)
    with closing(Store(Settings(tmp_path / "back"))) as back:
        move_diary(clinic, back)
        assert (exported(back, tmp_path / "c"), said_of(back)) == (before, said)
        assert move_diary(clinic, back).is_nothing

    # The server goes on from the ids that came, and gives none again.
    with clinic.writing() as records:
        entry = records.save_entry(an_entry(person.id))
        assert entry.id > max(one.id for one in records.list_entries(person.id) if one != entry)


def test_the_command_moves_and_says_what_it_moved(
    demo_run: DemoRun, server_database: str, tmp_path: Path, monkeypatch, capsys
):
    monkeypatch.setenv("DATABASE_URL", server_database)
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(tmp_path / "clinic"))
    assert cli.main(["move", str(tmp_path / "nothing")]) == 1
    assert "There is no diary in" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()
    assert cli.main(["move", str(demo_run.data_dir)]) == 0
    assert "people 1, sessions 2" in capsys.readouterr().out
    assert cli.main(["move", "--back", str(tmp_path / "back")]) == 0
    assert "people 1, sessions 2" in capsys.readouterr().out


def test_two_usual_ranges_of_one_name_stay_apart(clinic: Store, store: Store):
    for one, text in ((clinic, "one"), (store, "another")):
        one.settings.course_dir.mkdir(exist_ok=True)
        (one.settings.course_dir / "clinic-1.csv").write_text(text)
    with pytest.raises(Exception, match=r"clinic-1\.csv is in both places"):
        move_diary(store, clinic)


def test_a_data_folder_with_a_diary_is_not_hidden_by_a_server(store: Store, server_database: str):
    settings = replace(store.settings, database_url=server_database)
    with pytest.raises(Exception, match="holds a diary of its own"):
        Store(settings)
