"""An invented person with a normal recovery and one that drifts, to look around with."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import chain
from pathlib import Path

from analysis import FACIAL_ZONES
from tracker import clock
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    DeviceKind,
    NewDiaryEntry,
    NewPerson,
    NewProcedure,
    PhotoRole,
    Setting,
    TreatedZone,
)
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, NotFound
from tracker.locale import ENGLISH, Translate, translator
from tracker.said import Said
from tracker.services.data.people import add_person, delete_person, list_people
from tracker.services.photos.keeping import Upload, add_photos
from tracker.services.photos.progress import Progress
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

DEMO_NAME = Said("Demo person")
_DIARY = "diary.csv"
_LAST_DAY = 7
_NEEDLE_LENGTH_MM = 1.0
_SESSION_AT, _BEFORE_AT, _DAY_0_AT, _MORNING = time(18), time(17, 30), time(20, 30), time(8)


_DEMO = NewPerson(name=DEMO_NAME, is_demo=True)


@dataclass(frozen=True)
class _Story:
    """One recovery of the demo: its folder and name in the diary, and when it began."""

    name: str
    days_ago: int
    notes: str

    def at(self, day: int, hour: time) -> datetime:
        """Return a time on a day of this recovery."""
        return datetime.combine(clock.today(_DEMO) - timedelta(days=self.days_ago - day), hour)


# The second recovery is under way today; the first was over six weeks before it began.
_STORIES = (
    _Story("normal", 5 + 42 + _LAST_DAY, Said("Invented: a recovery as it usually goes.")),
    _Story("drift", 5, Said("Invented: redness and pain come back from day 3.")),
)


def fill_with_demo(store: Store, language: str = ENGLISH) -> Iterator[Progress]:
    """Fill an empty store with the demo person, photo by photo, all notes in a language.

    Raises
    ------
    InvalidEntry
        If somebody is in the store already; nothing is changed then.
    NotFound
        If the sample photos are not there.
    """
    if list_people(store):
        raise InvalidEntry(
            "The demo needs an empty data folder, and this one is in use. Please choose another "
            "folder with --data-dir or FIFTHDAY_DATA_DIR."
        )
    uploads = _read_photos(store.settings.sample_images)
    translate = translator(language)
    person = add_person(store, translate(DEMO_NAME), is_demo=True, language=language)
    try:
        total = sum(map(len, uploads.values()))
        steps = (_tell(store, story, person.id, uploads[story], translate) for story in _STORIES)
        for done, step in enumerate(chain.from_iterable(steps), start=1):
            yield replace(step, done=done, total=total)
    except BaseException:
        delete_person(store, person.id)  # half a demo would be in the way of the next try
        raise


def _tell(
    store: Store, story: _Story, person_id: int, uploads: Sequence[Upload], translate: Translate
) -> Iterator[Progress]:
    procedure = log_procedure(store, _procedure(story, person_id, translate))
    for entry in _read_diary(store.settings.sample_images / _DIARY, story, person_id):
        if entry.day <= clock.today(_DEMO):
            save_entry(store, replace(entry, note=translate(entry.note)))
    for step in add_photos(store, procedure.id, uploads):
        yield replace(step, name=f"{story.name}/{step.name}")


def _procedure(story: _Story, person_id: int, translate: Translate) -> NewProcedure:
    return NewProcedure(
        person_id=person_id,
        started_at=story.at(0, _SESSION_AT),
        device=DeviceKind.PEN,
        setting=Setting.PROFESSIONAL,
        zones=tuple(
            TreatedZone(zone=zone, needle_length_mm=_NEEDLE_LENGTH_MM) for zone in FACIAL_ZONES
        ),
        passes=3,
        products=translate(Said("Hyaluronic acid serum; mineral sunscreen from day 1")),
        notes=translate(story.notes),
    )


def _read_diary(path: Path, story: _Story, person_id: int) -> Iterator[NewDiaryEntry]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["recovery_id"] == story.name:
                yield NewDiaryEntry(
                    person_id=person_id,
                    day=story.at(int(row["day"]), _MORNING).date(),
                    ratings={symptom: int(row[symptom]) for symptom in Symptom},
                    red_flags=frozenset(map(RedFlag, filter(None, row["red_flags"].split(";")))),
                    note=row["note"],
                )


def _read_photos(samples: Path) -> dict[_Story, list[Upload]]:
    try:
        return {story: list(_find_photos(samples / story.name, story)) for story in _STORIES}
    except OSError as error:
        raise NotFound(
            "The demo's photos are not in {folder}. Please get the whole project.", folder=samples
        ) from error


def _find_photos(folder: Path, story: _Story) -> Iterator[Upload]:
    yield _upload(folder / "before.jpg", story.at(0, _BEFORE_AT), PhotoRole.BEFORE)
    yield _upload(folder / "day0.jpg", story.at(0, _DAY_0_AT))
    for day in range(1, _LAST_DAY + 1):
        taken_at = story.at(day, _MORNING)
        if taken_at.date() <= clock.today(_DEMO):
            # Before eight in the morning, today's photo was taken just now.
            yield _upload(folder / f"day{day}.jpg", min(taken_at, clock.wall()))


def _upload(path: Path, taken_at: datetime, role: PhotoRole = PhotoRole.FOLLOW_UP) -> Upload:
    return Upload(name=path.name, content=path.read_bytes(), role=role, taken_at=taken_at)
