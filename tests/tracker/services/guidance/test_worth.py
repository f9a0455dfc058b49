from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.factories import a_photo, a_procedure, picture_bytes, pixels, store_procedure
from tracker.domain.guidance.outcomes import NewGoalGrade, Verdict
from tracker.domain.records.kept import PhotoRole, Procedure, Setting
from tracker.services.guidance.overview import latest_course_of
from tracker.services.guidance.worth import (
    choose_goals,
    compare_own_settings,
    delete_grade,
    list_before_photos,
    list_checkpoints,
    list_goals,
    list_standings,
    save_costs,
    save_grade,
)
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store

START = datetime(2026, 1, 5, 18, 0)


def on(week: int, day: int = 0) -> date:
    return (START + timedelta(weeks=week, days=day)).date()


@pytest.fixture
def course(store: Store) -> tuple[Procedure, ...]:
    """Three sessions, four weeks apart; the last one in week 8."""
    first = store_procedure(store, started_at=START)
    with store.writing() as records:
        for week in (4, 8):
            start = START + timedelta(weeks=week)
            records.add_procedure(a_procedure(first.person_id, started_at=start))
    overview = latest_course_of(store, first.person_id)
    assert overview is not None
    return overview.procedures


def grade(store: Store, course: tuple[Procedure, ...], goal: str, day: date, value: int) -> None:
    save_grade(
        store,
        NewGoalGrade(person_id=course[0].person_id, goal=goal, graded_on=day, grade=value),
    )


def add_photo(store: Store, procedure: Procedure, taken_on: date, role: PhotoRole) -> int:
    content = picture_bytes(pixels(taken_on.toordinal() % 1000))
    taken_at = datetime.combine(taken_on, datetime.min.time())
    details = {"taken_at": taken_at, "role": role}
    with store.writing() as records:
        kept = records.add_photo(
            a_photo(content, procedure.person_id, procedure.id, **details), content
        )
    return kept.id


def test_goals_are_kept_in_the_order_of_the_list(store: Store, course) -> None:
    ada = course[0].person_id
    choose_goals(store, ada, ["pores", "texture"])
    assert [goal.id for goal in list_goals(store, ada)] == ["texture", "pores"]
    choose_goals(store, ada, [])
    assert list_goals(store, ada) == ()


@pytest.mark.parametrize(
    ("week", "verdict"),
    [(19, Verdict.TOO_EARLY), (20, Verdict.BETTER)],  # twelve weeks after week 8
)
def test_a_course_is_judged_twelve_weeks_after_its_last_session(
    store: Store, course, week: int, verdict: Verdict
) -> None:
    choose_goals(store, course[0].person_id, ["acne_scars"])
    grade(store, course, "acne_scars", on(0), 3)
    grade(store, course, "acne_scars", on(week), 2)
    (standing,) = list_standings(store, course[0].person_id, course)
    assert (standing.before.grade, standing.now.grade) == (3, 2)
    assert standing.verdict is verdict


def test_scars_need_a_grade_from_before(store: Store, course) -> None:
    choose_goals(store, course[0].person_id, ["acne_scars", "texture"])
    for goal in ("acne_scars", "texture"):
        grade(store, course, goal, on(20), 3)
    scars, texture = sorted(
        list_standings(store, course[0].person_id, course), key=lambda one: one.goal.id
    )
    assert (scars.before, scars.verdict) == (None, None)
    assert texture.verdict is Verdict.BETTER


def test_a_grade_within_a_course_is_neither_before_nor_after(store: Store, course) -> None:
    choose_goals(store, course[0].person_id, ["texture"])
    grade(store, course, "texture", on(5), 1)
    (standing,) = list_standings(store, course[0].person_id, course)
    assert (standing.before, standing.now, standing.verdict) == (None, None, None)


def test_a_grade_can_be_taken_back(store: Store, course) -> None:
    ada = course[0].person_id
    choose_goals(store, ada, ["texture"])
    grade(store, course, "texture", on(20), 2)
    (standing,) = list_standings(store, ada, course)
    delete_grade(store, standing.now.id)
    (standing,) = list_standings(store, ada, course)
    assert standing.now is None


def test_photos_stand_for_the_checkpoint_that_they_are_near(store: Store, course) -> None:
    first, _, last = course
    before = add_photo(store, first, on(0), PhotoRole.BEFORE)
    near = add_photo(store, last, on(12, 5), PhotoRole.FOLLOW_UP)
    nearer = add_photo(store, last, on(11, 5), PhotoRole.FOLLOW_UP)
    add_photo(store, last, on(17, 6), PhotoRole.FOLLOW_UP)  # 15 days before week 12
    found = {one.checkpoint.week: one.photo for one in list_checkpoints(store, course)}
    assert {week: photo.id for week, photo in found.items() if photo} == {0: before, 4: nearer}
    assert near != nearer


def test_photos_from_before_successive_sessions_are_listed(store: Store, course) -> None:
    ids = [add_photo(store, one, on(4 * i), PhotoRole.BEFORE) for i, one in enumerate(course)]
    add_photo(store, course[0], on(1), PhotoRole.FOLLOW_UP)
    found = list_before_photos(store, course)
    assert [photo.id for _, photo in found] == ids
    assert [procedure for procedure, _ in found] == list(course)


def test_costs_are_kept_and_taken_back(store: Store, course) -> None:
    first, second, _ = course
    save_costs(store, course, {first.id: Decimal("180.50"), second.id: Decimal(0)}, " EUR ")
    kept = {one.id: (one.cost, one.currency) for one in list_procedures(store, first.person_id)}
    assert kept[first.id] == (Decimal("180.50"), "EUR")
    assert kept[second.id] == (Decimal(0), "EUR")
    save_costs(store, list_procedures(store, first.person_id), {}, "EUR")
    assert {one.cost for one in list_procedures(store, first.person_id)} == {None}


def test_every_course_counts_for_its_own_setting(store: Store, course) -> None:
    ada = course[0].person_id
    with store.writing() as records:
        for week, setting in ((40, Setting.HOME), (44, Setting.HOME)):
            start = START + timedelta(weeks=week)
            records.add_procedure(a_procedure(ada, started_at=start, setting=setting))
    choose_goals(store, ada, ["texture"])
    grade(store, course, "texture", on(22), 2)  # of the first course
    grade(store, course, "texture", on(57), 4)  # of the second
    own = compare_own_settings(store, ada)
    assert own[Setting.PROFESSIONAL].verdicts == {Verdict.BETTER: 1}
    assert own[Setting.HOME].verdicts == {Verdict.SAME: 1}
    assert own[Setting.HOME].sessions == 2


def test_a_course_in_both_settings_counts_for_neither(store: Store, course) -> None:
    ada = course[0].person_id
    with store.writing() as records:
        start = START + timedelta(weeks=10)
        records.add_procedure(a_procedure(ada, started_at=start, setting=Setting.HOME))
    choose_goals(store, ada, ["texture"])
    grade(store, course, "texture", on(30), 2)
    own = compare_own_settings(store, ada)
    assert all(summary.verdicts == {} for summary in own.values())
