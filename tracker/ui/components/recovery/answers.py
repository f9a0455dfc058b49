"""What a practitioner answered: shown, entered and deleted."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from tracker import clock
from tracker.domain.records.answers import (
    MOST_ANSWER,
    MOST_NAME,
    Answer,
    NewAnswer,
    RednessGrade,
)
from tracker.domain.records.kept import Person, Procedure
from tracker.domain.words.labels import REDNESS_GRADES
from tracker.services.recovery.drafts import answer_form
from tracker.services.report.answers import forget_answer, keep_answer, list_answers
from tracker.store.repository import Store
from tracker.ui import state, words
from tracker.ui.components.current import confirm_delete
from tracker.ui.components.form import HERE_AGAIN, KeptForm
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written

_ROUND = "answers_kept"
_NO_GRADE = -1
_GRADES = [_NO_GRADE, *map(int, RednessGrade)]


def show_answers(store: Store, procedure: Procedure) -> None:
    """Show what was answered on a session; nothing where nothing was."""
    answers = list_answers(store, procedure.id)
    if answers:
        st.markdown(_("#### Answered by a practitioner"))
    for answer in answers:
        with st.container(border=True, key=f"answer_{answer.id}"):
            st.markdown(say_answer(answer))
            confirm_delete(
                _("the answer of {day}").format(day=words.say_short_date(answer.answered_on)),
                _("It will be gone."),
                partial(forget_answer, store, answer),
                key=f"delete_answer_{answer.id}",
            )


def say_answer(answer: Answer) -> str:
    """Say an answer with its day, who gave it, and the grade."""
    head = words.say_short_date(answer.answered_on)
    if answer.name:
        head = f"{head}, {as_written(answer.name)}"
    parts = [f"**{head}**"]
    if answer.grade is not None:
        said = _("Redness as seen {grade}: {name}")
        parts.append(said.format(grade=int(answer.grade), name=_(REDNESS_GRADES[answer.grade])))
    parts += [as_written(answer.text)] if answer.text else []
    return "\n\n".join(parts)


def enter_answer(store: Store, person: Person, procedure: Procedure) -> None:
    """Ask for a practitioner's answer and keep it."""
    form = KeptForm(store, person.id, answer_form(procedure.id), procedure.id)
    with (
        st.expander(
            _("Enter what a practitioner answered"),
            icon=":material/stethoscope:",
            expanded=form.is_drafted,
        ),
        shown_to_people(),
    ):
        if form.is_drafted:
            st.caption(_(HERE_AGAIN))
        answered = _ask_answer(form, person, procedure)
        form.keep()
        if st.button(_("Keep the answer"), type="primary", key="keep_answer"):
            keep_answer(store, answered())
            form.drop()
            st.session_state[_ROUND] += 1
            state.leave_notice(_("The answer was kept."))
            st.rerun()


def _ask_answer(form: KeptForm, person: Person, procedure: Procedure) -> Callable[[], NewAnswer]:
    # Another key after each answer: its controls begin anew.
    key = f"answer-{procedure.id}-{st.session_state.setdefault(_ROUND, 0)}"
    today = clock.today(person)
    day = _ask_day(form, procedure, today, key)
    grade = _ask_grade(form, key)
    text = form.ask(
        "text",
        "",
        lambda start: st.text_area(_("Answer"), start, max_chars=MOST_ANSWER, key=f"{key}-text"),
    )
    name = form.ask(
        "name",
        "",
        lambda start: st.text_input(
            _("Who answered"), start, max_chars=MOST_NAME, key=f"{key}-name"
        ),
    )
    return partial(  # an answer that says nothing is none
        NewAnswer,
        procedure_id=procedure.id,
        answered_on=day or today,
        grade=None if grade == _NO_GRADE else RednessGrade(grade),
        text=text.strip(),
        name=name.strip(),
    )


def _ask_day(form: KeptForm, procedure: Procedure, today: date, key: str) -> date | None:
    return form.ask(
        "day",
        today,
        lambda start: st.date_input(
            _("Answered on"),
            start,
            min_value=procedure.diary_day,
            format=_(words.DATE_FORMAT),
            key=f"{key}-day",
        ),
        decode=date.fromisoformat,
        encode=date.isoformat,
    )


def _ask_grade(form: KeptForm, key: str) -> int:
    return form.ask(
        "grade",
        _NO_GRADE,
        lambda start: st.selectbox(
            _("Redness as seen"),
            _GRADES,
            _GRADES.index(start),
            format_func=_say_grade,
            key=f"{key}-grade",
        ),
    )


def _say_grade(grade: int) -> str:
    if grade == _NO_GRADE:
        return _("No grade was given")
    return f"{grade} {_(REDNESS_GRADES[RednessGrade(grade)])}"
