"""The main job, whole, step by step: by whoever has a record before them."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PIL import Image

from analysis import Zone
from tests.factories import (
    a_plan,
    an_entry,
    days_ago,
    picture_bytes,
    skin_bytes,
    telltale_exif,
    today,
)
from tracker.domain.access.consents import Scope
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind
from tracker.domain.guidance.outcomes import NewGoalGrade
from tracker.domain.guidance.readiness import LeftOut, checklist_for
from tracker.domain.guidance.screening import ScreeningAnswer, shipped_screening
from tracker.domain.guidance.walk import WalkAction
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.answers import NewAnswer, PhotoGrade, RednessGrade
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, Procedure, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.services.access import consenting
from tracker.services.data import people
from tracker.services.data.archive import export_as_zip
from tracker.services.data.diary_table import bring_in_days
from tracker.services.exchange.fhir.exporting import fhir_to_download
from tracker.services.guidance import aftercare, overview, planning, readying, skin_notes, worth
from tracker.services.guidance.walking import act, begin, load_walk, record, undo
from tracker.services.photos import keeping, long_term, marking, rescoring, sheets, thumbnails
from tracker.services.photos.camera.sittings import aims_for
from tracker.services.photos.comparing import load_comparison, load_whole_pair
from tracker.services.photos.counting import choose_photo
from tracker.services.photos.film.frames import load_frames
from tracker.services.photos.grades.grading import forget_grade, keep_grade, list_grades
from tracker.services.photos.reading import Befores
from tracker.services.photos.untreated.exchanging import make_before
from tracker.services.recovery import diary, drafts, judgement, ordinary, procedures
from tracker.services.recovery.book import load_history, load_recovery, open_book
from tracker.services.report import answers
from tracker.services.report.asking import Asked, report_asked
from tracker.store.repository import Store

NECK = (TreatedZone(zone=Zone.NECK, needle_length_mm=0.2),)
DAYS = 5
"""How long ago the session was."""


def a_picture(redder: int, days: int) -> bytes:
    """A picture of skin that a camera dates."""
    picture = Image.open(io.BytesIO(skin_bytes(redder)))
    return picture_bytes(
        picture, "PNG", exif=telltale_exif(f"{days_ago(days, 8):%Y:%m:%d %H:%M:%S}")
    )


def open_to_another(store: Store, person: int) -> None:
    practitioner = consenting.list_practitioners(store)[0]
    given = consenting.give_consent(store, person, practitioner, Scope.LOOK, "You may.")
    assert consenting.list_consents(store, person) == (given,)
    consenting.revoke_consent(store, given)
    assert consenting.list_looks(store, person)


def settle(store: Store, person: int) -> None:
    """What is the person's own word alone."""
    people.follow_person(store, person)
    people.rename_person(store, person, "Ada B")
    people.set_consent(store, person, consents_to_refit=True)
    people.set_language(store, person, "de")
    people.set_day_end(store, person, 3)
    people.set_day_end(store, person, 4)
    people.set_emergency_number(store, person, "144")
    (kept,) = people.list_people(store)
    assert (kept.name, kept.language, kept.emergency_number) == ("Ada B", "de", "144")


def look_at_nothing(store: Store, person: int) -> None:
    """What is read of a record that is empty yet."""
    book = open_book(store, person)
    assert (book.procedures, book.entries, book.photos) == ((), (), ())
    assert load_history(store, person) == () and overview.session_outlays(store, person) == ()
    assert overview.latest_course_of(store, person) is overview.care_of_day(store, person, today())
    assert overview.earliest_next_session(store, person) is None
    assert long_term.list_rested_photos(store, person) == () == list_grades(store, person)
    assert judgement.keep_missing_of(store, person) == 0
    assert worth.compare_own_settings(store, person) == {}
    worth.save_costs(store, [], {}, "CHF")
    assert list(bring_in_days(store, [])) == []
    with (
        export_as_zip(store, person) as archive,
        fhir_to_download(store, person, with_photos=True) as bundle,
    ):
        assert archive.read(2) == b"PK" and bundle.read()


def walk_through(store: Store, person: int, folder: Path) -> None:
    look_at_nothing(store, person)
    people.set_skin(store, person, is_sensitive=True)
    session = needle(store, person)
    check_in(store, person, session)
    take_photos(store, session)
    care(store, person, session)
    look_back(store, person, session)
    take_along(store, person, session, folder)
    delete(store, person, session)


def needle(store: Store, person: int) -> Procedure:
    """Plan, answer, prepare, needle and record; then the day is corrected to an earlier one."""
    assert planning.find_open_plan(store, person) is None
    no = dict.fromkeys(shipped_screening(), ScreeningAnswer(yes=False))
    planning.keep_answers(store, person, no)
    assert {*planning.load_answers(store, person)} == {*no}
    assert planning.screen(store, person, today()).may_go_on
    wanted = a_plan(person, zones=NECK)
    planning.guard_plan(store, wanted)
    planning.guard_date(store, person, today())
    planning.discard_plan(store, planning.plan_session(store, wanted).id)
    plan = planning.plan_session(store, wanted)
    prepare(store, person, plan.id)
    planning.check_today(store, plan.id)
    begin(store, plan.id)
    act(store, plan.id, WalkAction.PASS_DONE)
    undo(store, plan.id)
    while (walk := load_walk(store, plan.id)).current is not None:
        act(store, plan.id, walk.offered[0])
    recorded = record(store, plan.id)
    assert recorded.photo_problem is None and recorded.retest_problem is None
    earlier = replace(recorded.procedure, started_at=days_ago(DAYS, 18))
    planning.guard_record(store, earlier)
    return procedures.correct_procedure(store, earlier)


def prepare(store: Store, person: int, plan: int) -> None:
    for item in checklist_for(a_plan().device):
        readying.set_ready(store, plan, item.id, is_ready=True)
    readying.leave_out(store, plan, LeftOut.NOT_NEEDED)
    readying.leave_out(store, plan, None)
    readying.set_numbing(store, plan, runs=True)
    readying.set_numbing(store, plan, runs=False)
    worn = readying.open_needles(store, plan, "worn", 9)
    readying.discard_needles(store, plan, worn.id)
    fresh = readying.open_needles(store, plan, "fresh")
    readying.choose_needles(store, plan, None)
    readying.choose_needles(store, plan, fresh.id)
    assert len(readying.list_needles(store, person, a_plan().device)) == 1
    readying.keep_before_photo(store, plan, a_picture(0, DAYS))
    readying.drop_before_photo(store, plan)
    readying.keep_before_photo(store, plan, a_picture(0, DAYS))
    for light in (1, 2):
        readying.keep_retest(store, plan, a_picture(light, DAYS))
    readying.drop_retest(store, plan, readying.load_readiness(store, plan).retests[0].number)
    assert readying.load_readiness(store, plan).missing == 0


def check_in(store: Store, person: int, session: Procedure) -> None:
    """Five days, with a flag, an answer, an explanation, an outcome, a draft and a correction."""
    ordinary.state_ordinary(store, person, {Symptom.REDNESS: 1})
    assert ordinary.find_ordinary(store, person)
    day = session.diary_day
    drafts.keep_draft(store, person, drafts.check_in_form(day), {"note": "half"})
    drafts.move_draft(store, person, day, today())
    assert drafts.load_drafts(store, person)
    drafts.keep_draft(store, person, drafts.session_form(session), {"notes": "x"}, session.id)
    drafts.drop_draft(store, person, drafts.session_form(session))
    for number, redness in enumerate((6, 5, 7, 9, 9)):
        rated = {Symptom.REDNESS: redness, Symptom.PAIN: max(0, redness - 4)}
        entry = an_entry(person, day=day + timedelta(number), ratings=rated)
        said = {one.sign: False for one in diary.ask_back(open_book(store, person), entry)}
        why = Circumstances(special=frozenset({SpecialEvent.SUN}), answers=said)
        diary.save_entry(store, entry, why, seen=())
    flagged = an_entry(person, red_flags=frozenset({RedFlag.FEVER}))
    kept = diary.save_entry(store, flagged, seen=())
    kept = diary.save_entry(store, replace(kept, note="cooler"))
    diary.say_outcome(store, person, today(), Outcome.SEEN)
    another = diary.save_entry(store, an_entry(person, note="evening"), seen=(kept.id,))
    assert len(diary.entries_on(store, person, today())) == 2
    diary.delete_entry(store, another)
    assert [one.day for one in diary.list_entries(store, person)] == [
        day + timedelta(number) for number in range(DAYS + 1)
    ]
    assert drafts.load_drafts(store, person) == {}
    assert load_recovery(store, session.id).latest.status is not Status.ON_COURSE


def take_photos(store: Store, session: Procedure) -> None:
    """Photos after the session, laid over the first, marked, counted, graded, measured again."""
    upload = keeping.Upload(content=a_picture(12, 3), area=BodyArea.NECK)
    assert [one.error for one in keeping.add_photos(store, session.id, [upload])] == [None]
    photos = take_one(store, session, 9)
    assert len(photos) == 3
    before, after = (
        next(one for one in photos if one.role is role)
        for role in (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP)
    )
    comparison = load_comparison(store, before, after)
    load_whole_pair(store, before, after, comparison.placement)
    sheets.sheet_of(store, before, after, Befores(store))
    assert thumbnails.thumbnail_of(store, after)
    assert list(load_frames(store, [before, after]))
    aims_for(store, (before,), BodyArea.NECK)
    marking.pictures_to_mark(store, before, after)
    marks = [marking.Mark(before=(at, at), after=(at, at)) for at in (0.2, 0.8)]
    marking.keep_marks(store, after, before, marks)
    assert len(marking.list_marks(store, after, before)) == 2
    marking.remove_marks(store, after, before)
    rescoring.confirm_person(store, after)
    rescoring.rescore_procedure(store, session.id)
    choose_photo(store, after)
    keep_grade(store, PhotoGrade(photo_id=after.id, grade=RednessGrade.MILD))
    (grade,) = list_grades(store, session.person_id)
    forget_grade(store, grade)
    retest = keeping.add_photo(
        store,
        skin_bytes(5),
        procedure_id=session.id,
        role=PhotoRole.RETEST,
        area=BodyArea.NECK,
        taken_at=before.taken_at,
    ).photo
    make_before(store, retest)


def take_one(store: Store, session: Procedure, redder: int) -> tuple[Photo, ...]:
    keeping.add_photo(
        store,
        skin_bytes(redder),
        procedure_id=session.id,
        role=PhotoRole.FOLLOW_UP,
        area=BodyArea.NECK,
        taken_at=days_ago(1, 8),
    )
    return open_book(store, session.person_id).photos_by_procedure[session.id]


def care(store: Store, person: int, session: Procedure) -> None:
    """Care ticks, products, notes on the skin, goals, costs and a practitioner's answer."""
    tick = CareTick(procedure_id=session.id, day=today(), item="picking")
    for is_done in (True, False, True):
        aftercare.tick_item(store, tick, is_done=is_done)
    assert aftercare.ticked_items(store, session.id, today()) == {"picking"}
    serum = NewProductUse(name="Serum", kind=ProductKind.SERUM, used_at=days_ago(1, 8))
    aftercare.note_product(store, person, serum)
    for use in aftercare.list_products(store, person, days_ago(2)):
        aftercare.delete_product(store, use.id)
    aftercare.causes_of_drift(store, load_recovery(store, session.id))
    overview.care_of_day(store, person, today())
    note = NewZoneNote(person_id=person, zone=Zone.NECK, mark=SkinMark.SPOT, noted_on=today())
    skin_notes.add_note(store, note)
    skin_notes.zones_breaking_out(store, person, today())
    assert skin_notes.zones_noted(store, person, today())
    for one in skin_notes.list_notes(store, person):
        skin_notes.delete_note(store, one.id)
    answered = NewAnswer(procedure_id=session.id, answered_on=today(), text="As usual")
    kept = answers.keep_answer(store, answered)
    assert answers.list_answers(store, session.id) == (kept,)
    answers.forget_answer(store, kept)
    weigh(store, person, session)


def weigh(store: Store, person: int, session: Procedure) -> None:
    worth.choose_goals(store, person, [])
    worth.choose_goals(store, person, ["acne_scars"])
    assert len(worth.list_goals(store, person)) == 1
    for day, grade in ((session.diary_day, 3), (today(), 2)):
        worth.save_grade(
            store, NewGoalGrade(person_id=person, goal="acne_scars", graded_on=day, grade=grade)
        )
    (standing,) = worth.list_standings(store, person, [session])
    worth.save_costs(store, [session], {session.id: Decimal(80)}, "CHF")
    worth.delete_grade(store, standing.now.id)


def look_back(store: Store, person: int, session: Procedure) -> None:
    """All that is read of a record, also where there is nothing of it."""
    assert overview.latest_course_of(store, person)
    assert overview.earliest_next_session(store, person)
    assert overview.session_outlays(store, person)[0].cost == 80
    worth.compare_own_settings(store, person)
    worth.list_checkpoints(store, [session])
    worth.list_before_photos(store, [session])
    long_term.list_rested_photos(store, person)
    assert len(load_history(store, person)) == 1
    judgement.keep_missing_of(store, person)  # photos came after the days were judged
    assert judgement.keep_missing_of(store, person) == 0


def take_along(store: Store, person: int, session: Procedure, folder: Path) -> None:
    """A report, an archive and FHIR."""
    report_asked(store, folder / "report.html", Asked(photos=(1,), has_notes=True))
    assert (folder / "report.html").stat().st_size
    with export_as_zip(store, person) as archive:
        assert archive.read(2) == b"PK"
    with fhir_to_download(store, person, with_photos=True) as bundle:
        assert bundle.read()


def delete(store: Store, person: int, session: Procedure) -> None:
    """A photo, a photo with what was said of it, an entry, and the session with all the rest."""
    *_, one, other = (
        photo for photo in open_book(store, person).photos if photo.role is PhotoRole.FOLLOW_UP
    )
    keeping.delete_photo(store, one.id)
    judgement.delete_photo_and_word(store, session, other)
    *_, entry = diary.list_entries(store, person)
    diary.delete_entry(store, entry)
    judgement.keep_verdicts_after(store, session)
    book = open_book(store, person)
    assert len(book.photos) == 1 and len(book.entries) == DAYS
    procedures.delete_procedure(store, session.id)
    gone = open_book(store, person)
    assert (gone.procedures, gone.entries, gone.photos) == ((), (), ())
