"""Whose recovery, and which: every page asks here first."""

from collections.abc import Callable

import streamlit as st

from tracker.domain.records.kept import Person, Procedure
from tracker.services.data.people import list_people
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.messages import empty_state
from tracker.ui.language import _


def current_person(store: Store) -> Person | None:
    """Return the person who was chosen, else the first who is not the demo, else the demo."""
    people = list_people(store)
    chosen = next((person for person in people if person.id == state.chosen_person()), None)
    own = next((person for person in people if not person.is_demo), None)
    return chosen or own or next(iter(people), None)


def require_person(store: Store) -> Person:
    """Return the current person; without one, offer to begin and draw nothing else."""
    person = current_person(store)
    if person is None:
        empty_state(
            _("Nobody is followed here yet"),
            _("Begin with a name, or look around with an invented person."),
            routes.WELCOME,
            _("Begin"),
        )
        st.stop()
    return person


def require_procedure(store: Store, person: Person) -> Procedure:
    """Return the session to look at, with a choice where there are several."""
    procedures = {one.id: one for one in require_procedures(store, person)}
    ids = list(procedures)
    chosen = state.chosen_procedure()
    if chosen not in procedures:
        chosen = ids[0]
    if len(ids) > 1:
        chosen = st.selectbox(
            _("Session"),
            ids,
            ids.index(chosen),
            format_func=lambda one: words.say_session(procedures[one]),
        )
        state.choose_procedure(chosen)
    return procedures[chosen]


def require_procedures(store: Store, person: Person) -> tuple[Procedure, ...]:
    """Return a person's sessions, the latest first; without any, offer to log one."""
    assert person.id is not None
    procedures = list_procedures(store, person.id)
    if not procedures:
        empty_state(
            _("No session yet"),
            _("Log your needling session first. Everything else is counted from its day."),
            routes.SESSION,
            _("Log a session"),
        )
        st.stop()
    return procedures


def confirm_delete(
    what: str, consequence: str, delete: Callable[[], None], *, key: str, then: str | None = None
) -> None:
    """Offer to delete something, after a second, deliberate tap; `then` is the page to go to."""
    with st.popover(_("Delete"), icon=":material/delete:", key=f"ask_{key}"):
        st.markdown(consequence)
        if st.button(_("Delete {what} for good").format(what=what), key=key, type="primary"):
            delete()
            bootstrap.forget_pictures()
            state.leave_notice(_("Deleted: {what}.").format(what=what))
            if then is None:
                st.rerun()
            st.switch_page(then)
