"""A client's consents: to whom, to what, in which words, since when; and who looked."""

from datetime import datetime

import streamlit as st

from tracker.domain.access.accounts import Account
from tracker.domain.access.chain import RESEARCH, Act, Details, Entry
from tracker.domain.access.consents import Consent, Scope
from tracker.services.access.consenting import (
    give_consent,
    list_consents,
    list_looks,
    list_practitioners,
    revoke_consent,
)
from tracker.store.repository import Store
from tracker.ui import bootstrap, state
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.told_apart import told_apart
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written
from tracker.ui.words import say_moment_of_year

_SCOPES = {
    Scope.LOOK: mark("see"),
    Scope.RECORD: mark("see and add to it"),
}
_TEXTS = {
    Scope.LOOK: mark(
        "{name} may see my record: my diary, my photos with what is measured on them, and what is "
        "said of my recoveries. {name} may change nothing. This holds until I take it back."
    ),
    Scope.RECORD: mark(
        "{name} may see my record: my diary, my photos with what is measured on them, and what is "
        "said of my recoveries. {name} may add to it and correct it. This holds until I take it "
        "back."
    ),
}
_RESEARCH = mark(
    "My sessions, ratings, measured values and verdicts may be used for research under a "
    "pseudonym, and to refit the usual range of this clinic: without my name, my notes, my photos "
    "and true dates. This holds until I take it back; tables that were made before stay."
)
_SHOWN = 20


def show() -> None:
    """Draw the page."""
    store, account = bootstrap.get_store(), bootstrap.get_account()
    st.title(_("Consents"))
    assert account is not None and account.person_id is not None  # or the menu has no such page
    st.caption(
        _(
            "Nobody but you sees your record unless you open it to them here. What you take back "
            "is closed at once, on pages that are open, too."
        )
    )
    person_id = account.person_id
    practitioners = {one.id: one for one in list_practitioners(store) if one.id != account.id}
    consents = list_consents(store, person_id)
    _show_held(store, [one for one in consents if one.holds], practitioners)
    _offer(store, person_id, practitioners)
    if not any(one.holds and one.scope is Scope.RESEARCH for one in consents):
        _offer_research(store, person_id)
    _show_earlier([one for one in consents if not one.holds], practitioners)
    _show_looks(store, person_id, practitioners)


def _show_held(store: Store, held: list[Consent], practitioners: dict[int, Account]) -> None:
    st.header(_("Open now"))
    if not held:
        st.markdown(_("Your record is open to nobody but you."))
    for consent in held:
        with st.container(border=True, key=f"consent_{consent.id}"), shown_to_people():
            st.markdown(f"**{_name(consent, practitioners)}**")
            st.markdown(as_written(consent.text))
            st.caption(_("Given {moment}").format(moment=_say(consent.given_at)))
            if st.button(_("Take it back"), key=f"revoke_{consent.id}", width="stretch"):
                revoke_consent(store, consent)
                state.leave_notice(_("Taken back. It holds at once."))
                st.rerun()


def _offer(store: Store, person_id: int, practitioners: dict[int, Account]) -> None:
    st.header(_("Open it to somebody"))
    if not practitioners:
        st.markdown(_("There is no practitioner here yet."))
        return
    names = told_apart(practitioners.values())
    with shown_to_people():
        chosen = st.selectbox(
            _("Practitioner"),
            list(practitioners),
            format_func=names.__getitem__,
            key="consent_to",
        )
        scope = st.radio(
            _("They may"),
            list(_SCOPES),
            format_func=lambda one: _(_SCOPES[one]),
            key="consent_scope",
            horizontal=True,
        )
        practitioner = practitioners[chosen]
        text = _(_TEXTS[scope]).format(name=names[chosen])
        st.info(as_written(text))
        if st.button(_("I agree"), type="primary", key="consent_give", width="stretch"):
            give_consent(store, person_id, practitioner, scope, text)
            state.leave_notice(_("Your record is open to {name}.").format(name=names[chosen]))
            st.rerun()


def _offer_research(store: Store, person_id: int) -> None:
    with st.expander(_("Agree to research"), key="consent_research"), shown_to_people():
        text = _(_RESEARCH)
        st.info(as_written(text))
        if st.button(_("I agree"), key="consent_research_give", width="stretch"):
            give_consent(store, person_id, None, Scope.RESEARCH, text)
            state.leave_notice(_("You agreed to research."))
            st.rerun()


def _show_earlier(earlier: list[Consent], practitioners: dict[int, Account]) -> None:
    if not earlier:
        return
    with st.expander(_("Taken back"), key="consents_earlier"):
        for one in earlier[:_SHOWN]:
            span = f"{_say(one.given_at)} – {_say(one.revoked_at or one.given_at)}"
            st.markdown(f"**{_name(one, practitioners)}** · {span}")
            st.caption(as_written(one.text))


def _show_looks(store: Store, person_id: int, practitioners: dict[int, Account]) -> None:
    with st.expander(_("Who looked at your record"), key="looks"):
        for entry, details in list_looks(store, person_id)[:_SHOWN]:
            known = practitioners.get(details.account_id or 0)
            who = as_written(known.name) if known else _("You, or somebody who left")
            what = _say_act(entry, details)
            st.markdown(f"{_say(datetime.fromisoformat(entry.at))} · {who} · {what}")


def _say_act(entry: Entry, details: Details) -> str:
    if entry.act == Act.CHANGE.name:
        return _("changed something")
    return _("made tables for research") if details.what == RESEARCH else _("looked")


def _name(consent: Consent, practitioners: dict[int, Account]) -> str:
    if consent.practitioner_id is None:
        return _("Research")
    known = told_apart(practitioners.values()).get(consent.practitioner_id)
    return as_written(known) if known else _("Somebody who left")


def _say(moment: datetime) -> str:
    return say_moment_of_year(moment.astimezone())


show()
