"""Spots and marks on the facial map: noted by zone, and which zones keep breaking out."""

import streamlit as st

from tracker import clock
from tracker.domain.guidance.names import SKIN_MARKS
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.guidance.zone_notes import (
    KEEPS_BREAKING_OUT,
    LOOK_BACK,
    SkinMark,
    ZoneNote,
)
from tracker.domain.records.kept import Zone
from tracker.domain.words.labels import ZONES
from tracker.drawing.map_marks import note_marks
from tracker.errors import InvalidEntry
from tracker.services.guidance.skin_notes import (
    add_note,
    delete_note,
    list_notes,
    zones_breaking_out,
    zones_noted,
)
from tracker.store.repository import Store
from tracker.ui import bootstrap, state, words
from tracker.ui.components.basis import say_not_signed_off
from tracker.ui.components.choice import choose_one
from tracker.ui.components.current import require_person
from tracker.ui.components.guidance.face_map_input import face_map_input
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written

_ZONE = "spots_zone"


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Spots and marks"))
    person = require_person(store)
    assert person.id is not None
    st.markdown(_("Tap a zone to note what you see there, or to look at what you noted."))
    mirrored = st.toggle(_("As in a mirror"), key="spots_mirrored")
    recurring = zones_breaking_out(store, person.id, clock.today())
    zone: Zone | None = st.session_state.get(_ZONE)
    face_map_input(
        note_marks(zones_noted(store, person.id, clock.today()), recurring, _),
        key="spots_map",
        on_tap=_look_at,
        chosen=() if zone is None else (zone,),
        mirrored=mirrored,
    )
    _say_recurring(list(recurring))
    _show_zone(store, person.id)
    say_not_signed_off()


def _look_at(zone: Zone) -> None:
    st.session_state[_ZONE] = zone


def _say_recurring(zones: list[Zone]) -> None:
    names = ", ".join(_(ZONES[zone]) for zone in zones) or _("none so far")
    st.markdown(f"**{_('Zones that keep breaking out')}**: {names}")
    said = _(
        "Spots on {days} days or more within {weeks} weeks; a choice of this app. A number on the "
        "map: days of these weeks with a note."
    )
    st.caption(said.format(days=KEEPS_BREAKING_OUT, weeks=LOOK_BACK.days // 7))


def _show_zone(store: Store, person_id: int) -> None:
    zone = st.selectbox(
        _("Zone"),
        list(walk_order()),
        index=None,
        format_func=lambda one: _(ZONES[one]),
        placeholder=_("Tap the map, or choose here"),
        key=_ZONE,
    )
    if zone is None:
        return
    with st.form("spot", clear_on_submit=True), shown_to_people():
        mark = choose_one(_("What do you see?"), SKIN_MARKS, SkinMark.SPOT, key="spot_mark")
        day = st.date_input(
            _("Day"),
            clock.today(),
            max_value=clock.today(),
            format=_(words.DATE_FORMAT),
            key="spot_day",
        )
        note = st.text_input(_("Note (optional)"), key="spot_note")
        if st.form_submit_button(_("Note it"), type="primary", key="note_spot"):
            if day is None:
                raise InvalidEntry("Please enter the day.")
            add_note(
                store,
                ZoneNote(person_id=person_id, zone=zone, mark=mark, noted_on=day, note=note),
            )
            state.leave_notice(_("Noted."))
            st.rerun()
    for noted in list_notes(store, person_id, zone):
        _show_note(store, noted)


def _show_note(store: Store, note: ZoneNote) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center", wrap=False)
    said = f"**{_(SKIN_MARKS[note.mark])}**, {words.say_short_date(note.noted_on)}"
    text.markdown(f"{said}: {as_written(note.note)}" if note.note else said)
    if button.button("", icon=":material/delete:", help=_("Delete"), key=f"delete_note_{note.id}"):
        assert note.id is not None
        delete_note(store, note.id)
        st.rerun()


show()
