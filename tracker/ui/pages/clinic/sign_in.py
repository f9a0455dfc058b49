"""Before somebody is signed in: the way in, and what to do where there is no account."""

import streamlit as st

from tracker.domain.access.accounts import Identity
from tracker.services.access.signing_in import accept, identity_in
from tracker.ui import bootstrap
from tracker.ui.components.messages import shown_to_people
from tracker.ui.doors import sign_in as signing_in
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    st.title(_("Fifth Day"))
    identity = identity_in(signing_in.claims())
    token = st.query_params.get(signing_in.INVITED) or st.context.cookies.get(signing_in.INVITED)
    if identity is None:
        _ask_to_sign_in(is_invited=bool(token))
    elif token:
        _begin(token)
    else:
        _say_there_is_no_account(identity)


def _ask_to_sign_in(*, is_invited: bool) -> None:
    if is_invited:
        st.markdown(_("You were invited. Sign in, and a record of your own begins."))
    else:
        st.markdown(_("Sign in to see your record, or those of clients who opened theirs to you."))
    if st.button(_("Sign in"), type="primary", key="sign_in", width="stretch"):
        st.login()


def _begin(token: str) -> None:
    st.markdown(
        _("You are signed in. The invitation is good once: it makes this sign-in your account.")
    )
    with shown_to_people():
        if st.button(_("Begin my record"), type="primary", key="accept", width="stretch"):
            accept(bootstrap.get_whole_store(), token, signing_in.claims())
            st.query_params.clear()
            st.rerun()
    _offer_to_sign_out()


def _say_there_is_no_account(identity: Identity) -> None:
    st.markdown(
        _(
            "You are signed in, but no account is open for you here, or not any more. Clients are "
            "invited by their clinic with a link; for others the administrator needs these two:"
        )
    )
    st.code(f"{identity.issuer}\n{identity.subject}", language=None, wrap_lines=True)
    _offer_to_sign_out()


def _offer_to_sign_out() -> None:
    if st.button(_("Sign out"), key="sign_out", width="stretch"):
        st.logout()


show()
