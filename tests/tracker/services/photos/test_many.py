"""An archive that is measured again: what is done is known from the store, and from it alone."""

import pickle
import shutil
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import OpenCopy
from tests.factories import a_procedure, days_ago, file_of, skin_bytes
from tests.tracker.services.photos.archive import make_archive, rescoring, times_kept
from tracker.config import Settings
from tracker.domain.records.kept import BodyArea, OnSkin, Photo, PhotoRole, TreatedZone, Zone
from tracker.errors import OutOfReach, ProcessEnded
from tracker.services.data import people
from tracker.services.photos.keeping import add_photo, delete_photo
from tracker.services.photos.many import rescore as many
from tracker.services.photos.many.lots import plan
from tracker.services.photos.many.rescore import rescore
from tracker.services.photos.rescoring import confirm_person, rescore_photo
from tracker.services.recovery.procedures import correct_procedure, log_procedure
from tracker.store.photos import PhotoFiles
from tracker.store.repository import Store


@pytest.fixture(scope="module")
def small_data(empty_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one session: a photo of a back from before, and two of later days."""
    folder = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(empty_data, folder)
    store = Store(Settings(folder))
    person = people.add_person(store, "Ada")
    procedure = log_procedure(store, a_procedure(person.id, started_at=days_ago(7, 18)))
    for redder, role, days in (
        (0, PhotoRole.BEFORE, 7),
        (15, PhotoRole.FOLLOW_UP, 6),
        (8, PhotoRole.FOLLOW_UP, 4),
    ):
        details = {"procedure_id": procedure.id, "role": role, "area": BodyArea.BACK}
        add_photo(store, skin_bytes(redder), taken_at=days_ago(days, 17), **details)
    store.close()
    return folder


@pytest.fixture
def store(open_copy: OpenCopy, small_data: Path) -> Store:
    return open_copy(small_data)


@pytest.fixture
def photos(store: Store) -> tuple[Photo, ...]:
    with store.reading() as records:
        return records.list_all_photos(records.list_people()[0].id)


def sql(store: Store, statement: str) -> list[tuple]:
    with store.writing() as records:
        done = records._session.execute(text(statement))
        return [tuple(row) for row in done] if done.returns_rows else []


def age(store: Store) -> None:
    """Make every value one of an earlier method, as an update of the program would."""
    sql(store, "UPDATE measurements SET method_version = '0', value = value + 1")
    sql(store, "UPDATE photos SET measured_from = 'earlier'")


def values(store: Store, table: str = "measurements") -> list[tuple]:
    columns = "photo_id, zone, measure, value, mdc95, method, method_version, baseline_photo_id"
    return sorted(sql(store, f"SELECT {columns} FROM {table}"))


def stale(store: Store) -> set[int]:
    return {photo_id for planned in plan(store) for photo_id in planned.photo_ids}


def test_what_was_just_measured_is_up_to_date(store: Store):
    assert plan(store) == [] and list(rescore(store)) == []


def test_measuring_again_gives_the_same_and_keeps_the_earlier_values_beside(store: Store, photos):
    fresh = values(store)
    age(store)
    earlier = values(store)
    steps = list(rescore(store))
    assert [(step.done, step.total, step.error) for step in steps] == [
        (number, 3, None) for number in (1, 2, 3)
    ]
    assert values(store) == fresh
    assert values(store, "earlier_measurements") == earlier
    assert list(rescore(store)) == []  # nothing is done twice
    assert values(store, "earlier_measurements") == earlier


def test_values_of_the_present_methods_are_not_kept_twice(store: Store, photos):
    rescore_photo(store, photos[1])
    assert values(store, "earlier_measurements") == []


@pytest.mark.parametrize("change", ["zones", "on_skin", "same_person", "before"])
def test_what_would_be_measured_otherwise_is_not_up_to_date(store: Store, photos, change: str):
    before, *after = (photo.id for photo in photos)
    match change:
        case "zones":
            sql(store, "UPDATE treated_zones SET zone = 'NECK' WHERE id = 1")
            expected = {before, *after}
        case "on_skin":
            sql(store, f"UPDATE photos SET on_skin = 'CREAM' WHERE id = {before}")
            expected = {before, *after}
        case "same_person":
            sql(store, f"UPDATE photos SET same_person = TRUE WHERE id = {after[0]}")
            expected = {after[0]}
        case _:
            sql(store, f"UPDATE photos SET role = 'FOLLOW_UP' WHERE id = {before}")
            expected = set(after)
    assert stale(store) == expected


def test_what_a_page_measures_again_is_up_to_date(store: Store, photos):
    confirm_person(store, photos[1])
    with store.reading() as records:
        procedure = records.get_procedure(photos[0].procedure_id)
    zones = (*procedure.zones, TreatedZone(zone=Zone.NECK, needle_length_mm=0.5))
    correct_procedure(store, replace(procedure, zones=zones))
    delete_photo(store, photos[0].id)
    assert stale(store) == set()


def test_a_damaged_photo_is_one_line(store: Store, photos):
    age(store)
    file_of(store, photos[1]).write_bytes(b"damaged")
    steps = list(rescore(store))
    assert [bool(step.error) for step in steps] == [False, True, False]
    assert f"#{photos[1].id} " in steps[1].name
    assert [step.error for step in rescore(store)] == [steps[1].error]  # said again, nothing else


def test_without_the_photo_from_before_own_values_are_measured_once(store: Store, photos):
    file = file_of(store, photos[0])
    content = file.read_bytes()
    file.unlink()
    age(store)
    assert [bool(step.error) for step in rescore(store)] == [True, False, False]
    with store.reading() as records:
        revision = sql_revision(records)
    again = list(rescore(store))
    assert [step.outcome for step in again] == [None] * 3
    with store.reading() as records:
        assert sql_revision(records) == revision
    file.write_bytes(content)  # put back: the change is measured
    assert all(step.outcome for step in rescore(store)) and stale(store) == set()


COUNTED = """SELECT (SELECT revision FROM store_state)
  + (SELECT coalesce(sum(revision), 0) FROM person_states)"""


def sql_revision(records) -> int:
    return records._session.execute(text(COUNTED)).scalar_one()


class Meddling:
    """A crew beside which somebody does something to the diary while it measures.

    It is elsewhere: what it measures travels, with the files.
    """

    is_here = False

    def __init__(self, meddle) -> None:
        self._meddle, self.tasks = meddle, 0

    def share(self, work, tasks):
        for task in tasks:
            self.tasks += 1
            found = pickle.loads(pickle.dumps(work(pickle.loads(pickle.dumps(task)))))
            self._meddle(self.tasks)
            yield task, found


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch):
    def meddle(how) -> Meddling:
        crew = Meddling(how)
        monkeypatch.setattr(many, "assemble", lambda *_: nullcontext(crew))
        return crew

    return meddle


def test_a_photo_deleted_meanwhile_is_not_written_back(store: Store, photos, beside):
    age(store)
    gone = photos[2].id
    beside(lambda task: delete_photo(store, gone) if task == 2 else None)
    steps = list(rescore(store))
    assert len(steps) == 3 and not any(step.error for step in steps)
    assert gone not in {row[0] for row in values(store) + values(store, "earlier_measurements")}


def test_a_photo_changed_meanwhile_is_measured_as_it_is_now(store: Store, photos, beside):
    age(store)

    def change(task: int) -> None:
        if task == 2:
            sql(store, f"UPDATE photos SET on_skin = 'CREAM' WHERE id = {photos[1].id}")

    beside(change)
    steps = list(rescore(store))
    assert len(steps) == 3 and all(step.outcome for step in steps)
    last = next(step.outcome.photo for step in steps if step.outcome.photo.id == photos[1].id)
    assert last.on_skin is OnSkin.CREAM and stale(store) == set()


def test_two_at_once_keep_each_photo_once(store: Store, photos, beside):
    age(store)
    earlier = values(store)

    def other(task: int) -> None:
        if task == 2:
            beside(lambda _: None)
            list(rescore(store))

    beside(other)
    list(rescore(store))
    assert values(store, "earlier_measurements") == earlier and stale(store) == set()


def test_a_worker_of_another_version_writes_nothing(store: Store, photos, beside, monkeypatch):
    age(store)
    fresh = values(store)
    crew = beside(lambda _: None)
    share = crew.share

    def as_another_version(work, tasks):
        with monkeypatch.context() as patch:
            for task in tasks:
                patch.setattr("analysis.METHODS", frozenset({("other", "9")}))
                found = work(task)
                patch.undo()
                yield task, found

    crew.share = as_another_version
    assert share
    assert ["another version" in str(step.error) for step in rescore(store)] == [True] * 3
    assert values(store) == fresh and values(store, "earlier_measurements") == []


def test_what_costs_its_process_costs_no_other_photo(store: Store, photos, beside):
    age(store)
    crew = beside(lambda _: None)

    def share(work, tasks):
        for task in tasks:
            deadly = photos[1].id in {one.photo.id for one in task.wanted}
            yield task, many.Lost("KilledWorker", ended_process=True) if deadly else work(task)

    crew.share = share
    steps = list(rescore(store))
    assert {step.name.split()[0]: bool(step.error) for step in steps} == {
        f"#{photo.id}": photo.id == photos[1].id for photo in photos
    }


def test_a_photo_deleted_before_it_is_read_is_no_error(
    store: Store, photos, beside, monkeypatch: pytest.MonkeyPatch
):
    age(store)
    crew = beside(lambda _: None)

    def share(work, tasks):
        for task in tasks:
            if task.before:
                delete_photo(store, photos[2].id)
            yield task, work(task)

    monkeypatch.setattr(crew, "is_here", True, raising=False)  # it reads the files itself
    crew.share = share
    steps = list(rescore(store))
    assert len(steps) == 3 and not any(step.error for step in steps)


def test_a_damaged_file_travels_as_its_sentence(store: Store, photos, beside):
    age(store)
    file_of(store, photos[1]).write_bytes(b"damaged")
    file_of(store, photos[0]).unlink()
    beside(lambda _: None)
    assert ["damaged" in str(step.error) for step in rescore(store)][1:] == [True, False]


def test_a_store_that_does_not_answer_ends_it_and_changes_nothing(
    store: Store, photos, monkeypatch: pytest.MonkeyPatch
):
    age(store)
    before = values(store)

    def read(_files, _digest):
        raise OutOfReach("It does not answer.")

    monkeypatch.setattr(PhotoFiles, "read", read)
    with pytest.raises(OutOfReach, match=r"does not answer\. What was done until now is kept"):
        list(rescore(store))
    monkeypatch.undo()
    assert values(store) == before and len(stale(store)) == 3


@pytest.mark.benchmark
def test_a_killed_command_goes_on_where_it_was(settings: Settings, empty_data: Path):
    shutil.copytree(empty_data, settings.data_dir)
    make_archive(settings, 10)
    command = rescoring(settings, "--workers", "1")
    said = [command.stdout.readline() for _ in range(3)]
    command.kill()
    command.communicate()
    assert all(said) and 3 <= sum(times_kept(settings)) < 10
    with closing(Store(settings)) as store:
        assert not any(step.error for step in rescore(store, workers=1))
    assert times_kept(settings) == [1] * 10


def test_an_open_wire_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch):
    age(store)
    monkeypatch.setenv("DASK_SCHEDULER", "tcp://192.0.2.1:8786")
    with pytest.raises(ProcessEnded, match="unencrypted"):
        list(rescore(store))
