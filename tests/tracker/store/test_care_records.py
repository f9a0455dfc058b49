from dataclasses import replace
from datetime import date

import pytest

from analysis import Zone
from tests.factories import days_ago, store_procedure
from tracker.domain.guidance.aftercare import CareTick, NewProductUse, ProductKind, ProductUse
from tracker.domain.guidance.outcomes import GoalGrade, NewGoalGrade
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark, ZoneNote
from tracker.errors import InvalidEntry, NotFound
from tracker.store.repository import Store

DAY = date(2026, 3, 29)


def a_use(**details) -> ProductUse:
    common = {"name": "Serum", "kind": ProductKind.SERUM, "used_at": days_ago(1, 8)}
    return NewProductUse(**common | details)


def a_note(person_id: int, **details) -> ZoneNote:
    common = {"zone": Zone.CHIN, "mark": SkinMark.SPOT, "noted_on": DAY}
    return NewZoneNote(person_id=person_id, **common | details)


def a_grade(person_id: int, **details) -> GoalGrade:
    common = {"goal": "acne_scars", "graded_on": DAY, "grade": 3}
    return NewGoalGrade(person_id=person_id, **common | details)


def test_after_care_is_ticked_off_once_a_day(store: Store):
    procedure = store_procedure(store)
    picking = CareTick(procedure_id=procedure.id, day=DAY, item="picking")
    others = [replace(picking, item="heat"), replace(picking, day=date(2026, 3, 30))]
    with store.writing() as records:
        for tick in [picking, picking, *others]:
            records.care.tick(tick)
        assert records.care.list_ticks(procedure.id) == {picking, *others}
        for _ in range(2):
            records.care.untick(picking)
        assert records.care.list_ticks(procedure.id) == set(others)


def test_products_come_back_in_time_order(store: Store):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        late = records.care.add_use(person_id, a_use(used_at=days_ago(1, 20), needled_in=True))
        early = records.care.add_use(person_id, a_use(used_at=days_ago(1, 8)))
        assert records.care.list_uses(person_id) == (early, late)
        records.care.delete_use(early.id)
        assert records.care.list_uses(person_id) == (late,)


def test_marks_of_the_skin_are_kept(store: Store):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        late = records.care.add_note(a_note(person_id, note="two of them"))
        early = records.care.add_note(a_note(person_id, noted_on=date(2026, 3, 1)))
        assert records.care.list_notes(person_id) == (early, late)
        records.care.delete_note(late.id)
        assert records.care.list_notes(person_id) == (early,)


def test_goals_are_chosen_anew(store: Store):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        records.care.choose_goals(person_id, ["pores", "acne_scars", "pores"])
        assert records.care.list_goals(person_id) == {"pores", "acne_scars"}
        records.care.choose_goals(person_id, ["pores", "wrinkles"])
        assert records.care.list_goals(person_id) == {"pores", "wrinkles"}


def test_a_second_grade_of_a_day_replaces_the_first(store: Store):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        first = records.care.save_grade(a_grade(person_id))
        records.care.save_grade(a_grade(person_id, grade=2))
        later = records.care.save_grade(a_grade(person_id, graded_on=date(2026, 6, 1), grade=1))
        assert records.care.list_grades(person_id) == (replace(first, grade=2), later)
        records.care.delete_grade(later.id)
        assert [kept.grade for kept in records.care.list_grades(person_id)] == [2]


@pytest.mark.parametrize(
    "details", [{"goal": "younger"}, {"grade": 0}, {"grade": 5}, {"goal": "pores", "grade": 6}]
)
def test_a_grade_is_on_the_scale_of_its_goal(details):
    with pytest.raises(InvalidEntry):
        a_grade(1, **details)


@pytest.mark.parametrize(
    "ask",
    [
        lambda care: care.tick(CareTick(procedure_id=7, day=DAY, item="picking")),
        lambda care: care.add_use(7, a_use()),
        lambda care: care.delete_use(7),
        lambda care: care.add_note(a_note(7)),
        lambda care: care.delete_note(7),
        lambda care: care.choose_goals(7, ["pores"]),
        lambda care: care.save_grade(a_grade(7)),
        lambda care: care.delete_grade(7),
    ],
)
def test_what_is_gone_is_said_in_words(store: Store, ask):
    with pytest.raises(NotFound, match="no longer in the diary"), store.writing() as records:
        ask(records.care)
