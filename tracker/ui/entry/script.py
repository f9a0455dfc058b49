"""The list of screens and the frame around them: what runs for every click."""

from collections.abc import Sequence
from itertools import chain

import streamlit as st
from streamlit import runtime
from streamlit.navigation.page import StreamlitPage

from tracker.domain.access.accounts import Account, Role
from tracker.services.clinic.triage import is_clinic
from tracker.ui import bootstrap, routes, state
from tracker.ui.components import frame
from tracker.ui.components.account import draw_account
from tracker.ui.components.current import look_anew
from tracker.ui.components.menu import draw_menu
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, speak
from tracker.ui.leftovers import LEFTOVERS
from tracker.ui.state import keep_look

# An emoji, not a material icon: that one would be fetched from its publisher.
st.set_page_config(page_title="Fifth Day", page_icon="🌱", layout="centered")

_FIRST = "today", "clients", "accounts", "research"
"""Screens that come first for somebody, as their addresses are kept in browsers."""


def list_pages(account: Account | None, *, is_clinic: bool) -> dict[str, list[StreamlitPage]]:
    """Return the screens of the menu by what they are about, as far as an account has them."""
    if account is None:
        clinic = [
            st.Page(routes.CLIENTS, title=_("Clients"), icon=":material/groups:"),
            st.Page(routes.FIGURES, title=_("Figures"), icon=":material/monitoring:"),
        ]
        return ({_("Clinic"): clinic} if is_clinic else {}) | _list_own(is_first=True)
    pages = _list_own(is_first=account.role is Role.CLIENT)
    data = {_("Data"): pages.pop(_("Data"))[:1]}  # the others are about everybody's data
    records = pages if may_open_records(account) else {}
    return {_("Clinic"): list_clinic_pages(account)} | records | data


def may_open_records(account: Account) -> bool:
    """Tell whether any record can be open to an account: its own, or those of its clients."""
    return account.role is Role.PRACTITIONER or account.person_id is not None


def _page(route: str, title: str, icon: str, *, is_first: bool) -> StreamlitPage:
    # The first one is at the bare address; what its name leads to is said in `lead_home`.
    path = "first" if is_first else None
    return st.Page(route, title=title, icon=f":material/{icon}:", default=is_first, url_path=path)


def _list_own(*, is_first: bool) -> dict[str, list[StreamlitPage]]:
    return {
        _("Recovery"): [
            _page(routes.TODAY, _("Today"), "today", is_first=is_first),
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


def list_clinic_pages(account: Account) -> list[StreamlitPage]:
    """Return the screens of a clinic that an account has, its first one as the first page."""
    clients = _page(routes.CLIENTS, _("Clients"), "groups", is_first=True)
    accounts = _page(routes.ACCOUNTS, _("Accounts"), "badge", is_first=True)
    research = _page(routes.RESEARCH, _("Tables for research"), "science", is_first=True)
    figures = st.Page(routes.FIGURES, title=_("Figures"), icon=":material/monitoring:")
    invitations = st.Page(routes.INVITATIONS, title=_("Invitations"), icon=":material/mail:")
    consents = st.Page(routes.CONSENTS, title=_("Consents"), icon=":material/handshake:")
    of_roles = {
        Role.PRACTITIONER: [clients, figures, invitations],
        Role.ADMINISTRATOR: [accounts, invitations],
        Role.RESEARCHER: [research],
    }
    of_role = of_roles.get(account.role, []) if account.role else []
    return of_role if account.person_id is None else [*of_role, consents]


def list_steps(account: Account | None) -> list[StreamlitPage]:
    """Return the screens that other screens lead to."""
    if account is not None and not may_open_records(account):
        return []
    steps = [
        st.Page(routes.READY, title=_("Is everything ready?")),
        st.Page(routes.WALK, title=_("Guided session")),
    ]
    return [*steps, st.Page(routes.WELCOME, title=_("Welcome"))] if account is None else steps


def lead_home(pages: Sequence[StreamlitPage]) -> list[StreamlitPage]:
    """Return addresses that lead to the first screen: its own name, and those of others' first.

    Streamlit has the first screen at the bare address alone, and calls its name "not found".
    """
    first = next((one for one in pages if not one.url_path), None)
    if first is None:
        return []

    def go() -> None:
        st.switch_page(first, query_params=st.query_params.to_dict())

    names = set(_FIRST) - {one.url_path for one in pages}
    return [st.Page(go, title=first.title, url_path=one) for one in sorted(names)]


def draw_way_in() -> None:
    """Draw the one screen that is there before anybody is signed in."""
    speak(None)
    page = st.Page(routes.SIGN_IN, title=_("Sign in"), default=True)
    st.navigation([page, *lead_home([page])], position="hidden").run()


def run() -> None:
    """Draw the screen that is asked for; nothing of it stays in the names of this script."""
    with bootstrap.place_to_draw(), shown_to_people():
        try:
            account = bootstrap.begin()
            if account is None and bootstrap.is_closed():
                draw_way_in()
                return
            begins = state.begins_with_nobody_named()
            look = look_anew(bootstrap.get_store())
            speak(look.book.person.language if look.book else None)
            has_clients = is_clinic(look.people)
            pages = list_pages(account, is_clinic=has_clients)
            menu = list(chain(*pages.values()))
            every = [*menu, *list_steps(account), *lead_home(menu)]
            page = st.navigation(every, position="hidden")
            if account is None and begins and has_clients and not page.url_path:
                st.switch_page(routes.CLIENTS)
            frame.draw()
            draw_menu(pages)
            if account is not None:
                draw_account(account)
            page.run()
        finally:
            keep_look(None)  # what was deleted shall not live on in memory
            state.forget_account()
            if runtime.exists():
                LEFTOVERS.drop_soon()


run()
