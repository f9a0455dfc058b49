"""A practitioner's grade of redness beside a photo: shown, entered and deleted."""

from collections.abc import Iterable, Mapping
from functools import partial

import streamlit as st

from tracker.domain.records.answers import MOST_NAME, PhotoGrade, RednessGrade
from tracker.domain.words.labels import REDNESS_GRADES
from tracker.services.photos.grades.grading import forget_grade, keep_grade, list_grades
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui.components.current import confirm_delete
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written


def show_grades(store: Store, overview: RecoveryOverview, names: Mapping[int, str]) -> None:
    """Show the grades beside a session's photos, and let one be entered."""
    given = list_grades(store, overview.procedure.person_id)
    with st.expander(_("A practitioner's grade beside a photo"), icon=":material/stethoscope:"):
        st.caption(
            _(
                "Redness as a practitioner saw it in a photo. It changes no verdict; "
                "the command “fifthday repeatability” says how well grades and photos agree."
            )
        )
        _show_given(store, (one for one in given if one.photo_id in names), names)
        with shown_to_people():
            _ask(store, names, overview.procedure.id)


def _show_given(store: Store, grades: Iterable[PhotoGrade], names: Mapping[int, str]) -> None:
    for one in grades:
        photo = names[one.photo_id]
        st.markdown(f"**{photo}**: {_say_grade(one.grade)}{_by(one.name)}")
        confirm_delete(
            _("the grade of “{name}”").format(name=photo),
            _("It will be gone."),
            partial(forget_grade, store, one),
            key=f"delete_grade_{one.photo_id}_{one.name}",
        )


def _ask(store: Store, names: Mapping[int, str], session: int) -> None:
    with st.form(f"grade-{session}", clear_on_submit=True, border=False):
        photos = list(names)
        photo_id = st.selectbox(  # the latest: whoever grades has just seen it
            _("Photo"), photos, len(photos) - 1, format_func=names.__getitem__
        )
        grade = st.selectbox(_("Redness as seen"), list(RednessGrade), format_func=_say_grade)
        name = st.text_input(_("Who graded it"), max_chars=MOST_NAME)
        if st.form_submit_button(_("Keep the grade")) and grade is not None:
            keep_grade(store, PhotoGrade(photo_id=photo_id, grade=grade, name=name.strip()))
            st.rerun()


def _say_grade(grade: RednessGrade) -> str:
    return f"{int(grade)} {_(REDNESS_GRADES[grade])}"


def _by(name: str) -> str:
    return f" ({as_written(name)})" if name else ""
