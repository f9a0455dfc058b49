"""Is it worth it? Goals and grades, photos months apart, costs side by side."""

from decimal import Decimal

import pytest

from tests.factories import a_procedure, days_ago, today
from tests.ui.conftest import OpenPage, words_on
from tracker.domain.guidance.outcomes import NewGoalGrade, shipped_goals
from tracker.domain.guidance.words import NOT_SIGNED_OFF
from tracker.domain.records.kept import Person, Setting
from tracker.services.guidance.worth import list_goals, list_standings, save_grade
from tracker.services.recovery.procedures import list_procedures, log_procedure
from tracker.store.repository import Store
from tracker.ui import routes

HEADING = "Is it worth it?"


def log(store: Store, ada: Person, days: int, **details) -> None:
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(days, 12), **details))


def keyed(elements, start: str):
    return next(one for one in elements if str(one.key).startswith(start))


@pytest.mark.parametrize(("days", "too_early"), [(83, True), (84, False)])
def test_no_verdict_is_promised_before_twelve_weeks(
    store: Store, ada: Person, days: int, too_early: bool, open_page: OpenPage
):
    log(store, ada, days)
    words = words_on(open_page(routes.OUTCOMES, HEADING))
    assert ("too early to say" in words) is too_early
    assert NOT_SIGNED_OFF in words


def test_goals_are_chosen_and_show_what_studies_found(
    store: Store, ada: Person, open_page: OpenPage
):
    log(store, ada, 30)
    app = open_page(routes.OUTCOMES, HEADING)
    keyed(app.pills, "goals").set_value(["acne_scars", "pores"]).run()
    assert [goal.id for goal in list_goals(store, ada.id)] == ["acne_scars", "pores"]
    words = words_on(app)
    for goal in list_goals(store, ada.id):
        assert goal.expected in words
        assert all(source.title in words for source in goal.sources)
    assert shipped_goals()["wrinkles"].expected not in words


def test_grades_before_and_after_come_to_a_verdict(store: Store, ada: Person, open_page: OpenPage):
    log(store, ada, 100)
    app = open_page(routes.OUTCOMES, HEADING)
    keyed(app.pills, "goals").set_value(["acne_scars"]).run()
    first_day = days_ago(100).date()
    keyed(app.segmented_control, f"grade-{ada.id}-acne_scars-{first_day:%Y%m%d}").set_value(3).run()
    keyed(app.segmented_control, f"grade-{ada.id}-acne_scars-{today():%Y%m%d}").set_value(2).run()
    assert not app.exception
    assert "**Better than before**" in words_on(app)
    (standing,) = list_standings(store, ada.id, list_procedures(store, ada.id))
    assert (standing.before.grade, standing.now.grade) == (3, 2)


def test_an_early_grade_is_kept_but_not_judged(store: Store, ada: Person, open_page: OpenPage):
    log(store, ada, 60)
    with store.writing() as records:
        records.care.choose_goals(ada.id, ["texture"])
    save_grade(store, NewGoalGrade(person_id=ada.id, goal="texture", graded_on=today(), grade=1))
    words = words_on(open_page(routes.OUTCOMES, HEADING))
    assert "**Too early to say**" in words
    assert "**Better than before**" not in words


def test_costs_stand_side_by_side(store: Store, ada: Person, open_page: OpenPage):
    log(store, ada, 60)
    log(store, ada, 20, setting=Setting.HOME)
    latest, first = list_procedures(store, ada.id)
    app = open_page(routes.OUTCOMES, HEADING)
    app.text_input(key=f"cost-{latest.id}").set_value("25")
    app.text_input(key=f"cost-{first.id}").set_value("240,50")
    app.text_input(key="currency").set_value("EUR")
    app.button(key="save_costs").click().run()
    kept = {one.id: (one.cost, one.currency) for one in list_procedures(store, ada.id)}
    assert kept == {latest.id: (Decimal("25"), "EUR"), first.id: (Decimal("240.5"), "EUR")}
    table = app.table[0].value
    assert table.loc["Cost per session"].to_dict() == {
        "At home": "25.00 EUR",
        "By a professional": "240.50 EUR",
    }
    assert "265.50 EUR" in words_on(app)
    assert "Goals count where all sessions of a course were in one setting." in words_on(app)


def test_the_demo_shows_photos_of_its_course(open_demo_page: OpenPage):
    app = open_demo_page(routes.OUTCOMES, HEADING)
    assert "before session 2" in app.pills(key="course_photo").options
    assert "weeks after the last session" in words_on(app)
