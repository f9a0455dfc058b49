from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.tracker.store.lock.test_conversion import VAULT
from tracker import clock
from tracker.errors import InvalidEntry
from tracker.services.safety.schedule import (
    Made,
    back_up_if_due,
    choose_place,
    list_made,
    read_place,
    superfluous,
)
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store

pytestmark = pytest.mark.about_files
LAST = datetime(2026, 11, 26, 20).astimezone()


def test_one_a_day_is_made(store: Store, tmp_path: Path):
    assert back_up_if_due(store, LAST) is None, "no folder was chosen"
    write_vault(store.settings.data_dir, VAULT)
    folder = choose_place(store.settings, str(tmp_path / "backups"))
    assert read_place(store.settings) == folder and list_made(folder) == ()
    first = back_up_if_due(store, LAST)
    assert back_up_if_due(store, LAST + timedelta(hours=3)) is None
    second = back_up_if_due(store, LAST + timedelta(hours=8))
    assert [one.path for one in list_made(folder)] == [second, first]


@pytest.mark.parametrize("typed", ["", "  ", "backups", "./x"])
def test_a_place_is_a_whole_path(store: Store, typed: str):
    with pytest.raises(InvalidEntry, match="whole path"):
        choose_place(store.settings, typed)
    with pytest.raises(InvalidEntry, match="inside the data folder"):
        choose_place(store.settings, str(store.settings.data_dir / "backups"))
    assert read_place(store.settings) is None


def test_generations_stay():
    made = [Made(LAST - timedelta(days=day), Path(str(day))) for day in range(800)]
    gone = superfluous(made)
    kept = [one for one in made if one not in gone]
    assert kept[:7] == made[:7]
    assert len(kept) <= 7 + 5 + 12
    months = {(one.at.year, one.at.month) for one in kept}
    assert len(months) >= 12
    assert superfluous(kept) == [], "what stays today stays until a newer one comes"


def test_a_day_keeps_its_last():
    made = [Made(LAST - timedelta(hours=hour), Path(str(hour))) for hour in range(20)]
    assert superfluous(made) == made[1:]


def test_other_files_are_left_alone(store: Store, tmp_path: Path):
    write_vault(store.settings.data_dir, VAULT)
    folder = choose_place(store.settings, str(tmp_path))
    other = tmp_path / "fifthday-of-mine.fifthday"
    other.write_bytes(b"x")
    for days in range(9, 0, -1):
        back_up_if_due(store, clock.now() - timedelta(days=days))
    assert other.exists() and 7 <= len(list_made(folder)) <= 12
