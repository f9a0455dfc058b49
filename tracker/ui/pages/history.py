"""All sessions of a person, each with how its recovery went."""

import streamlit as st

from tracker.domain.labels import DEVICES, SETTINGS, STATUSES
from tracker.domain.summary import RecoverySummary, summarise
from tracker.services.recovery import RecoveryOverview, load_history
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.current import require_person, require_procedures
from tracker.ui.components.status_card import ICONS


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title("History")
    person = require_person(store)
    require_procedures(store, person)
    assert person.id is not None
    for overview in load_history(store, person.id):
        _show_session(overview)


def _show_session(overview: RecoveryOverview) -> None:
    procedure = overview.procedure
    with st.container(border=True, key=f"session_{procedure.id}"):
        st.markdown(f"**{words.say_date(procedure.started_at)}**")
        st.caption(
            f"{DEVICES[procedure.device]}, "
            f"{words.say_needle_length(procedure.longest_needle_mm)} · "
            f"{SETTINGS[procedure.setting].lower()} · {len(procedure.zones)} zones · "
            f"{len(overview.entries)} check-ins · {len(overview.photos)} photos"
        )
        _show_course(summarise(overview.days, overview.assessments))
        _show_links(procedure.id)


def _show_course(summary: RecoverySummary) -> None:
    if summary.worst_status is None:
        st.markdown("Nothing was entered.")
        return
    peak = "not rated" if summary.peak_redness is None else f"{summary.peak_redness} of 10"
    settled = "not yet" if summary.day_settled is None else f"from day {summary.day_settled} on"
    st.markdown(
        f"Highest redness: **{peak}** · back to 1 or less: **{settled}**  \n"
        f"Highest status: {ICONS[summary.worst_status]} **{STATUSES[summary.worst_status]}**"
    )


def _show_links(procedure_id: int | None) -> None:
    with st.container(horizontal=True, key=f"links_{procedure_id}"):
        for label, page in (("Recovery", routes.RECOVERY), ("Compare", routes.COMPARE)):
            if st.button(label, key=f"{label.lower()}_{procedure_id}"):
                state.choose_procedure(procedure_id)
                st.switch_page(page)
        if st.button("Correct", key=f"correct_{procedure_id}"):
            st.session_state[state.PROCEDURE_TO_CORRECT] = procedure_id
            st.switch_page(routes.SESSION)


show()
