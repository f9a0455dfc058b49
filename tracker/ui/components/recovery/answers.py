"""What a practitioner answered: shown, entered and deleted."""

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
from tracker.services.report.answers import forget_answer, keep_answer, list_answers
from tracker.store.repository import Store
from tracker.ui import state, words
from tracker.ui.components.current import confirm_delete
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written


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
    with (
        st.expander(_("Enter what a practitioner answered"), icon=":material/stethoscope:"),
        st.form(f"answer-{procedure.id}", border=False, clear_on_submit=True),
        shown_to_people(),
    ):
        day = st.date_input(
            _("Answered on"),
            clock.today(person),
            min_value=procedure.diary_day,
            format=_(words.DATE_FORMAT),
        )
        grade = st.selectbox(
            _("Redness as seen"),
            list(RednessGrade),
            None,
            format_func=lambda one: f"{int(one)} {_(REDNESS_GRADES[one])}",
            placeholder=_("No grade was given"),
        )
        text = st.text_area(_("Answer"), max_chars=MOST_ANSWER)
        name = st.text_input(_("Who answered"), max_chars=MOST_NAME)
        if st.form_submit_button(_("Keep the answer"), type="primary"):
            new = NewAnswer(
                procedure_id=procedure.id,
                answered_on=day or clock.today(person),
                grade=grade,
                text=text.strip(),
                name=name.strip(),
            )
            keep_answer(store, new)
            state.leave_notice(_("The answer was kept."))
            st.rerun()
