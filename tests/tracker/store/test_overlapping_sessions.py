"""Diaries of every released schema, with the back treated a day after the face."""

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tracker.config import Settings
from tracker.domain.records.kept import BodyArea
from tracker.services.recovery.book import open_book
from tracker.store.repository import Store

RELEASED = Path(__file__).parent / "released"
SECOND = {
    "person_id": 1,
    "started_at": "2026-01-11 00:30:00.000000",
    "device": "PEN",
    "setting": "PROFESSIONAL",
    "passes": 1,
    "products": "",
    "notes": "the back",
}


def add(database: sqlite3.Connection, table: str, **values: object) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    return database.execute(query, list(values.values())).lastrowid or 0


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*.db")), ids=lambda path: path.stem)
def test_two_sessions_side_by_side_are_migrated_without_a_question(
    released: Path, settings: Settings
):
    settings.data_dir.mkdir()
    shutil.copy(released, settings.database_path)
    with sqlite3.connect(settings.database_path) as old:
        back = add(old, "procedures", **SECOND)
        add(old, "treated_zones", procedure_id=back, zone="BACK", needle_length_mm=1.5)
        for day in ("2026-01-10", "2026-01-14", "2026-03-01"):
            add(old, "diary_entries", person_id=1, day=day, note=day)
    old.close()

    store = Store(settings)
    book = open_book(store, 1)
    store.close()

    face, second = book.sessions.procedures
    assert (face.diary_day, second.diary_day) == (date(2026, 1, 10), date(2026, 1, 11))
    assert None not in (face.utc_offset_min, second.utc_offset_min)
    about = {entry.note: entry.areas for entry in book.entries}
    assert about["2026-01-10"] == {BodyArea.FACE}
    assert about["déjà vu"] == about["2026-01-14"] == {BodyArea.FACE, BodyArea.BACK}
    assert about["2026-03-01"] == {BodyArea.BACK}  # nothing was under way: the latest session's
    of_face, of_back = book.readings
    assert (list(of_face), list(of_back)) == ([0, 2, 4], [1, 3, 49])
    entered = {entry.note: entry.recorded_at for entry in book.entries}
    assert (entered["déjà vu"] is not None) == (released.stem != "0.1.0")
