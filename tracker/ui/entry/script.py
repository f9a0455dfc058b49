"""The list of screens and the frame around them: what runs for every click."""

from itertools import chain

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from tracker.services.clinic.triage import is_clinic
from tracker.ui import bootstrap, routes, state
from tracker.ui.components import frame
from tracker.ui.components.current import look_anew
from tracker.ui.components.menu import draw_menu
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, speak
from tracker.ui.state import keep_look

# An emoji, not a material icon: that one would be fetched from its publisher.
st.set_page_config(page_title="Fifth Day", page_icon="🌱", layout="centered")


def list_pages(*, is_clinic: bool) -> dict[str, list[StreamlitPage]]:
    """Return the screens of the menu by what they are about."""
    clinic = [
        st.Page(routes.CLIENTS, title=_("Clients"), icon=":material/groups:"),
        st.Page(routes.FIGURES, title=_("Figures"), icon=":material/monitoring:"),
    ]
    return {
        **({_("Clinic"): clinic} if is_clinic else {}),
        _("Recovery"): [
            st.Page(routes.TODAY, title=_("Today"), icon=":material/today:", default=True),
            st.Page(routes.CHECK_IN, title=_("Check in"), icon=":material/edit_note:"),
            st.Page(routes.PHOTOS, title=_("Photos"), icon=":material/photo_camera:"),
            st.Page(routes.RECOVERY, title=_("Recovery"), icon=":material/show_chart:"),
            st.Page(routes.COMPARE, title=_("Compare"), icon=":material/compare:"),
            st.Page(routes.REPORT, title=_("Report"), icon=":material/description:"),
            st.Page(routes.CARD, title=_("Printed card"), icon=":material/credit_card:"),
            st.Page(routes.SPOTS, title=_("Spots and marks"), icon=":material/face:"),
        ],
        _("Session"): [
            st.Page(routes.PLAN, title=_("Plan a session"), icon=":material/event:"),
            st.Page(routes.SESSION, title=_("Log a session"), icon=":material/add_circle:"),
            st.Page(routes.HISTORY, title=_("History"), icon=":material/history:"),
            st.Page(routes.OUTCOMES, title=_("Is it worth it?"), icon=":material/balance:"),
            st.Page(routes.LEARN, title=_("Learn"), icon=":material/menu_book:"),
        ],
        _("Data"): [
            st.Page(routes.SETTINGS, title=_("Settings and data"), icon=":material/settings:"),
            st.Page(routes.BRING_IN, title=_("Bring data in"), icon=":material/upload_file:"),
            st.Page(routes.LOCK, title=_("Lock and backups"), icon=":material/lock:"),
            st.Page(routes.PHONE, title=_("Use it on my phone"), icon=":material/smartphone:"),
        ],
    }


def list_steps() -> list[StreamlitPage]:
    """Return the screens that other screens lead to."""
    return [
        st.Page(routes.READY, title=_("Is everything ready?")),
        st.Page(routes.WALK, title=_("Guided session")),
        st.Page(routes.WELCOME, title=_("Welcome")),
    ]


def run() -> None:
    """Draw the screen that is asked for; nothing of it stays in the names of this script."""
    with shown_to_people():
        try:
            begins = state.begins_with_nobody_named()
            look = look_anew(bootstrap.get_store())
            speak(look.book.person.language if look.book else None)
            has_clients = is_clinic(look.people)
            pages = list_pages(is_clinic=has_clients)
            page = st.navigation([*chain(*pages.values()), *list_steps()], position="hidden")
            if begins and has_clients and not page.url_path:
                st.switch_page(routes.CLIENTS)
            frame.draw()
            draw_menu(pages)
            page.run()
        finally:
            keep_look(None)  # what was deleted shall not live on in memory


run()
