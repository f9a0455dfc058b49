"""The accounts of a clinic: who may sign in, and as what."""

import streamlit as st

from tracker.domain.access.accounts import Account, Identity, Role
from tracker.services.access.accounts import add_account, list_accounts, set_role
from tracker.services.access.auditing import verify_audit
from tracker.store.repository import Store
from tracker.ui import bootstrap, state
from tracker.ui.components.account import say_role
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written

_GIVEN = (Role.PRACTITIONER, Role.ADMINISTRATOR, Role.RESEARCHER)
"""Clients are invited: their account is bound to their record by the link."""


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Accounts"))
    st.caption(_("An account opens no record. Clients open theirs themselves, to whom they want."))
    for account in list_accounts(store):
        _show(store, account)
    _offer_to_add(store)
    _offer_to_verify(store)


def _show(store: Store, account: Account) -> None:
    is_client = account.person_id is not None and account.role in (Role.CLIENT, None)
    given = [Role.CLIENT, None] if is_client else [*_GIVEN, None]
    # What it is stands in the list, whatever it is: to look at an account never changes it.
    roles = given if account.role in given else [account.role, *given]
    with st.container(border=True, key=f"account_{account.id}"), shown_to_people():
        st.markdown(f"**{as_written(account.name)}**")
        st.caption(as_written(f"{account.identity.issuer} · {account.identity.subject}"))
        chosen = st.selectbox(
            _("Role"),
            roles,
            roles.index(account.role),
            format_func=say_role,
            key=f"role_{account.id}_{account.role}",
        )
        if chosen is not account.role:
            set_role(store, account, chosen)
            state.leave_notice(_("{name}: {role}").format(name=account.name, role=say_role(chosen)))
            st.rerun()


def _offer_to_add(store: Store) -> None:
    st.header(_("Add an account"))
    st.caption(_("Clients are invited instead, under “Invitations”."))
    with st.form("add_account", clear_on_submit=False), shown_to_people():
        name = st.text_input(_("Name"), key="account_name")
        issuer = st.text_input(_("Issuer"), key="account_issuer")
        subject = st.text_input(
            _("Subject"),
            help=_("Both stand on the page that they see after signing in without an account."),
            key="account_subject",
        )
        role = st.selectbox(_("Role"), _GIVEN, format_func=say_role, key="account_role")
        if st.form_submit_button(_("Add"), type="primary", key="add_account_button"):
            identity = Identity(issuer=issuer.strip(), subject=subject.strip())
            add_account(store, identity, name, role)
            state.leave_notice(_("{name} was added.").format(name=as_written(name.strip())))
            st.rerun()


def _offer_to_verify(store: Store) -> None:
    st.header(_("Audit"))
    st.caption(
        _("Each look and each change is an entry of a chain; tampering with it is found out.")
    )
    if not st.button(_("Look through the audit"), key="verify_audit", width="stretch"):
        return
    with shown_to_people():
        found = verify_audit(store)
        if found.flaws:
            st.error(
                _("The chain is not whole: entry {number} and {more} more.").format(
                    number=found.flaws[0].number, more=len(found.flaws) - 1
                )
            )
        else:
            st.success(_("The chain is whole: {count} entries.").format(count=found.count))
            st.code(f"{found.count}:{found.digest}", language=None, wrap_lines=True)


show()
