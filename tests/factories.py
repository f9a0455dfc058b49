"""Records and photos for tests: common cases in one word, every detail open to the caller."""

import io
import struct
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, TiffImagePlugin
from sqlalchemy import text

from analysis import Zone
from tracker import clock
from tracker.domain.clinic.acts import ActKind, NewAct
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind
from tracker.domain.guidance.outcomes import NewGoalGrade
from tracker.domain.guidance.planning import (
    NeedleSet,
    NewNeedleSet,
    NewPlannedSession,
    PlannedPhoto,
    PlannedSession,
)
from tracker.domain.guidance.readiness import checklist_for
from tracker.domain.guidance.screening import ScreeningAnswer, shipped_screening
from tracker.domain.guidance.walk import WalkAction, WalkEvent
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.answers import NewAnswer, RednessGrade
from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import (
    BodyArea,
    CommonSpot,
    DeviceKind,
    DiaryEntry,
    Measurement,
    NewDiaryEntry,
    NewPerson,
    NewPhoto,
    NewProcedure,
    Person,
    Photo,
    PhotoRole,
    Procedure,
    Setting,
    TreatedZone,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import NewShownVerdict, ShownVerdict
from tracker.domain.records.status import Status
from tracker.store.photos import digest_of
from tracker.store.repository import Records, Store

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
EXIF, TAKEN_AT = 0x8769, 0x9003
ROTATED_CLOCKWISE = 6
STORED = (Person, Procedure, DiaryEntry, Photo, ShownVerdict, NeedleSet, PlannedSession)


def today() -> date:
    """The diary day that it is: until four at night it is still the day before."""
    return diary_day(clock.now())


def days_ago(days: int, hour: int = 0) -> datetime:
    return datetime.combine(today() - timedelta(days=days), datetime.min.time()).replace(hour=hour)


def _made(new: type, stored: type, details: Mapping[str, Any]) -> Any:
    """A record that is stored, if an id is among its details; else one that is not yet."""
    return (stored if "id" in details else new)(**details)


def with_id(record: Any, id: int, **details: Any) -> Any:
    """A record as it is once it is stored under an id."""
    stored = next(kind for kind in STORED if type(record) in kind.__mro__)
    return stored(**vars(record) | details | {"id": id})


def as_new(record: Any, **details: Any) -> Any:
    """A stored record as it was before."""
    values = {name: value for name, value in vars(record).items() if name != "id"}
    return type(record).__base__(**values | details)


def a_person(name: str = "Ada", **details: Any) -> Person:
    return _made(NewPerson, Person, {"name": name} | details)


def a_procedure(person_id: int = 1, **details: Any) -> Procedure:
    common = {
        "started_at": days_ago(7, 18),
        "device": DeviceKind.PEN,
        "setting": Setting.PROFESSIONAL,
        "zones": (TreatedZone(zone=Zone.CHEEK_LEFT, needle_length_mm=1.0),),
    }
    return _made(NewProcedure, Procedure, {"person_id": person_id} | common | details)


def an_entry(person_id: int = 1, **details: Any) -> DiaryEntry:
    common = {"day": today(), "ratings": {Symptom.REDNESS: 4, Symptom.PAIN: 0}}
    return _made(NewDiaryEntry, DiaryEntry, {"person_id": person_id} | common | details)


def a_verdict(person_id: int = 1, procedure_id: int = 1, **details: Any) -> ShownVerdict:
    common = {
        "diary_day": today(),
        "day": 7,
        "status": Status.WATCH,
        "pattern": Pattern.LEANING,
        "reason": "The entries lean away.",
        "reference_version": "2026.1",
        "assessed_at": days_ago(0, 8).astimezone(),
    }
    return _made(
        NewShownVerdict,
        ShownVerdict,
        {"person_id": person_id, "procedure_id": procedure_id} | common | details,
    )


def a_photo(content: bytes, person_id: int = 1, procedure_id: int = 1, **details: Any) -> Photo:
    common = {
        "role": PhotoRole.FOLLOW_UP,
        "area": BodyArea.FACE,
        "taken_at": days_ago(5, 8),
        "digest": digest_of(content),
        "media_type": "image/jpeg",
        "width_px": 640,
        "height_px": 480,
    }
    return _made(
        NewPhoto, Photo, {"person_id": person_id, "procedure_id": procedure_id} | common | details
    )


def a_spot(photo_id: int, baseline_photo_id: int, **details: Any) -> CommonSpot:
    places = {
        "row_px": 10.25,
        "column_px": 20.5,
        "baseline_row_px": 30.0,
        "baseline_column_px": 40.0,
    }
    owners = {"photo_id": photo_id, "baseline_photo_id": baseline_photo_id}
    return CommonSpot(**owners | places | details)


def a_measurement(photo_id: int, **details: Any) -> Measurement:
    common = {
        "zone": Zone.FACE,
        "measure": "delta_erythema_index",
        "value": 4.2,
        "unit": "EI",
        "mdc95": 3.0,
        "method": "log10_r_over_g",
        "method_version": "1",
        "reference": "neck",
        "baseline_photo_id": None,
        "provenance": {"numpy": "2.4"},
    }
    return Measurement(**{"photo_id": photo_id} | common | details)


def needles(person_id: int = 1, **details: Any) -> NeedleSet:
    common = {"device": DeviceKind.ROLLER, "name": "0.3 mm roller"}
    return _made(NewNeedleSet, NeedleSet, {"person_id": person_id} | common | details)


def a_plan(person_id: int = 1, **details: Any) -> PlannedSession:
    common = {
        "created_at": days_ago(0, 8),
        "planned_for": today(),
        "device": DeviceKind.ROLLER,
        "setting": Setting.HOME,
        "zones": (TreatedZone(zone=Zone.FOREHEAD, needle_length_mm=0.3),),
    }
    return _made(NewPlannedSession, PlannedSession, {"person_id": person_id} | common | details)


def an_act(person_id: int = 1, **details: Any) -> NewAct:
    common = {
        "kind": ActKind.ANSWER,
        "name": "Dr Li",
        "at": clock.now(),
        "note": "Called, is “well”",
        "urgency": Urgency.WATCH,
        "sign": "",
        "seen": "",
    }
    return NewAct(**{"person_id": person_id} | common | details)


def keep_guidance(records: Records, person_id: int, procedure_id: int) -> None:
    """Put one row at least into every table of the guidance."""
    moment = datetime(2026, 1, 10, 18, 30, 15, tzinfo=UTC)
    answer = ScreeningAnswer(yes=True, last_on=date(2026, 1, 3), cleared_by="Dr “Li”")
    records.plans.save_answers(person_id, {"waxing": answer}, date(2026, 1, 10))
    said = {"answered_on": date(2026, 1, 12), "text": "Looks “usual”", "name": "Dr Li"}
    records.care.add_answer(NewAnswer(procedure_id=procedure_id, grade=RednessGrade.MILD, **said))
    roller = records.plans.add_needles(needles(person_id, uses_before=2))
    details = {"numbing_started_at": moment, "walk_started_at": moment + timedelta(minutes=31)}
    owners = {"needle_set_id": roller.id, "procedure_id": procedure_id}
    plan = records.plans.add_plan(a_plan(person_id, **details, **owners))
    records.plans.tick(plan.id, "hands", moment)
    photo = PlannedPhoto(plan_id=plan.id, content=b"\x89photo", taken_at=days_ago(0, 7))
    records.plans.keep_photo(photo)
    records.plans.add_retest(replace(photo, content=b"\x89light"))
    for action, reason in ((WalkAction.PASS_DONE, ""), (WalkAction.SKIP, "sore, a bit")):
        records.plans.add_event(plan.id, WalkEvent(action=action, at=moment, reason=reason))
    records.care.tick(CareTick(procedure_id=procedure_id, day=today(), item="picking"))
    used = {"name": "Serum", "kind": ProductKind.SERUM, "used_at": days_ago(1, 8)}
    records.care.add_use(person_id, NewProductUse(**used, needled_in=True))
    seen = {"zone": Zone.CHIN, "mark": SkinMark.SPOT, "noted_on": today()}
    records.care.add_note(NewZoneNote(person_id=person_id, **seen, note="“one”"))
    records.care.choose_goals(person_id, ["acne_scars", "pores"])
    records.standings.add_act(an_act(person_id, at=moment))
    grade = {"goal": "acne_scars", "graded_on": today(), "grade": 3}
    records.care.save_grade(NewGoalGrade(person_id=person_id, **grade))


def answer_all(
    store: Store, person_id: int, *, but: Collection[str] = (), **others: ScreeningAnswer
) -> None:
    """Answer every screening question with no, some otherwise, and some not at all."""
    asked = [id for id in shipped_screening() if id not in but]
    answers = dict.fromkeys(asked, ScreeningAnswer(yes=False)) | others
    with store.writing() as records:
        records.plans.save_answers(person_id, answers, today())


def tick_all(store: Store, plan: PlannedSession | int) -> None:
    """Tick the whole checklist of a plan."""
    with store.writing() as records:
        kept = records.plans.get_plan(plan if isinstance(plan, int) else plan.id)
        for item in checklist_for(kept.device):
            records.plans.tick(kept.id, item.id, datetime.now(UTC))


def store_procedure(store: Store, name: str = "Ada", **details: Any) -> Procedure:
    """Put a person with one session into the store."""
    with store.writing() as records:
        person = records.add_person(a_person(name))
        return records.add_procedure(a_procedure(person.id, **details))


def pixels(seed: int = 0, rows: int = 96, columns: int = 128) -> np.ndarray:
    """A smooth picture without a face: JPEG hardly changes it."""
    low, high = np.random.default_rng(seed).integers(40, 200, (2, 3))
    ramp = np.linspace(0, 1, columns)[None, :, None] * np.linspace(0.5, 1, rows)[:, None, None]
    return (low + (high - low) * ramp).astype(np.uint8)


def picture_bytes(picture: np.ndarray | Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def skin_bytes(redder: int = 0, seed: int = 0, shape: tuple[int, int] = (120, 160)) -> bytes:
    """A small picture of skin of a back, by so much redder: measured within a second."""
    chance, pattern = np.random.default_rng(seed), np.zeros(shape)
    for size in (1.5, 3, 6):
        noise = chance.normal(0, 1, pattern.shape)
        pattern += size * cv2.GaussianBlur(noise, (0, 0), size)
    pattern *= 9 / pattern.std()
    colour = (196 + redder, 150, 130)
    picture = np.stack([np.clip(one + pattern, 0, 255) for one in colour], -1)
    return picture_bytes(picture.astype(np.uint8), "PNG")


def telltale_exif(taken_at: str = "2026:01:31 08:15:00", orientation: int = 1) -> Image.Exif:
    """EXIF as a phone writes it: place, maker, clock, orientation."""
    exif = Image.Exif()
    exif[MAKER] = "Telltale Cameras"
    exif[ORIENTATION] = orientation
    exif.get_ifd(EXIF)[TAKEN_AT] = taken_at
    degrees = tuple(TiffImagePlugin.IFDRational(value) for value in (52, 31, 12))
    exif.get_ifd(GPS).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    return exif


def png_chunks(content: bytes) -> list[bytes]:
    """The chunk types of a PNG file, in their order."""
    types, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        types.append(content[at + 4 : at + 8])
        at += 12 + length
    return types


def file_of(store: Store, photo: Photo) -> Path:
    """Return where a photo's file lies in the data folder, however it is kept there."""
    return store.settings.data_dir / "photos" / store.photos._seal.name_of(photo.digest)


def selected(store: Store, query: str, **values: object) -> list[tuple[Any, ...]]:
    """Ask the database itself, past all records; days and moments come as SQLite writes them."""
    with store._home.reader.connect() as connection:
        rows = connection.execute(text(query), values).all()
    return [tuple(str(one) if isinstance(one, date) else one for one in row) for row in rows]
