"""What stands around every page: style, the person, a notice, and the bar at a phone's bottom."""

from pathlib import Path

import streamlit as st

from tracker.domain.records.kept import Person
from tracker.services.data.people import list_people
from tracker.ui import bootstrap, routes, state
from tracker.ui.components.current import current_person
from tracker.ui.language import _, current, mark
from tracker.ui.plain import as_written

_STYLE = Path(__file__).parent.parent / "style.css"
_BAR = (
    (routes.TODAY, mark("Today"), ":material/today:"),
    (routes.CHECK_IN, mark("Check in"), ":material/edit_note:"),
    (routes.PHOTOS, mark("Photos"), ":material/photo_camera:"),
    (routes.RECOVERY, mark("Recovery"), ":material/show_chart:"),
    (routes.COMPARE, mark("Compare"), ":material/compare:"),
)


def draw() -> None:
    """Draw the frame; the page follows."""
    st.html(_STYLE)
    _name_language()
    store = bootstrap.get_store()
    people, person = list_people(store), current_person(store)
    if len(people) > 1 and person is not None:
        _choose_person(people, person)
    if person is not None:
        _name_person(person, several=len(people) > 1)
        _draw_bar()
    if notice := state.take_notice():
        st.toast(notice, icon=":material/check:")


def _name_language() -> None:
    """Tell the browser which language the page is in, or it would be read out as English."""
    component = st.components.v2.component(
        "page_language", js="export default ({ data }) => { document.documentElement.lang = data; }"
    )
    with st.container(key="page_language"):
        component(key="language_of_page", data=current())


def _choose_person(people: tuple[Person, ...], person: Person) -> None:
    names = {one.id: one.name for one in people}
    with st.sidebar:
        chosen = st.selectbox(
            _("Person"),
            list(names),
            list(names).index(person.id),
            format_func=lambda one: names[one],
        )
    if chosen != person.id:
        state.choose_person(chosen)
        st.rerun()


def _name_person(person: Person, *, several: bool) -> None:
    if person.is_demo:
        st.badge(
            _("Demo person: everything here is invented"),
            icon=":material/theater_comedy:",
            color="violet",
        )
    elif several:
        st.caption(as_written(person.name))


def _draw_bar() -> None:
    with st.container(key="phone_bar", horizontal=True, gap=None):
        for page, label, icon in _BAR:
            st.page_link(page, label=_(label), icon=icon)
