"""Needle lengths on the facial map: tap one zone or several, then choose the length for them."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import streamlit as st

from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import NEEDLE_LENGTH_RANGE_MM, Setting, Zone
from tracker.domain.words.labels import ZONES
from tracker.drawing.map_marks import length_marks
from tracker.errors import InvalidEntry
from tracker.ui.components.form import KeptForm
from tracker.ui.components.guidance.face_map_input import face_map_input, toggle_in
from tracker.ui.components.guidance.zone_card import zone_card
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.number import ask_number, number_in
from tracker.ui.language import _, write_number

LENGTHS_MM = (0.2, 0.25, 0.3, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5)
"""What is on sale most; any other can be entered."""


def ask_lengths(
    key: str, setting: Setting, known: Mapping[Zone, float], others: Sequence[Zone] = ()
) -> Mapping[Zone, float]:
    """Return the needle length of each zone that was given one.

    A tap chooses a zone, or lets go of it; a length goes to all zones that are chosen, and lets go
    of them.

    Parameters
    ----------
    known : mapping
        Lengths in mm to begin with.
    others : sequence of Zone
        Zones beyond the map, to choose from the list below it.
    """
    order = (*walk_order(), *others)
    if _chosen(key) not in st.session_state:  # it goes, as every control's, when the page is left
        st.session_state.update({_chosen(key): [], _lengths(key): dict(known)})
    lengths: dict[Zone, float] = st.session_state[_lengths(key)]
    st.caption(_("Tap zones, then choose their needle length."))
    face_map_input(
        length_marks(setting, lengths, _),
        key=f"{key}-map",
        on_tap=toggle_in(_chosen(key), order),
        chosen=st.session_state[_chosen(key)],
    )
    _offer_lengths(key)
    _choose_from_list(key, order, lengths)
    st.caption(_("A number alone is your choice; behind ≤ stands the highest."))
    return {zone: lengths[zone] for zone in order if zone in lengths}


def ask_kept_lengths(
    form: KeptForm,
    key: str,
    setting: Setting,
    known: Mapping[Zone, float],
    others: Sequence[Zone] = (),
) -> Mapping[Zone, float]:
    """Ask as `ask_lengths`, in a form whose answers are kept as they are given."""
    return form.ask(
        "lengths",
        known,
        lambda start: ask_lengths(key, setting, start, others),
        decode=lambda kept: {Zone(zone): length_mm for zone, length_mm in kept.items()},
        encode=lambda lengths: {str(zone): length_mm for zone, length_mm in lengths.items()},
    )


def check_all_have_lengths(key: str) -> None:
    """Raise InvalidEntry where a zone is chosen that has no needle length yet."""
    lengths = st.session_state[_lengths(key)]
    missing = [zone for zone in st.session_state[_chosen(key)] if zone not in lengths]
    if missing:
        raise InvalidEntry("Please choose a needle length for {zones}.", zones=_name_all(missing))


def explain_chosen(key: str) -> None:
    """Say how the zone is needled that is chosen, if it is one alone."""
    chosen = st.session_state[_chosen(key)]
    if len(chosen) == 1:
        with st.expander(_("How this zone is needled: {zone}").format(zone=_(ZONES[chosen[0]]))):
            zone_card(chosen[0])


def _offer_lengths(key: str) -> None:
    """Offer the lengths, and to leave out, for the zones that are chosen."""
    chosen: list[Zone] = st.session_state[_chosen(key)]
    name = f"{key}-length"
    st.segmented_control(
        _("Needle length in mm for: {zones}").format(zones=_name_all(chosen))
        if chosen
        else _("Needle length in mm"),
        LENGTHS_MM,
        format_func=_say,
        disabled=not chosen,
        key=name,
        on_change=lambda: _give_length(key, name),
    )
    with st.container(horizontal=True):
        st.button(
            _("Whole face"),
            key=f"{key}-whole",
            on_click=lambda: st.session_state.update({_chosen(key): _whole_face()}),
        )
        st.button(
            _("Leave out"),
            disabled=not chosen,
            key=f"{key}-leave_out",
            on_click=lambda: _set_length(key, None),
        )
        with st.popover(_("Another length"), disabled=not chosen):
            _ask_another(key)


def _ask_another(key: str) -> None:
    name = f"{key}-another-length"
    with st.form(f"{key}-another", border=False):
        typed = ask_number(_("Needle length in mm"), None, "0.0#", key=name)
        st.form_submit_button(
            _("Take this length"),
            key=f"{key}-another-taken",
            on_click=lambda: _give_another(key, name),
        )
    with shown_to_people():
        number_in(typed, *NEEDLE_LENGTH_RANGE_MM)


def _give_another(key: str, source: str) -> None:
    """Give the length that was typed; what cannot be read stays, and is told beside the field."""
    with suppress(InvalidEntry):
        length_mm = number_in(st.session_state[source], *NEEDLE_LENGTH_RANGE_MM)
        if length_mm is not None:
            _set_length(key, length_mm)
        st.session_state[source] = ""


def _give_length(key: str, source: str) -> None:
    """Give the length under another key to the zones that are chosen, and empty that key."""
    if (length_mm := st.session_state[source]) is not None:
        _set_length(key, length_mm)
    st.session_state[source] = None


def _set_length(key: str, length_mm: float | None) -> None:
    """Give the zones that are chosen a length, or leave them out, and let go of them."""
    for zone in st.session_state[_chosen(key)]:
        if length_mm is None:
            st.session_state[_lengths(key)].pop(zone, None)
        else:
            st.session_state[_lengths(key)][zone] = length_mm
    st.session_state[_chosen(key)] = []


def _choose_from_list(key: str, order: Sequence[Zone], lengths: Mapping[Zone, float]) -> None:
    def say(zone: Zone) -> str:
        name = _(ZONES[zone])
        return f"{name}: {_say(lengths[zone])}" if zone in lengths else name

    st.pills(
        _("The same as a list"),
        order,
        selection_mode="multi",
        format_func=say,
        key=_chosen(key),
        help=_("Left and right are your own."),
    )


def _whole_face() -> list[Zone]:
    return [zone for zone in walk_order() if zone.is_facial]


def _name_all(zones: Collection[Zone]) -> str:
    return ", ".join(_(ZONES[zone]) for zone in zones)


def _say(length_mm: float) -> str:
    return write_number(length_mm, "0.0#")


def _lengths(key: str) -> str:
    return f"{key}-lengths"


def _chosen(key: str) -> str:
    return f"{key}-zones"
