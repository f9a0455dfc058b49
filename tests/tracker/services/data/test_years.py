"""Folders of years of photos: each to its session, once, and measured."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.factories import a_procedure, days_ago, skin_bytes, telltale_exif
from tracker import cli
from tracker.domain.records.kept import Person, PhotoRole, TreatedZone, Zone
from tracker.errors import NotFound
from tracker.services.data import people, years
from tracker.services.data.years import bring_in_years
from tracker.services.photos.many.lots import plan
from tracker.services.photos.progress import Progress
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

BACK = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.0),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of two sessions by year, one that fits none, one without a date, and no photo."""
    folder = tmp_path_factory.mktemp("years")
    for session, year in ((100, "first"), (10, "second/nested")):
        (folder / year).mkdir(parents=True)
        for number, hours in enumerate((-30, -2, 40)):
            taken = days_ago(session, 12) + timedelta(hours=hours)
            write(folder / year / f"{number}.jpg", 3 * number + session // 100, taken)
    write(folder / "stray.jpg", 30, days_ago(500, 12))
    write(folder / "undated.jpg", 31, None)
    (folder / "broken.jpg").write_bytes(b"no photo")
    (folder / "notes.txt").write_text("no photo")
    return folder


def write(path: Path, redder: int, taken_at: datetime | None) -> None:
    exif = telltale_exif(f"{taken_at:%Y:%m:%d %H:%M:%S}") if taken_at else Image.Exif()
    Image.open(io.BytesIO(skin_bytes(redder))).save(path, "JPEG", exif=exif, quality=95)


@pytest.fixture
def person(store: Store) -> Person:
    ada = people.add_person(store, "Ada")
    for session in (100, 10):
        log_procedure(store, a_procedure(ada.id, started_at=days_ago(session, 12), zones=BACK))
    return ada


def kept(store: Store, person: Person) -> list[tuple[int, PhotoRole, int]]:
    with store.reading() as records:
        photos = records.list_all_photos(person.id)
        return sorted(
            (one.procedure_id, one.role, len(records.list_measurements(one.id))) for one in photos
        )


def errors(steps: list[Progress]) -> dict[str, str]:
    return {Path(step.name).name: str(step.error) for step in steps if step.error}


def test_years_come_in_once_each_photo_to_its_session(store: Store, person: Person, folder: Path):
    told = errors(list(bring_in_years(store, person.id, [folder], workers=1)))
    assert told.keys() == {"stray.jpg", "undated.jpg", "broken.jpg", "0.jpg"}
    assert "enter the session first" in told["stray.jpg"]
    assert "does not say when" in told["undated.jpg"]
    assert "one to compare with" in told["0.jpg"]  # the earlier one from before
    first = kept(store, person)
    assert [(session, role) for session, role, _ in first] == [
        (session, role) for session in (1, 2) for role in (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP)
    ]
    assert all(values for _, role, values in first if role is PhotoRole.FOLLOW_UP)
    assert plan(store) == []  # all is measured as it would be now
    again = list(bring_in_years(store, person.id, [folder], workers=1))
    assert kept(store, person) == first and not [step for step in again if step.outcome]


def test_what_was_cut_off_is_taken_up(store: Store, person: Person, folder: Path, monkeypatch):
    seen: list[str] = []
    develop = years._develop

    def cut_off(task: years._Task) -> object:
        seen.append(task.path.name)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return develop(task)

    monkeypatch.setattr(years, "_develop", cut_off)
    with pytest.raises(KeyboardInterrupt):
        list(bring_in_years(store, person.id, [folder], workers=1))
    assert 0 < len(kept(store, person)) < 4
    list(bring_in_years(store, person.id, [folder], workers=1))
    assert len(kept(store, person)) == 4 and plan(store) == []


@pytest.mark.about_files
def test_the_command(store: Store, person: Person, folder: Path, capsys):
    data = ("--data-dir", str(store.settings.data_dir), "import")
    photos = [str(folder / "first" / "2.jpg"), str(folder / "second")]
    assert cli.main([*data, "--photos", "Ada", photos[0]]) == 0
    assert "1/1" in capsys.readouterr().out
    assert cli.main([*data, "--photos", "Ada", "--look", photos[0]]) == 1
    assert cli.main([*data, "--photos", "Ben", photos[0]]) == 1
    assert len(kept(store, person)) == 1
    with pytest.raises(NotFound, match="no photo in the folder"):
        list(bring_in_years(store, person.id, [folder / "notes.txt"]))
