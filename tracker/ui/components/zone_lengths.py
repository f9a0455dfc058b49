"""Which zones, and with which needle length: on the map, or with plain buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from tracker.domain.guidance.face_map import ZoneMark
from tracker.domain.guidance.map_marks import length_marks
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.labels import ZONES
from tracker.domain.records import Setting, TreatedZone, Zone
from tracker.ui import words
from tracker.ui.components.face_map_input import face_map_input, toggle_in
from tracker.ui.components.zone_card import zone_card
from tracker.ui.language import _, write_number

LENGTHS_MM = (0.2, 0.25, 0.3, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5)
"""What is on sale most; other lengths can be recorded on the session page."""
_FIRST_MM = {Setting.HOME: 0.25, Setting.PROFESSIONAL: 0.5}
"""Within the highest length of every zone of the map."""


def choose_zones(key: str, setting: Setting, known: Mapping[Zone, float]) -> tuple[Zone, ...]:
    """Return the zones that are chosen on the map or with the buttons below it.

    The map shows the highest length of each zone, and the length chosen of a zone that is chosen.
    """
    chosen_so_far: list[Zone] = st.session_state.setdefault(f"{key}-zones", list(known))
    marks = dict(length_marks(setting, _))
    for zone in chosen_so_far:
        marks[zone] = mark_chosen(marks[zone], _length_so_far(key, zone, setting, known))
    _draw_map(f"{key}-zones", marks)
    chosen = st.pills(
        _("Zones"),
        walk_order(),
        selection_mode="multi",
        format_func=lambda zone: _(ZONES[zone]),
        key=f"{key}-zones",
        help=_("Left and right are your own."),
    )
    _explain_one(f"{key}-zones-about")
    return tuple(zone for zone in walk_order() if zone in chosen)


def _draw_map(key: str, marks: Mapping[Zone, ZoneMark]) -> None:
    toggle = toggle_in(key, walk_order())

    def tap(zone: Zone) -> None:
        toggle(zone)
        st.session_state[f"{key}-about"] = zone

    face_map_input(marks, key=f"{key}-map", on_tap=tap, chosen=st.session_state[key])
    explain_numbers()
    st.button(
        _("Whole face"),
        icon=":material/face:",
        key=f"{key}-whole",
        on_click=lambda: st.session_state.update({key: _whole_face()}),
    )


def explain_numbers() -> None:
    """Say what the numbers on the map are."""
    st.caption(_("The numbers are the highest needle lengths there, in mm. Tap to choose."))
    st.caption(_("A zone that you have chosen shows the length that you have chosen for it."))


def mark_chosen(mark: ZoneMark, length_mm: float) -> ZoneMark:
    """Return the mark of a zone with the length that was chosen for it."""
    length = words.say_needle_length(length_mm)
    return replace(mark, label=_say(length_mm), description=f"{length}, {mark.description}")


def _length_so_far(key: str, zone: Zone, setting: Setting, known: Mapping[Zone, float]) -> float:
    """Return the length of a zone as the controls below the map have it."""
    own = st.session_state.get(f"{key}-{setting}-length-{zone}")
    common = st.session_state.get(f"{key}-{setting}-length", known.get(zone, _FIRST_MM[setting]))
    return float(own or common)


def choose_lengths(
    key: str, zones: Sequence[Zone], setting: Setting, known: Mapping[Zone, float]
) -> tuple[TreatedZone, ...]:
    """Return the zones with a length for all, or another one of their own."""
    most = max(known.values(), key=list(known.values()).count, default=_FIRST_MM[setting])
    common = st.segmented_control(
        _("Needle length in mm"),
        LENGTHS_MM,
        default=most,
        format_func=_say,
        required=True,
        key=f"{key}-{setting}-length",
    )
    with st.expander(_("Another length for some zones")):
        if not zones:
            st.caption(_("Choose the zones first."))
        own = {
            zone: st.segmented_control(
                _(ZONES[zone]),
                LENGTHS_MM,
                default=known[zone] if known.get(zone, most) != most else None,
                format_func=_say,
                key=f"{key}-{setting}-length-{zone}",
            )
            for zone in zones
        }
    return tuple(
        TreatedZone(zone=zone, needle_length_mm=length or common) for zone, length in own.items()
    )


def _explain_one(key: str) -> None:
    about = st.selectbox(
        _("How a zone is needled"),
        walk_order(),
        index=None,
        format_func=lambda zone: _(ZONES[zone]),
        placeholder=_("Choose a zone"),
        key=key,
    )
    if about is not None:
        zone_card(about)


def _whole_face() -> list[Zone]:
    return [zone for zone in walk_order() if zone.is_facial]


def _say(length_mm: float) -> str:
    return write_number(length_mm, "0.0#")
