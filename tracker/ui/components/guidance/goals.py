"""What a person needles for: each goal with its grades, what studies found, and the verdict."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from tracker.domain.guidance.names import IMPROVEMENT_GRADES, VERDICTS
from tracker.domain.guidance.outcomes import (
    Goal,
    GoalGrade,
    NewGoalGrade,
    Scale,
    Verdict,
    shipped_goals,
    shipped_scar_grades,
)
from tracker.services.guidance.overview import CourseOverview
from tracker.services.guidance.worth import (
    GoalStanding,
    choose_goals,
    delete_grade,
    list_goals,
    list_standings,
    save_grade,
)
from tracker.store.repository import Store
from tracker.ui import words
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _

_ICONS = {
    Verdict.TOO_EARLY: ":material/hourglass_empty:",
    Verdict.BETTER: ":material/trending_up:",
    Verdict.SAME: ":material/trending_flat:",
    Verdict.WORSE: ":material/trending_down:",
}


def ask_goals(store: Store, person_id: int, course: CourseOverview, today: date) -> None:
    """Ask for the goals, and for the grades of each."""
    kept = [goal.id for goal in list_goals(store, person_id)]
    chosen = st.pills(
        _("What do you needle for?"),
        list(shipped_goals()),
        selection_mode="multi",
        default=kept,
        format_func=lambda id: _(shipped_goals()[id].title),
        key=f"goals-{person_id}",
    )
    if set(chosen) != set(kept):
        choose_goals(store, person_id, chosen)
    for standing in list_standings(store, person_id, course.procedures):
        _show(store, person_id, standing, course, today)


def _show(
    store: Store, person_id: int, standing: GoalStanding, course: CourseOverview, today: date
) -> None:
    goal = standing.goal
    with st.container(border=True, key=f"goal_{goal.id}"):
        st.markdown(f"**{_(goal.title)}**")
        st.caption(_(goal.judge_by))
        if goal.scale is Scale.GOODMAN_BARON:
            first_day = course.procedures[0].diary_day
            label = _("On the photo from before")
            _ask_grade(store, person_id, goal, label, first_day, standing.before)
        if today > course.procedures[-1].diary_day:
            _ask_grade(store, person_id, goal, _("Today"), today, standing.now)
        if goal.scale is Scale.GOODMAN_BARON:
            _explain_grades()
        _say_verdict(standing)
        st.markdown(f"{_('What studies found:')} {_(goal.expected)}")
        show_basis(goal)


def _ask_grade(
    store: Store, person_id: int, goal: Goal, label: str, day: date, kept: GoalGrade | None
) -> None:
    earlier = kept.grade if kept and kept.graded_on == day else None
    key = f"grade-{person_id}-{goal.id}-{day:%Y%m%d}"
    grade = st.segmented_control(
        label, goal.scale.grades, default=earlier, format_func=_namer(goal), key=key
    )
    if grade == earlier:
        return
    if grade is not None:
        graded = NewGoalGrade(person_id=person_id, goal=goal.id, graded_on=day, grade=grade)
        save_grade(store, graded)
    elif kept:
        delete_grade(store, kept.id)
    st.rerun()


def _namer(goal: Goal) -> Callable[[int], str]:
    if goal.scale is Scale.IMPROVEMENT:
        return lambda grade: _(IMPROVEMENT_GRADES[grade])
    return lambda grade: f"{grade} {_(shipped_scar_grades()[grade].title)}"


def _explain_grades() -> None:
    with st.expander(_("The grades in words (Goodman and Baron)")):
        for row in shipped_scar_grades().values():
            st.markdown(f"**{row.grade} {_(row.title)}.** {_(row.text)}")
        show_basis(row)


def _say_verdict(standing: GoalStanding) -> None:
    if standing.now is None or standing.verdict is None:
        return
    day = words.say_short_date(standing.now.graded_on)
    st.markdown(
        f"{_('Your own result:')} {_ICONS[standing.verdict]} **{_(VERDICTS[standing.verdict])}** "
        f"({_('graded on {day}').format(day=day)})"
    )
