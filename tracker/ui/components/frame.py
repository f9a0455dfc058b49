"""What stands around every page: style, the person, a notice, and the bar at a phone's bottom."""

from pathlib import Path

import streamlit as st

from tracker.domain.records.kept import Person
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state
from tracker.ui.components.current import current_person, follow, look
from tracker.ui.components.phone_here import draw_banner
from tracker.ui.components.told_apart import told_apart
from tracker.ui.framework_words import framework_words
from tracker.ui.language import _, current, mark

_STYLE = Path(__file__).parent.parent / "style.css"
_OF_WINDOW = ("keep_typed", "chosen_first")
"""What runs in the browser on every page, each in a file of its name."""
_NAME_WIDTH_PX = 260
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
    _run_in_window()
    store = bootstrap.get_store()
    people, person = look(store).people, current_person(store)
    if people:
        with st.container(key="whose", horizontal=True, vertical_alignment="center"):
            if person is not None:
                _name_demo(person)
            if len(people) > 1 or person is None:
                _choose_person(store, people, person)
    if person is not None:
        _draw_bar()
    draw_banner()
    if notice := state.take_notice():
        st.toast(notice, icon=":material/check:")


def _name_language() -> None:
    """Tell the browser which language the page is in, or it would be read out as English."""
    component = st.components.v2.component(
        "page_language", js="export default ({ data }) => { document.documentElement.lang = data; }"
    )
    with st.container(key="page_language"):
        component(key="language_of_page", data=current())


def _run_in_window() -> None:
    """Keep a long text while it is written, and let the keyboard reach what is chosen first."""
    with st.container(key="in_window"):
        script = Path(__file__).with_name("framework_words.js").read_text()
        component = st.components.v2.component("framework_words", js=script)
        component(key="framework_words_of_page", data=framework_words())
        for name in _OF_WINDOW:
            script = Path(__file__).with_name(f"{name}.js").read_text()
            st.components.v2.component(name, js=script)(key=f"{name}_of_page")


def _choose_person(store: Store, people: tuple[Person, ...], person: Person | None) -> None:
    """Name whom this window follows at the top of every page, on a phone too."""
    names = told_apart(people)
    chosen = st.selectbox(
        _("Person"),
        list(names),
        list(names).index(person.id) if person else None,
        format_func=names.__getitem__,
        # A control of its own: another window may follow another.
        key=f"followed-{person.id if person else None}",
        placeholder=_("Choose a person"),
        label_visibility="collapsed",
        width=_NAME_WIDTH_PX,
    )
    if chosen is not None and (person is None or chosen != person.id):
        follow(store, chosen)
        st.rerun()


def _name_demo(person: Person) -> None:
    if person.is_demo:
        with st.container(key="demo_badge", width="content"):
            st.badge(_("Demo: all invented"), icon=":material/theater_comedy:", color="violet")


def _draw_bar() -> None:
    with st.container(key="phone_bar", horizontal=True, gap=None):
        for page, label, icon in _BAR:
            st.page_link(page, label=_(label), icon=icon)
