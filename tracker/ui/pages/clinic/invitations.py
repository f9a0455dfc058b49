"""A practitioner's clients: who opened their record, and inviting somebody new."""

import streamlit as st

from tracker import clock
from tracker.domain.access.accounts import Account
from tracker.services.access.inviting import PARAMETER, invite, list_invitations
from tracker.services.data.people import list_people
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes
from tracker.ui.components.current import follow
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.told_apart import told_apart
from tracker.ui.doors import sign_in as signing_in
from tracker.ui.language import _, current
from tracker.ui.plain import as_written
from tracker.ui.words import say_moment_of_year

_SHOWN = 20


def show() -> None:
    """Draw the page."""
    store, account = bootstrap.get_store(), bootstrap.get_account()
    assert account is not None  # or the menu has no such page
    st.title(_("Invitations"))
    _show_clients(store, account)
    _offer_to_invite(store, account)
    _show_invitations(store, account)


def _show_clients(store: Store, account: Account) -> None:
    clients = [one for one in list_people(store) if one.id != account.person_id]
    if not clients:
        st.markdown(
            _("Nobody has opened a record to you. Clients do so themselves, under “Consents”.")
        )
    names = told_apart(clients)
    for client in clients[:_SHOWN]:
        with st.container(border=True, key=f"client_{client.id}", horizontal=True):
            st.markdown(f"**{as_written(names[client.id])}**", width="stretch")
            if st.button(_("Open"), key=f"open_{client.id}"):
                follow(store, client.id)
                st.switch_page(routes.TODAY)
    if len(clients) > _SHOWN:
        others = len(clients) - _SHOWN
        st.caption(_("{count} more: type a name at the top of the page.").format(count=others))


def _offer_to_invite(store: Store, account: Account) -> None:
    st.header(_("Invite a client"))
    st.caption(
        _(
            "The link is good once, for seven days, and for this client alone. Give it to them "
            "yourself: whoever opens it first is taken for them."
        )
    )
    with st.form("invite", clear_on_submit=True), shown_to_people():
        name = st.text_input(_("Name of the client"), key="invited_name")
        if st.form_submit_button(_("Make a link"), type="primary", key="invite_button"):
            token = invite(store, name, account.id, language=current())
            st.markdown(_("For {name}. It is shown only now:").format(name=as_written(name)))
            st.code(f"{signing_in.origin()}/?{PARAMETER}={token}", language=None, wrap_lines=True)


def _show_invitations(store: Store, account: Account) -> None:
    invitations = list_invitations(store, account.id)
    if not invitations:
        return
    now = clock.now()
    with st.expander(_("Invitations"), key="invitations"):
        for one in invitations[:_SHOWN]:
            if one.used_at is not None:
                said = _("used")
            else:
                said = _("open") if one.is_open(now) else _("too old")
            st.markdown(f"{say_moment_of_year(one.made_at.astimezone())} · {said}")


show()
