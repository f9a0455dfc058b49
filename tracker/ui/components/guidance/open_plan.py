"""The session that is planned or going on, with the next step."""

import streamlit as st

from tracker import clock
from tracker.domain.guidance.planning import PlannedSession
from tracker.domain.records.kept import Person
from tracker.domain.words.labels import DEVICES, SETTINGS, ZONES
from tracker.services.guidance.overview import earliest_next_session
from tracker.services.guidance.planning import discard_plan, find_open_plan
from tracker.store.repository import Store
from tracker.ui import routes, words
from tracker.ui.components.current import confirm_delete
from tracker.ui.components.messages import empty_state
from tracker.ui.language import _


def open_plan_card(store: Store, person: Person) -> PlannedSession | None:
    """Draw the open plan of a person, if there is one, and return it."""
    plan = find_open_plan(store, person.id)
    if plan is None:
        return None
    with st.container(border=True, key="open_plan"):
        begun = plan.walk_started_at is not None
        st.markdown(f"**{_('A session is going on') if begun else _('A session is planned')}**")
        st.markdown(say_plan(plan))
        page, label = (
            (routes.WALK, _("Continue the session"))
            if begun
            else (routes.READY, _("Is everything ready?"))
        )
        if st.button(label, type="primary", width="stretch", key="continue_plan"):
            st.switch_page(page)
    return plan


def offer_next_session(store: Store, person: Person) -> None:
    """Draw the open plan; without one, offer to plan once the pause after the last one is over."""
    if open_plan_card(store, person) is not None:
        return
    earliest = earliest_next_session(store, person.id)
    is_due = earliest is None or earliest <= clock.today(person)
    if is_due and st.button(
        _("Plan a session"), icon=":material/event:", width="stretch", key="go_plan"
    ):
        st.switch_page(routes.PLAN)


def require_plan(store: Store, person: Person) -> PlannedSession:
    """Return the open plan; without one, offer to make one and draw nothing else."""
    plan = find_open_plan(store, person.id)
    if plan is None:
        empty_state(
            _("No session is planned"),
            _("Plan it first: a few questions, the zones, and the needle length."),
            routes.PLAN,
            _("Plan a session"),
        )
        st.stop()
    return plan


def offer_discard(store: Store, plan: PlannedSession) -> None:
    """Offer to delete a plan."""
    plan_id = plan.id
    confirm_delete(
        _("the planned session"),
        _("Its ticks, its taps and its photo from before will be gone too."),
        lambda: discard_plan(store, plan_id),
        key="discard_plan",
        then=routes.PLAN,
    )


def say_plan(plan: PlannedSession) -> str:
    """Say when, with what and where."""
    lengths = sorted({planned.needle_length_mm for planned in plan.zones})
    zones = "; ".join(f"{words.say_needle_length(mm)}: {_say_zones(plan, mm)}" for mm in lengths)
    means = f"{_(DEVICES[plan.device])}, {_(SETTINGS[plan.setting])}"
    return f"{words.say_date(plan.planned_for)}. {means}. {zones}."


def _say_zones(plan: PlannedSession, needle_length_mm: float) -> str:
    same = [one.zone for one in plan.zones if one.needle_length_mm == needle_length_mm]
    return ", ".join(_(ZONES[zone]) for zone in same)
