"""How the skin rates on an ordinary day: every recovery starts from it."""

import streamlit as st

from tracker.domain.records.circumstances import OrdinarySkin
from tracker.domain.records.kept import Person
from tracker.domain.records.scales import MAX_RATING, Symptom
from tracker.domain.words.labels import SYMPTOMS
from tracker.services.recovery.ordinary import find_ordinary, state_ordinary
from tracker.store.repository import Store
from tracker.ui import state
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _

ASKED = tuple(symptom for symptom in Symptom if symptom is not Symptom.BRUISING)


def ask_ordinary(store: Store, person: Person) -> None:
    """Ask before a session, once: nothing is shown where it was answered."""
    if find_ordinary(store, person.id) is None:
        with st.expander(_("How your skin is on an ordinary day"), expanded=True, key="ordinary"):
            ordinary_form(store, person)


def ordinary_form(store: Store, person: Person) -> None:
    """Ask how the skin rates on an ordinary day, or let it be changed."""
    known = find_ordinary(store, person.id)
    st.markdown(
        _(
            "How would you rate your skin on an ordinary day, long after any session? With "
            "rosacea, eczema or dry skin that is rarely 0, and recoveries are judged from there."
        )
    )
    if known is None and st.button(
        _("Calm: 0 for all of them"), width="stretch", key=f"ordinary_calm_{person.id}"
    ):
        _keep(store, person.id, dict.fromkeys(ASKED, 0))
    levels = {symptom: _ask(person.id, symptom, known) for symptom in ASKED}
    if st.button(_("Keep these"), width="stretch", key=f"ordinary_save_{person.id}"):
        with shown_to_people():
            _keep(store, person.id, {one: level or 0 for one, level in levels.items()})
    st.caption(_("A change counts from the next session on, never for one that is under way."))


def keep_chosen(store: Store, person_id: int) -> None:
    """Keep what was chosen where nothing is known, tapped to be kept or not: it is never lost."""
    levels: dict[Symptom, int] = {
        one: level
        for one in ASKED
        if (level := st.session_state.get(_key(person_id, one))) is not None
    }
    if levels and find_ordinary(store, person_id) is None:
        state_ordinary(store, person_id, levels)


def _key(person_id: int, symptom: Symptom) -> str:
    return f"ordinary-{person_id}-{symptom}"


def _ask(person_id: int, symptom: Symptom, known: OrdinarySkin | None) -> int | None:
    return st.segmented_control(
        _(SYMPTOMS[symptom]),
        range(MAX_RATING + 1),
        default=known.levels.get(symptom) if known else None,
        key=_key(person_id, symptom),
        width="stretch",
    )


def _keep(store: Store, person_id: int, levels: dict[Symptom, int]) -> None:
    state_ordinary(store, person_id, levels)
    state.leave_notice(_("Kept."))
    st.rerun()
