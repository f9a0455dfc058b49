"""How the databases in this folder were made: `python tests/tracker/store/released/make.py`.

Run once per release that changes the schema, with the program of that release. The file is
committed and never made again.
"""

import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from analysis import Zone
from tracker.config import Settings
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind
from tracker.domain.guidance.outcomes import NewGoalGrade
from tracker.domain.guidance.planning import (
    NewNeedleSet,
    NewPlannedSession,
    PlannedPhoto,
)
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.walk import WalkAction, WalkEvent
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    Aspect,
    BodyArea,
    CommonSpot,
    DeviceKind,
    DiaryEntry,
    Measurement,
    NewDiaryEntry,
    NewPerson,
    NewPhoto,
    NewProcedure,
    OnSkin,
    Photo,
    PhotoFinding,
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

SESSION = datetime(2026, 1, 10, 18, 30)


def fill(records: Records) -> None:
    """Put one row at least into every table."""
    person_id = records.add_person(NewPerson(name="Ada", consents_to_refit=True)).id
    procedure_id = records.add_procedure(_procedure(person_id)).id
    records.save_entry(_entry(person_id))
    records.add_verdict(_verdict(person_id, procedure_id))
    before, after = (
        records.add_photo(_photo(person_id, procedure_id, role, content), content).id
        for role, content in ((PhotoRole.BEFORE, b"before"), (PhotoRole.FOLLOW_UP, b"after"))
    )
    photo = records.get_photo(after)
    records.save_analysis(photo, [_measurement(after, before)])
    records.save_spots(after, before, [_spot(after, before)])
    _fill_plans(records, person_id, procedure_id)
    _fill_care(records, person_id, procedure_id)


def _fill_plans(records: Records, person_id: int, procedure_id: int) -> None:
    plans, moment = records.plans, SESSION.replace(tzinfo=UTC)
    answer = ScreeningAnswer(yes=True, last_on=date(2026, 1, 3), cleared_by="Dr Li")
    plans.save_answers(person_id, {"waxing": answer}, date(2026, 1, 10))
    needles = plans.add_needles(
        NewNeedleSet(person_id=person_id, device=DeviceKind.ROLLER, name="roller", uses_before=2)
    )
    plan = plans.add_plan(
        NewPlannedSession(
            person_id=person_id,
            created_at=SESSION,
            planned_for=SESSION.date(),
            device=DeviceKind.ROLLER,
            setting=Setting.HOME,
            zones=(TreatedZone(zone=Zone.CHIN, needle_length_mm=0.3),),
            needle_set_id=needles.id,
            numbing_started_at=moment,
            walk_started_at=moment,
            procedure_id=procedure_id,
        )
    )
    plans.tick(plan.id, "hands", moment)
    plans.keep_photo(PlannedPhoto(plan_id=plan.id, content=b"before", taken_at=SESSION))
    plans.add_event(plan.id, WalkEvent(action=WalkAction.SKIP, at=moment, reason="sore"))


def _fill_care(records: Records, person_id: int, procedure_id: int) -> None:
    care, day = records.care, SESSION.date()
    care.tick(CareTick(procedure_id=procedure_id, day=day, item="picking"))
    use = NewProductUse(name="Serum", kind=ProductKind.SERUM, used_at=SESSION, needled_in=True)
    care.add_use(person_id, use)
    care.add_note(
        NewZoneNote(
            person_id=person_id, zone=Zone.CHIN, mark=SkinMark.SPOT, noted_on=day, note="one"
        )
    )
    care.choose_goals(person_id, ["acne_scars"])
    care.save_grade(NewGoalGrade(person_id=person_id, goal="acne_scars", graded_on=day, grade=3))


def _procedure(person_id: int) -> Procedure:
    return NewProcedure(
        person_id=person_id,
        started_at=SESSION,
        device=DeviceKind.RADIO_FREQUENCY,
        setting=Setting.PROFESSIONAL,
        cost=Decimal("120.50"),
        currency="EUR",
        zones=(
            TreatedZone(zone=Zone.FOREHEAD, needle_length_mm=1.0, passes=2, reached_endpoint=True),
            TreatedZone(zone=Zone.UNDER_EYE_LEFT, needle_length_mm=0.5),
        ),
        passes=3,
        products="serum",
        notes="first",
    )


def _entry(person_id: int) -> DiaryEntry:
    return NewDiaryEntry(
        person_id=person_id,
        day=date(2026, 1, 12),
        ratings={symptom: rating for rating, symptom in enumerate(Symptom)},
        red_flags=frozenset({RedFlag.FEVER, RedFlag.NUMBNESS}),
        note="déjà vu",
    )


def _verdict(person_id: int, procedure_id: int) -> ShownVerdict:
    return NewShownVerdict(
        person_id=person_id,
        procedure_id=procedure_id,
        diary_day=date(2026, 1, 12),
        day=2,
        status=Status.URGENT,
        pattern=Pattern.RED_FLAG,
        reason="You answered yes to: fever.",
        reference_version="2026.1",
        assessed_at=datetime(2026, 1, 12, 8, 30, tzinfo=UTC),
    )


def _photo(person_id: int, procedure_id: int, role: PhotoRole, content: bytes) -> Photo:
    return NewPhoto(
        person_id=person_id,
        procedure_id=procedure_id,
        role=role,
        area=BodyArea.FACE,
        taken_at=SESSION,
        digest=digest_of(content),
        media_type="image/jpeg",
        width_px=640,
        height_px=480,
        usable=True,
        findings=(PhotoFinding("dark", "A little dark.", "Add light.", frozenset(Aspect)),),
        on_skin=OnSkin.NOTHING,
    )


def _spot(photo_id: int, before_id: int) -> CommonSpot:
    return CommonSpot(
        photo_id=photo_id,
        baseline_photo_id=before_id,
        row_px=10.5,
        column_px=20.25,
        baseline_row_px=11.5,
        baseline_column_px=21.25,
    )


def _measurement(photo_id: int, before_id: int) -> Measurement:
    return Measurement(
        photo_id=photo_id,
        zone=Zone.FACE,
        measure="delta_erythema_index",
        value=4.5,
        unit="EI",
        mdc95=3.0,
        method="log10_r_over_g",
        method_version="1",
        reference="neck",
        baseline_photo_id=before_id,
        provenance={"numpy": "2.4"},
    )


if __name__ == "__main__":
    target = Path(__file__).with_name(f"{version('fifthday')}.db")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Settings(data_dir=Path(folder), photo_store="memory://released"))
        with store.writing() as records:
            fill(records)
        target.write_bytes(store.settings.database_path.read_bytes())
        store.close()
