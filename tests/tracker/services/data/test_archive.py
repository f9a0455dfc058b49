import base64
import csv
import io
import json
import zipfile
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from analysis import Zone
from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_spot,
    a_verdict,
    an_entry,
    days_ago,
    keep_guidance,
    store_procedure,
)
from tracker import clock
from tracker.domain.course.reference import read_course, shipped_course
from tracker.domain.guidance.aftercare import CareTick, ProductUse
from tracker.domain.guidance.outcomes import GoalGrade
from tracker.domain.guidance.planning import NeedleSet, PlannedPhoto, PlannedRetest, PlannedSession
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.walk import WalkEvent
from tracker.domain.guidance.zone_notes import ZoneNote
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    Aspect,
    BodyArea,
    CommonSpot,
    DiaryEntry,
    Measurement,
    OnSkin,
    Person,
    Photo,
    PhotoFinding,
    PhotoRole,
    Procedure,
    TreatedZone,
    View,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import ShownVerdict
from tracker.domain.records.status import Status
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.data import archive
from tracker.services.data.archive import export_as_zip, export_everything
from tracker.services.recovery.courses import copy_shipped_course
from tracker.store.repository import Store

Tables = dict[str, list[dict[str, str]]]


SURROUNDED = Circumstances(
    special=frozenset({SpecialEvent.MAKE_UP}),
    answers={RedFlag.RISING_PAIN: False},
    outcome=Outcome.SEEN,
)


@pytest.fixture
def full(store: Store) -> Store:
    """Two people; words that CSV must quote; every kind of record."""
    store_procedure(store, "Ada / “Löwe”", started_at=days_ago(7, 18), notes='a "b",\r\nc; =1+1')
    zones = (TreatedZone(zone=Zone.NOSE, needle_length_mm=0.25, passes=2, reached_endpoint=True),)
    bea = store_procedure(
        store, "Bea", started_at=days_ago(3, 9), zones=zones, cost=Decimal("99.90"), currency="€"
    )
    with store.writing() as records:
        records.save_entry(
            an_entry(
                bea.person_id,
                red_flags=frozenset({RedFlag.FEVER, RedFlag.NODULES}),
                areas=frozenset({BodyArea.FACE, BodyArea.BACK}),
                area_ratings={BodyArea.BACK: {Symptom.PAIN: 7}},
                area_flags={BodyArea.FACE: frozenset({RedFlag.NUMBNESS})},
                circumstances=SURROUNDED,
                recorded_at=days_ago(0, 8).astimezone(),
            )
        )
        records.add_verdict(a_verdict(bea.person_id, bea.id, reason="Redness is 4, “red”."))
        records.set_consent(bea.person_id, consents_to_refit=True)
        for number, role in enumerate(PhotoRole):
            content = f"photo {number}".encode()
            photo = records.add_photo(
                a_photo(
                    content,
                    bea.person_id,
                    bea.id,
                    role=role,
                    taken_at=days_ago(2, 8).replace(microsecond=5),
                    media_type=("image/jpeg", "image/png", "image/png")[number],
                    usable=(None, False, None)[number],
                    findings=(
                        PhotoFinding("too_dark", "Too dark.", "“Näher” ran", frozenset(Aspect)),
                        PhotoFinding("", "A remark."),
                    ),
                    view=(View.FRONT, View.LEFT_PROFILE, View.FRONT)[number],
                    on_skin=(None, OnSkin.MAKE_UP, OnSkin.NOTHING)[number],
                    same_person=bool(number),
                ),
                content,
            )
            records.save_analysis(photo, [a_measurement(photo.id, value=0.1 + 0.2, mdc95=None)])
        keep_guidance(records, bea.person_id, bea.id)
        levels = {Symptom.REDNESS: 3, Symptom.PAIN: 0}
        records.circumstances.state_ordinary(bea.person_id, levels, date(2026, 1, 2))
        records.save_spots(2, 1, [a_spot(2, 1, row_px=0.1 + 0.2), a_spot(2, 1)])
    return store


def read_tables(files: dict[str, bytes]) -> Tables:
    return {
        Path(name).stem: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        for name, content in files.items()
        if name.startswith("tables/")
    }


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def optional(text: str) -> str | None:
    return text or None


def read_record(kind: type, row: dict[str, str], **others: object) -> Any:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name not in others]
    return kind(**{name: read_value(hints[name], row[name]) for name in names}, **others)


def read_value(hint: Any, text: str) -> object:
    kind, *alternatives = get_args(hint) or (hint,)
    if alternatives and not text:
        return None
    if issubclass(kind, Enum):
        return kind[text]
    if kind is bool:
        return {"True": True, "False": False}[text]
    return kind.fromisoformat(text) if issubclass(kind, date) else kind(text)


def own(rows: list[dict[str, str]], **owner: str) -> tuple[TreatedZone, ...]:
    ((name, id),) = owner.items()
    return tuple(
        TreatedZone(
            zone=Zone[row["zone"]],
            needle_length_mm=float(row["needle_length_mm"]),
            passes=int(row["passes"]) if row.get("passes") else None,
            reached_endpoint=row.get("reached_endpoint") == "True",
        )
        for row in rows
        if row[name] == id
    )


def rebuild_guidance(tables: Tables) -> list[object]:
    """Make what the guidance keeps anew, from nothing but the exported tables."""
    simple = {
        "needle_sets": NeedleSet,
        "walk_events": WalkEvent,
        "care_ticks": CareTick,
        "product_uses": ProductUse,
        "zone_notes": ZoneNote,
        "goal_grades": GoalGrade,
    }
    return [
        {row["item"]: read_record(ScreeningAnswer, row) for row in tables["screening_answers"]},
        *(
            read_record(PlannedSession, row, zones=own(tables["planned_zones"], plan_id=row["id"]))
            for row in tables["planned_sessions"]
        ),
        {
            row["item"]: datetime.fromisoformat(row["ticked_at"])
            for row in tables["readiness_ticks"]
        },
        *(
            PlannedPhoto(
                plan_id=int(photo["plan_id"]),
                content=base64.b64decode(photo["content"]),
                taken_at=datetime.fromisoformat(photo["taken_at"]),
            )
            for photo in tables["planned_photos"]
        ),
        *(
            PlannedRetest(
                plan_id=int(photo["plan_id"]),
                number=int(photo["number"]),
                content=base64.b64decode(photo["content"]),
                taken_at=datetime.fromisoformat(photo["taken_at"]),
            )
            for photo in tables["planned_retests"]
        ),
        {row["goal"] for row in tables["person_goals"]},
        *(read_record(kind, row) for name, kind in simple.items() for row in tables[name]),
    ]


def guidance_records(store: Store, person_id: int, procedure_id: int) -> list[object]:
    with store.reading() as records:
        plans, care = records.plans, records.care
        (plan,) = plans.list_plans(person_id)
        return [
            plans.list_answers(person_id),
            plan,
            plans.list_ticks(plan.id),
            plans.find_photo(plan.id),
            *plans.list_retests(plan.id),
            care.list_goals(person_id),
            *plans.list_needles(person_id),
            *plans.list_events(plan.id),
            *care.list_ticks(procedure_id),
            *care.list_uses(person_id),
            *care.list_notes(person_id),
            *care.list_grades(person_id),
        ]


def rebuild(tables: Tables) -> list[object]:
    """Make the records anew from nothing but the exported tables."""
    zones, ratings, flags = tables["treated_zones"], tables["ratings"], tables["red_flags"]
    return [
        *(read_record(Person, row) for row in tables["people"]),
        *(
            read_record(Procedure, row, zones=own(zones, procedure_id=row["id"]))
            for row in tables["procedures"]
        ),
        *(
            DiaryEntry(
                id=int(row["id"]),
                person_id=int(row["person_id"]),
                day=date.fromisoformat(row["day"]),
                note=row["note"],
                ratings={
                    Symptom[rating["symptom"]]: int(rating["rating"])
                    for rating in ratings
                    if rating["entry_id"] == row["id"]
                },
                red_flags=frozenset(
                    RedFlag[flag["flag"]] for flag in flags if flag["entry_id"] == row["id"]
                ),
                areas=frozenset(BodyArea[name] for name in json.loads(row["areas"])),
                area_ratings={
                    BodyArea[own["area"]]: {Symptom[own["symptom"]]: int(own["rating"])}
                    for own in tables["area_ratings"]
                    if own["entry_id"] == row["id"]
                },
                area_flags={
                    BodyArea[own["area"]]: frozenset({RedFlag[own["flag"]]})
                    for own in tables["area_flags"]
                    if own["entry_id"] == row["id"]
                },
                circumstances=SURROUNDED,  # its own test reads it from the tables
                recorded_at=datetime.fromisoformat(row["recorded_at"]),
                version=int(row["version"]),
            )
            for row in tables["diary_entries"]
        ),
        *(
            Photo(
                id=int(row["id"]),
                person_id=int(row["person_id"]),
                procedure_id=int(row["procedure_id"]),
                role=PhotoRole[row["role"]],
                area=BodyArea[row["area"]],
                taken_at=datetime.fromisoformat(row["taken_at"]),
                digest=row["digest"],
                media_type=row["media_type"],
                width_px=int(row["width_px"]),
                height_px=int(row["height_px"]),
                usable={"": None, "True": True, "False": False}[row["usable"]],
                findings=tuple(
                    PhotoFinding(
                        finding["code"],
                        finding["why"],
                        finding["retake"],
                        frozenset(map(Aspect, finding["refuses"])),
                    )
                    for finding in json.loads(row["findings"])
                ),
                view=View[row["view"]],
                on_skin=OnSkin[row["on_skin"]] if row["on_skin"] else None,
                same_person=row["same_person"] == "True",
            )
            for row in tables["photos"]
        ),
        *(
            Measurement(
                photo_id=int(row["photo_id"]),
                zone=Zone[row["zone"]],
                measure=row["measure"],
                value=float(row["value"]),
                unit=row["unit"],
                mdc95=float(row["mdc95"]) if row["mdc95"] else None,
                method=row["method"],
                method_version=row["method_version"],
                reference=row["reference"],
                baseline_photo_id=None,
                provenance=json.loads(row["provenance"]),
            )
            for row in tables["measurements"]
        ),
        *(
            CommonSpot(
                **{
                    name: int(value) if name.endswith("id") else float(value)
                    for name, value in row.items()
                    if name != "id"
                }
            )
            for row in tables["common_spots"]
        ),
        *(
            ShownVerdict(
                id=int(row["id"]),
                person_id=int(row["person_id"]),
                procedure_id=int(row["procedure_id"]),
                diary_day=date.fromisoformat(row["diary_day"]),
                day=int(row["day"]),
                status=Status[row["status"]],
                pattern=Pattern[row["pattern"]],
                reason=row["reason"],
                reference_version=row["reference_version"],
                assessed_at=datetime.fromisoformat(row["assessed_at"]),
                basis=row["basis"],
            )
            for row in tables["assessments"]
        ),
    ]


def all_records(store: Store) -> list[object]:
    with store.reading() as records:
        people = records.list_people()
        sessions = [p for person in people for p in records.list_procedures(person.id)]
        diary = [entry for person in people for entry in records.list_entries(person.id)]
        photos = [photo for session in sessions for photo in records.list_photos(session.id)]
        values = [value for photo in photos for value in records.list_measurements(photo.id)]
        verdicts = [one for session in sessions for one in records.list_verdicts(session.id)]
        spots = records.list_spots(2, 1)
    return [*people, *sessions, *diary, *photos, *values, *spots, *verdicts]


def test_the_export_gives_back_every_record_and_every_byte(full: Store, tmp_path: Path):
    files = files_in(export_everything(full, tmp_path / "out").folder)
    tables = read_tables(files)
    assert rebuild(tables) == all_records(full)
    assert rebuild_guidance(tables) == guidance_records(full, 2, 2)
    photos = {
        name.rsplit("/", 1)[1].split("_")[0]: content
        for name, content in files.items()
        if name.startswith("photos/")
    }
    assert photos == {row["id"]: full.photos.read(row["digest"]) for row in tables["photos"]}


def test_photos_have_readable_names(full: Store, tmp_path: Path):
    export_everything(full, tmp_path / "out")
    session, taken = f"session-2_{days_ago(3):%Y-%m-%d}", f"{days_ago(2):%Y-%m-%d}_0800"
    assert {name for name in files_in(tmp_path / "out") if name.startswith("photos/")} == {
        f"photos/2_Bea/{session}/1_{taken}_before_face.jpg",
        f"photos/2_Bea/{session}/2_{taken}_follow_up_face.png",
        f"photos/2_Bea/{session}/3_{taken}_retest_face.png",
    }


def test_the_versions_that_verdicts_name_come_along(full: Store, tmp_path: Path):
    copy_shipped_course(full.settings, "clinic-1")
    files = files_in(export_everything(full, tmp_path / "out").folder)
    shipped = shipped_course().version
    kept = {name for name in files if name.startswith("reference/")}
    assert kept == {
        f"reference/{v}.{end}" for v in (shipped, "clinic-1") for end in ("csv", "toml")
    }
    for version in (shipped, "clinic-1"):
        folder = tmp_path / "out" / "reference"
        course = read_course(folder / f"{version}.csv", folder / f"{version}.toml")
        assert course.version == version


@pytest.mark.parametrize(("language", "title"), [("en", "exported"), ("de", "exportiert")])
def test_the_readme_explains_every_table(store: Store, tmp_path: Path, language: str, title: str):
    with store.writing() as records:
        records.add_person(a_person("Else", language="en"))
        person = records.add_person(a_person(language=language))
        records.set_followed(person.id, clock.now())
    files = files_in(export_everything(store, tmp_path / "out").folder)
    said = files["README.txt"].decode()
    assert title in said.splitlines()[0]
    for table in read_tables(files):
        assert f"  {table} " in said


def test_the_zip_holds_the_same(full: Store, tmp_path: Path):
    with export_as_zip(full) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        zipped = {name.removeprefix("fifthday/"): archive.read(name) for name in archive.namelist()}
    written = files_in(export_everything(full, tmp_path / "out").folder)
    (zip_made,) = read_tables(written)["copies_made"]  # the later one tells of the one before
    assert zip_made["place"] == ""
    assert set(zipped) == set(written)
    different = {name for name in zipped if zipped[name] != written[name]}
    assert different == {"tables/copies_made.csv", "diary.json"}


def test_an_empty_store_can_be_exported(store: Store, tmp_path: Path):
    tables = read_tables(files_in(export_everything(store, tmp_path / "new" / "out").folder))
    assert tables["people"] == [] and len(tables) == 35


def test_an_existing_empty_folder_will_do(full: Store, tmp_path: Path):
    (tmp_path / "out").mkdir()
    assert (export_everything(full, tmp_path / "out").folder / "README.txt").is_file()


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_nothing_is_overwritten(full: Store, tmp_path: Path, kind: str):
    out = tmp_path / "out"
    if kind == "folder":
        out.mkdir()
        (out / "README.txt").write_text("mine")
    else:
        out.write_text("mine")
    with pytest.raises(InvalidEntry, match="not empty"):
        export_everything(full, out)
    assert (out / "README.txt" if kind == "folder" else out).read_text() == "mine"


def test_a_failed_export_leaves_nothing_behind(full: Store, tmp_path: Path, monkeypatch):
    write, parent = archive.write_private, tmp_path / "parent"

    def disk_is_full(path: Path, content: bytes) -> None:
        if path.suffix == ".png":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(archive, "write_private", disk_is_full)
    with pytest.raises(StoreUnavailable, match="No space left"):
        export_everything(full, parent / "out")
    assert list(parent.iterdir()) == []


def test_what_surrounds_an_entry_is_exported(full: Store, tmp_path: Path):
    export_everything(full, tmp_path / "out")
    tables = read_tables(files_in(tmp_path / "out"))
    (event,), (answer,), (outcome,) = (
        tables[name] for name in ("special_events", "sign_answers", "outcomes")
    )
    owners = {row["entry_id"] for row in (event, answer, outcome)}
    assert owners == {row["id"] for row in tables["diary_entries"]}
    assert (event["event"], outcome["outcome"]) == ("MAKE_UP", "SEEN")
    assert (answer["flag"], answer["yes"]) == ("RISING_PAIN", "False")
    levels = {row["symptom"]: row["level"] for row in tables["ordinary_levels"]}
    assert levels == {"REDNESS": "3", "PAIN": "0"}
