"""Log a needling session, or correct or delete an earlier one."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from tracker.domain.labels import BODY_ZONES, DEVICES, FACIAL_ZONES, SETTINGS, ZONES, Zone
from tracker.domain.records import DeviceKind, Person, Procedure, Setting, TreatedZone
from tracker.errors import InvalidEntry
from tracker.services.procedures import (
    correct_procedure,
    delete_procedure,
    list_procedures,
    log_procedure,
)
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.current import confirm_delete, require_person
from tracker.ui.components.messages import shown_to_people

_HOME_LENGTH_MM = 0.5
_HOME_REMARK = (
    "Needles longer than 0.5 mm reach living skin and belong in trained hands. What was done can "
    "be recorded here all the same; please watch this recovery closely."
)
_USUAL_NEEDLE_MM, _NEEDLE_STEP_MM = 1.0, 0.25
_USUAL_PASSES = 2


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title("Session")
    person = require_person(store)
    earlier = _choose(store, person)
    with shown_to_people():
        _ask(store, person, earlier)
    if earlier is not None and earlier.id is not None:
        _offer_delete(store, earlier, earlier.id)


def _choose(store: Store, person: Person) -> Procedure | None:
    """Return the session to correct, None for a new one."""
    assert person.id is not None
    procedures = {procedure.id: procedure for procedure in list_procedures(store, person.id)}
    if not procedures:
        st.markdown("What was done, where, and how deep. Everything else is counted from here.")
        return None
    names = {one: f"Correct: {words.say_session(kept)}" for one, kept in procedures.items()}
    chosen = st.selectbox(
        "New or earlier",
        [None, *procedures],
        format_func=lambda one: names.get(one, "A new session"),
        key=state.PROCEDURE_TO_CORRECT,
    )
    return procedures.get(chosen)


def _ask(store: Store, person: Person, earlier: Procedure | None) -> None:
    key = f"session-{person.id}-{earlier.id if earlier else 'new'}"
    started_at = _ask_time(key, earlier)
    device, setting = _ask_means(key, earlier)
    zones = _ask_zones(key, earlier)
    lengths = _ask_lengths(key, zones, earlier)
    if setting is Setting.HOME and max(lengths.values(), default=0) > _HOME_LENGTH_MM:
        st.info(_HOME_REMARK, icon=":material/info:")
    passes = st.number_input(
        "Passes over each zone",
        value=earlier.passes if earlier else _USUAL_PASSES,
        step=1,
        key=f"{key}-passes",
    )
    products = st.text_area(
        "Products used (optional)",
        earlier.products if earlier else "",
        height=80,
        placeholder="Numbing cream, serum, sunscreen …",
        key=f"{key}-products",
    )
    notes = st.text_area(
        "Notes (optional)", earlier.notes if earlier else "", height=80, key=f"{key}-notes"
    )
    label = "Save the changes" if earlier else "Log this session"
    if st.button(label, type="primary", width="stretch", key="save_session"):
        assert person.id is not None
        _save(
            store,
            Procedure(
                person_id=person.id,
                started_at=_checked_time(started_at),
                device=device,
                setting=setting,
                zones=tuple(
                    TreatedZone(zone=zone, needle_length_mm=length)
                    for zone, length in lengths.items()
                ),
                passes=passes,
                products=products,
                notes=notes,
                id=earlier.id if earlier else None,
            ),
        )


def _ask_time(key: str, earlier: Procedure | None) -> datetime | None:
    now = datetime.now().replace(second=0, microsecond=0)
    start = earlier.started_at if earlier else now
    left, right = st.columns(2)
    day = left.date_input(
        "Date",
        start.date(),
        key=f"{key}-date",
        format=words.DATE_FORMAT,
        min_value=date(2000, 1, 1),
    )
    clock = right.time_input("Time", start.time(), key=f"{key}-time", step=300)
    return datetime.combine(day, clock) if day and clock else None


def _checked_time(started_at: datetime | None) -> datetime:
    if started_at is None:
        raise InvalidEntry("Please enter the date and the time of the session.")
    return started_at


def _ask_means(key: str, earlier: Procedure | None) -> tuple[DeviceKind, Setting]:
    device = st.segmented_control(
        "Device",
        list(DEVICES),
        default=earlier.device if earlier else DeviceKind.PEN,
        format_func=lambda kind: DEVICES[kind],
        key=f"{key}-device",
        required=True,
    )
    setting = st.segmented_control(
        "Where",
        list(SETTINGS),
        default=earlier.setting if earlier else Setting.PROFESSIONAL,
        format_func=lambda kind: SETTINGS[kind],
        key=f"{key}-setting",
        required=True,
    )
    return device, setting


def _ask_zones(key: str, earlier: Procedure | None) -> list[Zone]:
    face = _pick_zones("Treated zones of the face", FACIAL_ZONES, f"{key}-face", earlier)
    body = _pick_zones("Other treated areas", BODY_ZONES, f"{key}-body", earlier)
    return [*face, *body]


def _pick_zones(
    label: str, zones: Sequence[Zone], key: str, earlier: Procedure | None
) -> list[Zone]:
    treated = earlier.treated_zones if earlier else frozenset()
    st.session_state.setdefault(key, [zone for zone in zones if zone in treated])
    picked = st.pills(
        label,
        zones,
        selection_mode="multi",
        format_func=lambda zone: ZONES[zone],
        key=key,
        help="Left and right are your own.",
    )
    if zones is FACIAL_ZONES:
        st.button(
            "Whole face",
            icon=":material/face:",
            key=f"{key}-whole",
            on_click=lambda: st.session_state.update({key: list(zones)}),
        )
    return [zone for zone in zones if zone in picked]


def _ask_lengths(key: str, zones: Sequence[Zone], earlier: Procedure | None) -> dict[Zone, float]:
    """Return the needle length of each zone: one for all, and its own where it was another."""
    known = {one.zone: one.needle_length_mm for one in earlier.zones} if earlier else {}
    common = st.number_input(
        "Needle length in mm",
        value=earlier.longest_needle_mm if earlier else _USUAL_NEEDLE_MM,
        step=_NEEDLE_STEP_MM,
        format="%.2f",
        key=f"{key}-length",
    )
    with st.expander("Another length for some zones"):
        if not zones:
            st.caption("Choose the treated zones first.")
        own = {
            zone: st.number_input(
                f"{ZONES[zone]}, mm",
                value=known[zone] if known.get(zone, common) != common else None,
                step=_NEEDLE_STEP_MM,
                format="%.2f",
                placeholder=f"{common:.2f}",
                key=f"{key}-length-{zone}",
            )
            for zone in zones
        }
    return {zone: common if length is None else length for zone, length in own.items()}


def _save(store: Store, procedure: Procedure) -> None:
    if procedure.id is None:
        log_procedure(store, procedure)
        state.leave_notice("The session is logged. A photo from before helps most.")
    else:
        correct_procedure(store, procedure)
        state.leave_notice("The changes are saved.")
    state.choose_procedure(None)
    st.switch_page(routes.TODAY)


def _offer_delete(store: Store, procedure: Procedure, procedure_id: int) -> None:
    confirm_delete(
        f"the session of {words.say_short_date(procedure.started_at)}",
        "Its photos and the diary days that belong to it will be gone too.",
        lambda: delete_procedure(store, procedure_id),
        key="delete_session",
        then=routes.HISTORY,
    )


show()
