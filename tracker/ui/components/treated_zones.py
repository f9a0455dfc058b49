"""Which zones were treated and how deep, for the record of a session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from tracker.domain.guidance.map_marks import length_marks
from tracker.domain.labels import BODY_ZONES, FACIAL_ZONES, ZONES, Zone
from tracker.domain.records import Procedure, Setting, TreatedZone
from tracker.ui.components.face_map_input import face_map_input, toggle_in
from tracker.ui.components.zone_lengths import explain_numbers, mark_chosen
from tracker.ui.language import _

_USUAL_NEEDLE_MM, _NEEDLE_STEP_MM = 1.0, 0.25


def ask_zones(key: str, setting: Setting, earlier: Procedure | None) -> list[Zone]:
    """Return the treated zones, from the map or from the buttons below it."""
    groups = {f"{key}-face": FACIAL_ZONES, f"{key}-body": BODY_ZONES}
    treated = earlier.treated_zones if earlier else frozenset()
    for name, zones in groups.items():
        st.session_state.setdefault(name, [zone for zone in zones if zone in treated])
    chosen = [zone for name in groups for zone in st.session_state[name]]
    marks = dict(length_marks(setting, _))
    for zone in marks.keys() & set(chosen):
        marks[zone] = mark_chosen(marks[zone], _length_so_far(key, zone, earlier))
    face_map_input(marks, key=f"{key}-map", on_tap=_toggle_in(groups), chosen=chosen)
    explain_numbers()
    face = _pick(_("Treated zones of the face"), FACIAL_ZONES, f"{key}-face")
    st.button(
        _("Whole face"),
        icon=":material/face:",
        key=f"{key}-face-whole",
        on_click=lambda: st.session_state.update({f"{key}-face": list(FACIAL_ZONES)}),
    )
    return [*face, *_pick(_("Other treated areas"), BODY_ZONES, f"{key}-body")]


def ask_lengths(key: str, zones: Sequence[Zone], earlier: Procedure | None) -> dict[Zone, float]:
    """Return the needle length of each zone: one for all, its own where it was another."""
    known = {one.zone: one.needle_length_mm for one in earlier.zones} if earlier else {}
    common = st.number_input(
        _("Needle length in mm"),
        value=earlier.longest_needle_mm if earlier else _USUAL_NEEDLE_MM,
        step=_NEEDLE_STEP_MM,
        format="%.2f",
        key=f"{key}-length",
    )
    with st.expander(_("Another length for some zones")):
        if not zones:
            st.caption(_("Choose the treated zones first."))
        return {zone: _ask_length(key, zone, common, known.get(zone, common)) for zone in zones}


def describe_zones(
    lengths: Mapping[Zone, float], earlier: Procedure | None
) -> tuple[TreatedZone, ...]:
    """Return the treated zones; what else is known of a zone stays.

    Raises
    ------
    InvalidEntry
        If a needle length is not possible.
    """
    known = {one.zone: one for one in earlier.zones} if earlier else {}
    return tuple(
        replace(known[zone], needle_length_mm=length)
        if zone in known
        else TreatedZone(zone=zone, needle_length_mm=length)
        for zone, length in lengths.items()
    )


def _ask_length(key: str, zone: Zone, common: float, earlier: float) -> float:
    own = st.number_input(
        _("{zone}, mm").format(zone=_(ZONES[zone])),
        value=earlier if earlier != common else None,
        step=_NEEDLE_STEP_MM,
        format="%.2f",
        placeholder=f"{common:.2f}",
        key=f"{key}-length-{zone}",
    )
    return common if own is None else own


def _length_so_far(key: str, zone: Zone, earlier: Procedure | None) -> float:
    """Return the length of a zone as the controls below the map have it, or as it is kept."""
    known = {one.zone: one.needle_length_mm for one in earlier.zones} if earlier else {}
    common = st.session_state.get(f"{key}-length", known.get(zone, _USUAL_NEEDLE_MM))
    own = st.session_state.get(f"{key}-length-{zone}")
    return float(common if own is None else own)


def _pick(label: str, zones: Sequence[Zone], key: str) -> list[Zone]:
    picked = st.pills(
        label,
        zones,
        selection_mode="multi",
        format_func=lambda zone: _(ZONES[zone]),
        key=key,
        help=_("Left and right are your own."),
    )
    return [zone for zone in zones if zone in picked]


def _toggle_in(groups: Mapping[str, Sequence[Zone]]) -> Callable[[Zone], None]:
    toggles = {name: toggle_in(name, zones) for name, zones in groups.items()}

    def tap(zone: Zone) -> None:
        next(toggles[name] for name, zones in groups.items() if zone in zones)(zone)

    return tap
