"""Whoever is signed in, and the way out."""

import streamlit as st

from tracker.domain.access.accounts import Account, Role
from tracker.services.access.signing_in import sign_out
from tracker.ui import bootstrap
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

ROLE_NAMES = {
    Role.CLIENT: mark("Client"),
    Role.PRACTITIONER: mark("Practitioner"),
    Role.ADMINISTRATOR: mark("Administrator"),
    Role.RESEARCHER: mark("Researcher"),
}


def say_role(role: Role | None) -> str:
    """Return what a role is called."""
    return _("Closed") if role is None else _(ROLE_NAMES[role])


def draw_account(account: Account) -> None:
    """Name whoever is signed in under the menu, and offer to sign out."""
    with st.sidebar, st.container(key="account", gap="xsmall"):
        st.caption(f"{as_written(account.name)} · {say_role(account.role)}")
        if st.button(_("Sign out"), key="sign_out", icon=":material/logout:", width="stretch"):
            sign_out(bootstrap.get_whole_store(), account)
            st.logout()
