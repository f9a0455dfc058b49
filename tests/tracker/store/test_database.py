import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect

from tests.factories import a_person, an_entry
from tracker.config import Settings
from tracker.domain.records.kept import View
from tracker.domain.records.status import Status
from tracker.errors import StoreUnavailable
from tracker.store import database
from tracker.store.repository import Store
from tracker.store.tables import Base

RELEASED = Path(__file__).parent / "released"

NEXT_RELEASE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "99.0.0", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("people", recreate="always") as people:
        people.add_column(sa.Column("nickname", sa.Text, server_default="", nullable=False))
"""


HEAD = database.head_version()


@pytest.fixture
def engine(settings: Settings):
    engine = database.open_database(settings.database_path)
    yield engine
    engine.dispose()


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program that is one migration further than this one; the migration rebuilds a table."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(database.__file__).parent / "migrations", scripts)
    head = database.head_version()
    (scripts / "versions" / "release_99_0_0.py").write_text(NEXT_RELEASE.format(head=head))
    monkeypatch.setattr(database, "MIGRATIONS", str(scripts))
    # Its tables are not those of this program, which would rightly call them damaged.
    monkeypatch.setattr(database.checks, "check_schema", lambda *_: None)
    return "99.0.0"


def test_a_new_database_is_at_the_head_version(engine: Engine, settings: Settings):
    assert database.current_version(settings.database_path) == database.head_version()


def test_the_tables_are_what_the_migrations_make(engine: Engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_developer_may_ask_alembic(engine: Engine, settings: Settings):
    alembic = Path(sysconfig.get_path("scripts")) / "alembic"
    done = subprocess.run(
        [alembic, "check"],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"FIFTHDAY_DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No new upgrade operations" in done.stdout + done.stderr


def test_the_checks_are_what_the_migrations_make(engine: Engine):
    # compare_metadata does not look at CHECK constraints.
    made = inspect(engine)
    for table in Base.metadata.sorted_tables:
        declared = {
            (str(check.name), str(check.sqltext))
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }
        found = {(c["name"], c["sqltext"]) for c in made.get_check_constraints(table.name)}
        assert found == declared, table.name


@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("journal_mode", "delete"), ("secure_delete", 1)]
)
def test_every_connection_is_prepared(engine: Engine, pragma: str, value: object):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_every_released_database_can_be_used(released: Path, settings: Settings):
    settings.data_dir.mkdir()
    shutil.copy(released, settings.database_path)
    store = Store(settings)
    with store.writing() as records:
        (ada,) = records.list_people()
        assert ada.name == "Ada"
        (procedure,) = records.list_procedures(ada.id)
        verdicts = records.list_verdicts(procedure.id)
        if released.stem == "0.1.0":
            assert not ada.consents_to_refit and verdicts == ()
        else:
            assert ada.consents_to_refit and verdicts[0].status is Status.URGENT
        assert [zone.needle_length_mm for zone in procedure.zones] == [1.0, 0.5]
        (entry,) = records.list_entries(ada.id)
        assert len(entry.ratings) == 6 and len(entry.red_flags) == 2
        before, after = records.list_photos(procedure.id)
        (value,) = records.list_measurements(after.id)
        assert value.baseline_photo_id == before.id and value.provenance == {"numpy": "2.4"}
        spots = records.list_spots(after.id, before.id)
        assert (after.view, len(after.findings)) == (View.FRONT, 1)
        if released.stem in {"0.1.0", "0.2.0"}:
            assert after.findings[0].why == "A little dark." and spots == ()
        else:
            assert after.findings[0].retake == "Add light." and len(spots) == 1
        plans = records.plans.list_plans(ada.id)
        if released.stem in {"0.1.0", "0.2.0", "0.3.0"}:
            assert plans == () and procedure.cost is None and not ada.skin_sensitive
        else:
            (needles,) = records.plans.list_needles(ada.id)
            assert plans[0].needle_set_id == needles.id
            assert plans[0].procedure_id == procedure.id
            assert procedure.cost == Decimal("120.50") and procedure.zones[0].passes == 2
            assert records.care.list_goals(ada.id) == {"acne_scars"}
        records.save_entry(an_entry(ada.id))
    assert database.current_version(settings.database_path) == database.head_version()
    store.close()


def test_there_is_a_database_of_every_release():
    released = {name for name in database.known_versions() if "_" not in name}  # else not out yet
    assert released == {path.stem for path in RELEASED.glob("*.db")}


def test_upgrading_keeps_the_rows_and_a_copy(store: Store, settings: Settings, next_release: str):
    with store.writing() as records:
        ada = records.add_person(a_person("Ada"))
        records.save_entry(an_entry(ada.id))
    store.close()

    database.open_database(settings.database_path).dispose()

    assert database.current_version(settings.database_path) == next_release
    with sqlite3.connect(settings.database_path) as upgraded:
        assert upgraded.execute("SELECT name, nickname FROM people").fetchall() == [("Ada", "")]
        # Rebuilding `people` with foreign keys on would have deleted the diary.
        assert upgraded.execute("SELECT count(*) FROM diary_entries").fetchone() == (1,)
    upgraded.close()
    (copy,) = settings.data_dir.glob("*-before-*.db")
    assert database.current_version(copy) == HEAD


def test_a_new_database_leaves_no_copy(engine: Engine, settings: Settings):
    assert list(settings.data_dir.glob("*-before-*")) == []


def test_a_failed_upgrade_changes_nothing(
    store: Store, settings: Settings, next_release: str, tmp_path: Path
):
    with store.writing() as records:
        records.add_person(a_person("Ada"))
    store.close()
    script = tmp_path / "migrations" / "versions" / "release_99_0_0.py"
    script.write_text(script.read_text() + "    raise OSError('no space left')\n")

    with pytest.raises(StoreUnavailable, match="no space left"):
        database.open_database(settings.database_path)

    assert database.current_version(settings.database_path) == HEAD
    with sqlite3.connect(settings.database_path) as kept:
        assert kept.execute("SELECT id, name FROM people").fetchall() == [(1, "Ada")]
    kept.close()


def test_a_newer_database_is_refused_and_untouched(settings: Settings, engine: Engine):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '42.0.0'")
    engine.dispose()
    before = settings.database_path.read_bytes()

    with pytest.raises(StoreUnavailable, match=r"newer Fifth Day \(schema 42\.0\.0"):
        Store(settings)

    assert settings.database_path.read_bytes() == before


def test_a_database_of_another_program_is_refused(settings: Settings):
    settings.data_dir.mkdir()
    with sqlite3.connect(settings.database_path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(StoreUnavailable, match="another program"):
        Store(settings)


def test_a_file_that_is_no_database_is_refused(settings: Settings):
    settings.data_dir.mkdir()
    settings.database_path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnavailable, match="not a database"):
        Store(settings)


def test_two_programs_may_start_at_the_same_time(settings: Settings):
    program = (
        "import sys; from pathlib import Path; from tracker.store.database import open_database;"
        "open_database(Path(sys.argv[1])).connect().close()"
    )
    command = [sys.executable, "-c", program, str(settings.database_path)]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    errors = [process.communicate()[1].decode() for process in started]
    assert errors == ["", "", ""]
    assert database.current_version(settings.database_path) == database.head_version()


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "data"
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        Store(Settings(data_dir=folder, photo_store=tmp_path / "photos"))


def test_the_data_folder_is_private(store: Store, settings: Settings):
    assert settings.data_dir.stat().st_mode & 0o077 == 0
