"""Spots and marks on the facial map: noted by zone, and which zones keep breaking out."""

from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.guidance.names import SKIN_MARKS
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.guidance.zone_notes import (
    KEEPS_BREAKING_OUT,
    LOOK_BACK,
    NewZoneNote,
    SkinMark,
    ZoneNote,
)
from tracker.domain.records.kept import Person, Zone
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
from tracker.services.recovery.drafts import SPOT_FORM
from tracker.store.repository import Store
from tracker.ui import bootstrap, state, words
from tracker.ui.components.basis import say_not_signed_off
from tracker.ui.components.choice import choose_one
from tracker.ui.components.current import require_person
from tracker.ui.components.form import KeptForm
from tracker.ui.components.guidance.face_map_input import face_map_input
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.paging import in_pages
from tracker.ui.language import _
from tracker.ui.plain import as_written

_ZONE, _ROUND = "spots_zone", "spots_noted"
_AT_ONCE = 10


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Spots and marks"))
    person = require_person(store)
    st.markdown(_("Tap a zone to note what you see there, or to look at what you noted."))
    form = KeptForm(store, person.id, SPOT_FORM)
    form.offer_to_discard()
    if _ZONE not in st.session_state:
        st.session_state[_ZONE] = form.start("zone", None, Zone)
    mirrored = st.toggle(_("As in a mirror"), key="spots_mirrored")
    today = clock.today(person)
    recurring = zones_breaking_out(store, person.id, today)
    zone: Zone | None = st.session_state.get(_ZONE)
    face_map_input(
        note_marks(zones_noted(store, person.id, today), recurring, _),
        key="spots_map",
        on_tap=_look_at,
        chosen=() if zone is None else (zone,),
        mirrored=mirrored,
    )
    _say_recurring(list(recurring))
    _show_zone(store, form, person)
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


def _show_zone(store: Store, form: KeptForm, person: Person) -> None:
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
    with st.container(border=True, key="spot"), shown_to_people():
        note = _ask_note(form, person, zone)
        form.keep(zone=zone)
        if st.button(_("Note it"), type="primary", key="note_spot"):
            _keep_note(store, form, note)
    notes = list_notes(store, person.id, zone)
    more = _("Show earlier notes: {count}")
    for noted in in_pages(notes, _AT_ONCE, more, key=f"notes-{person.id}-{zone}"):
        _show_note(store, noted)


def _ask_note(form: KeptForm, person: Person, zone: Zone) -> NewZoneNote:
    # Another key after each note: its controls begin anew.
    key = f"spot-{person.id}-{st.session_state.setdefault(_ROUND, 0)}"
    today = clock.today(person)
    mark = form.ask(
        "mark",
        SkinMark.SPOT,
        lambda start: choose_one(_("What do you see?"), SKIN_MARKS, start, key=f"{key}-mark"),
        decode=SkinMark,
    )
    day = form.ask(
        "day",
        today,
        lambda start: st.date_input(
            _("Day"), start, max_value=today, format=_(words.DATE_FORMAT), key=f"{key}-day"
        ),
        decode=lambda kept: min(date.fromisoformat(kept), today),
        encode=date.isoformat,
    )
    note = form.ask(
        "note",
        "",
        lambda start: st.text_area(_("Note (optional)"), start, height=80, key=f"{key}-note"),
    )
    if day is None:
        raise InvalidEntry("Please enter the day.")
    return NewZoneNote(person_id=person.id, zone=zone, mark=mark, noted_on=day, note=note.strip())


def _keep_note(store: Store, form: KeptForm, note: NewZoneNote) -> None:
    add_note(store, note)
    form.drop()
    st.session_state[_ROUND] += 1
    state.leave_notice(_("Noted."))
    st.rerun()


def _show_note(store: Store, note: ZoneNote) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center", wrap=False)
    said = f"**{_(SKIN_MARKS[note.mark])}**, {words.say_short_date(note.noted_on)}"
    text.markdown(f"{said}: {as_written(note.note)}" if note.note else said)
    if button.button("", icon=":material/delete:", help=_("Delete"), key=f"delete_note_{note.id}"):
        delete_note(store, note.id)
        st.rerun()


show()
