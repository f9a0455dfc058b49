"""Plan a session: may I, which zones, how long the needles, and what speaks against it."""

from collections.abc import Collection
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracker import clock
from tracker.domain.guidance.guards import Finding, GuardLevel
from tracker.domain.guidance.planning import NewPlannedSession, PlannedSession
from tracker.domain.records.kept import DeviceKind, Person, Setting, TreatedZone
from tracker.errors import InvalidEntry
from tracker.services.data.people import set_skin
from tracker.services.guidance.planning import guard_date, guard_plan, plan_session
from tracker.services.recovery.drafts import PLAN_FORM
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.basis import say_not_signed_off
from tracker.ui.components.current import require_person
from tracker.ui.components.form import KeptForm
from tracker.ui.components.guidance.findings import show_findings
from tracker.ui.components.guidance.means import choose_device, choose_setting
from tracker.ui.components.guidance.open_plan import offer_discard, open_plan_card
from tracker.ui.components.guidance.screening_form import ask_screening
from tracker.ui.components.guidance.zone_card import show_all_limits
from tracker.ui.components.guidance.zone_lengths import (
    ask_kept_lengths,
    check_all_have_lengths,
    explain_chosen,
)
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.ordinary_form import ask_ordinary
from tracker.ui.language import _

_USUAL_MEANS = (DeviceKind.ROLLER, Setting.HOME)


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Plan a session"))
    person = require_person(store)
    earlier = open_plan_card(store, person)
    if earlier is None or earlier.walk_started_at is None:
        with shown_to_people():
            _plan(store, person, earlier)
    if earlier is not None:
        offer_discard(store, earlier)
    say_not_signed_off()


def _plan(store: Store, person: Person, earlier: PlannedSession | None) -> None:
    form = KeptForm(store, person.id, PLAN_FORM)
    form.offer_to_discard()
    planned_for = _ask_day(form, person, earlier)
    form.keep()
    on_day = guard_date(store, person.id, planned_for)
    show_findings(on_day)  # before the questions, which such a day makes idle
    is_idle = any(one.guard.level is GuardLevel.STOP for one in on_day)
    if not ask_screening(store, person, planned_for, is_idle=is_idle).may_go_on:
        return
    with _folded_once_planned(form, earlier):
        ask_ordinary(store, person)
        _ask_skin(store, person)
        plan = _ask_plan(form, person.id, planned_for, earlier)
        form.keep()
        show_all_limits()
    if plan is not None:
        label = _("Keep the changes") if earlier else _("Plan this session")
        _decide(store, form, plan, on_day, label)


def _folded_once_planned(form: KeptForm, earlier: PlannedSession | None) -> DeltaGenerator:
    """Return the place of what is planned: folded where it is answered, and nothing was typed."""
    if earlier is None:
        return st.container()
    label = _("Device, zones and needle lengths")
    return st.expander(label, expanded=form.is_drafted, icon=":material/edit:", key="planned")


def _ask_day(form: KeptForm, person: Person, earlier: PlannedSession | None) -> date:
    today = clock.today(person)
    day = form.ask(
        "day",
        max(earlier.planned_for, today) if earlier else today,
        lambda start: st.date_input(
            _("Day of the session"),
            start,
            min_value=today,
            format=_(words.DATE_FORMAT),
            key=f"{_key(person.id)}-day",
        ),
        decode=lambda kept: max(date.fromisoformat(kept), today),
        encode=date.isoformat,
    )
    if day is None:
        raise InvalidEntry("Please enter the day of the session.")
    return day


def _ask_skin(store: Store, person: Person) -> None:
    is_sensitive = st.toggle(
        _("My skin is thin or sensitive"), person.skin_sensitive, key=f"{_key(person.id)}-skin"
    )
    if is_sensitive != person.skin_sensitive:
        set_skin(store, person.id, is_sensitive=is_sensitive)


def _ask_plan(
    form: KeptForm, person_id: int, planned_for: date, earlier: PlannedSession | None
) -> NewPlannedSession | None:
    """Return the plan as it is chosen; None without a zone that has a needle length."""
    key = _key(person_id)
    usual = (earlier.device, earlier.setting) if earlier else _USUAL_MEANS
    device = choose_device(form, usual[0], key)
    setting = choose_setting(form, usual[1], key)
    known = {one.zone: one.needle_length_mm for one in earlier.zones} if earlier else {}
    lengths = ask_kept_lengths(form, key, setting, known)
    explain_chosen(key)
    if not lengths:
        return None
    return NewPlannedSession(
        person_id=person_id,
        created_at=clock.wall().replace(microsecond=0),
        planned_for=planned_for,
        device=device,
        setting=setting,
        zones=tuple(TreatedZone(zone=zone, needle_length_mm=mm) for zone, mm in lengths.items()),
    )


def _decide(
    store: Store, form: KeptForm, plan: NewPlannedSession, said: Collection[Finding], label: str
) -> None:
    """Show what else speaks against a plan; offer to keep it where nothing stops it."""
    findings = guard_plan(store, plan)
    show_findings(one for one in findings if one not in said)
    if any(one.guard.level is GuardLevel.STOP for one in findings):
        _offer_record()
    elif st.button(label, type="primary", width="stretch", key="save_plan"):
        check_all_have_lengths(_key(plan.person_id))
        plan_session(store, plan)
        form.drop()
        st.switch_page(routes.READY)


def _offer_record() -> None:
    st.markdown(_("If it has been done already, it can be recorded all the same."))
    if st.button(_("Record what was done"), width="stretch", key="record_instead"):
        st.switch_page(routes.SESSION)


def _key(person_id: int) -> str:
    return f"plan-{person_id}"


show()
