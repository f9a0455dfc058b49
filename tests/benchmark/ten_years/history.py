"""A store as it is after years: sessions of several areas, check-ins, photos, notes, products.

What is kept has the form that the services give it; what takes a second each, measuring a photo
and judging a day before the next one is entered, is done for all at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sqlalchemy import insert

from analysis import Zone
from tests.factories import (
    a_measurement,
    a_photo,
    a_plan,
    a_procedure,
    an_entry,
    answer_all,
    needles,
    today,
)
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.kept import (
    FACIAL_ZONES,
    BodyArea,
    DiaryEntry,
    Measurement,
    Person,
    Photo,
    PhotoRole,
    Procedure,
    TreatedZone,
)
from tracker.domain.records.scales import Symptom
from tracker.domain.words.measure_names import MEASURES
from tracker.services.data.people import add_person
from tracker.services.recovery.judgement import keep_missing_verdicts
from tracker.services.recovery.procedures import log_procedure
from tracker.store.mapping import values_of
from tracker.store.repository import Records, Store
from tracker.store.schema.measured_tables import MeasurementRow

_SAMPLE = Path(__file__).parents[3] / "sample_images" / "normal" / "before.jpg"
_PHOTO_PX = 360
_DAY_REACHED = 6
_FACE = (Zone.FOREHEAD, Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT, Zone.CHIN)
_TREATED: tuple[tuple[Zone, ...], ...] = (_FACE, (Zone.BACK,), _FACE, (Zone.LEGS,))
"""What one session after the other treats; the last one of all treats the face."""
_AREAS = {Zone.BACK: BodyArea.BACK, Zone.LEGS: BodyArea.LEGS}
_USUAL = {
    Symptom.REDNESS: (6, 5, 4, 3, 2, 1),
    Symptom.SWELLING: (3, 2, 1),
    Symptom.ITCHING: (1, 2, 2, 1),
    Symptom.PAIN: (3, 1),
    Symptom.DRYNESS: (1, 3, 4, 3, 2, 1),
}


@dataclass(frozen=True)
class Design:
    """How much there is."""

    sessions: int
    check_ins: int
    """Of all sessions; each has as many as the next, on the days from its own on."""
    photos: int
    weeks_between: int = 4


SIX_PHOTOS = Design(sessions=1, check_ins=6, photos=6)
TEN_YEARS = Design(sessions=120, check_ins=1200, photos=2000)


def fill(store: Store, design: Design, name: str = "Ada") -> Person:
    """Fill a store with one person's years; the latest recovery has reached day 6."""
    person = add_person(store, name)
    for number in range(design.sessions):
        procedure = log_procedure(store, _session(person.id, design, number))
        with store.writing() as records:
            _live_through(records, procedure, design, number)
    keep_missing_verdicts(store)
    _plan(store, person.id)
    return person


def _session(person_id: int, design: Design, number: int) -> Procedure:
    back = design.sessions - 1 - number
    day = today() - timedelta(days=_DAY_REACHED, weeks=design.weeks_between * back)
    zones = _TREATED[back % len(_TREATED)]
    return a_procedure(
        person_id,
        started_at=datetime.combine(day, time(18)),
        zones=tuple(TreatedZone(zone=zone, needle_length_mm=1.0) for zone in zones),
        notes="As last time.",
    )


def _live_through(records: Records, procedure: Procedure, design: Design, number: int) -> None:
    for day in range(_share(design.check_ins, design.sessions, number)):
        if procedure.diary_day + timedelta(days=day) < today():
            records.save_entry(_entry(procedure, day, number))
    before: int | None = None
    for place in range(_share(design.photos, design.sessions, number)):
        content = _picture(number * 1000 + place)
        photo = records.add_photo(_photo(procedure, place, content), content)
        before = before or photo.id
        _measure(records, photo, before)
    _note(records, procedure)


def _share(total: int, parts: int, number: int) -> int:
    return total * (number + 1) // parts - total * number // parts


def _entry(procedure: Procedure, day: int, number: int) -> DiaryEntry:
    wave = (number * 7 + day * 3) % 3 == 0
    ratings = {
        symptom: max(0, (usual[day] if day < len(usual) else 0) + wave)
        for symptom, usual in _USUAL.items()
    }
    when = datetime.combine(procedure.diary_day + timedelta(days=day), time(20)).astimezone()
    areas = frozenset({_AREAS.get(procedure.zones[0].zone, BodyArea.FACE)})
    return an_entry(
        procedure.person_id,
        day=when.date(),
        ratings=ratings,
        areas=areas,
        recorded_at=when,
        note="" if day % 3 else "Slept well.",
    )


def _photo(procedure: Procedure, place: int, content: bytes) -> Photo:
    """Return the "before" photo, then two of each day that is over, all of one area."""
    is_before = place == 0
    day = 0 if is_before else (place - 1) // 2 % _DAY_REACHED
    moment = time(17) if is_before else time(21 + place % 2, place)
    taken_at = datetime.combine(procedure.diary_day + timedelta(days=day), moment)
    height, width = _sample().shape[:2]
    return a_photo(
        content,
        procedure.person_id,
        procedure.id,
        role=PhotoRole.BEFORE if is_before else PhotoRole.FOLLOW_UP,
        area=_AREAS.get(procedure.zones[0].zone, BodyArea.FACE),
        taken_at=taken_at,
        utc_offset_min=procedure.utc_offset_min,
        width_px=width,
        height_px=height,
        usable=True,
    )


def _measure(records: Records, photo: Photo, before: int | None) -> None:
    """Keep as many values as a photo of a face gives."""
    rows = [values_of(one) for one in _measurements(photo, before)]
    records._session.execute(insert(MeasurementRow), rows)


def _measurements(photo: Photo, before: int | None) -> Iterator[Measurement]:
    zones = (Zone.FACE, *sorted(FACIAL_ZONES)) if photo.area is BodyArea.FACE else (Zone.BACK,)
    draw = np.random.default_rng(photo.id)
    for zone in zones:
        for measure, said in MEASURES.items():
            yield a_measurement(
                photo.id,
                zone=zone,
                measure=measure,
                value=float(draw.normal(1.0, 1.0)),
                unit=said.unit,
                baseline_photo_id=None if photo.id == before else before,
            )


def _plan(store: Store, person_id: int) -> None:
    """Plan a session for today, with the questions answered, so that it can be prepared."""
    answer_all(store, person_id)
    with store.writing() as records:
        records.plans.add_plan(a_plan(person_id))


def _note(records: Records, procedure: Procedure) -> None:
    """Keep what else is kept around a session: needles, the plan, notes, products, a tick."""
    person_id, day = procedure.person_id, procedure.diary_day
    roller = records.plans.add_needles(needles(person_id))
    done = {"procedure_id": procedure.id, "needle_set_id": roller.id, "planned_for": day}
    records.plans.add_plan(a_plan(person_id, **done))
    if procedure.diary_day < today() - timedelta(weeks=8):
        records.plans.discard_needles(roller.id)
    for number, zone in enumerate((Zone.CHIN, Zone.FOREHEAD, Zone.CHEEK_LEFT, Zone.CHIN)):
        noted = {"zone": zone, "mark": SkinMark.SPOT, "noted_on": day - timedelta(days=number)}
        records.care.add_note(NewZoneNote(person_id=person_id, note="", **noted))
    for number in range(5):
        used_at = datetime.combine(day + timedelta(days=number), time(8))
        use = NewProductUse(name="Serum", kind=ProductKind.SERUM, used_at=used_at, needled_in=False)
        records.care.add_use(person_id, use)
    records.care.tick(CareTick(procedure_id=procedure.id, day=day, item="picking"))


@cache
def _sample() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the invented face, small."""
    picture = cv2.imread(str(_SAMPLE))
    assert picture is not None
    scale = _PHOTO_PX / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _picture(number: int) -> bytes:
    """Return a JPEG of its own for each number."""
    picture = _sample().copy()
    bits = np.array([number >> bit & 1 for bit in range(24)], np.uint8) * 255
    picture[:8, : 24 * 8] = np.repeat(bits, 8)[None, :, None]
    done, encoded = cv2.imencode(".jpg", picture)
    assert done
    return bytes(encoded)
