"""All clients whose recovery is open, the most urgent first; nobody leaves it unseen."""

from collections.abc import Mapping

import streamlit as st

from tracker.domain.clinic.places import Place
from tracker.domain.clinic.standing import Rest
from tracker.domain.clinic.words import PLACES, RESTS
from tracker.services.clinic.triage import GoingOn, Page, list_clients, list_resting
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.clinic.standings import After
from tracker.ui import bootstrap, words
from tracker.ui.components.clinic.clicks import NAME, keep_name, own_name
from tracker.ui.components.clinic.client_card import client_card, resting_card
from tracker.ui.language import _
from tracker.ui.plain import as_written

_BEGIN, _BESIDE, _BESIDE_AFTER = "triage-begin", "triage-beside", "triage-beside-after"
_MINE = "triage-mine"


def show() -> None:
    """Draw the page."""
    st.title(_("Clients"))
    whose = own_name().strip() if st.session_state.get(_MINE) else ""
    page = list_clients(bootstrap.get_store(), st.session_state.get(_BEGIN), whose=whose)
    _draw_counts(page)
    _ask_name()
    _offer_mine(page)
    _offer_judging(page)
    if st.session_state.get(_BEGIN):
        st.info(_("You have gone on in the list: the most urgent stand on its first page."))
    for part in page.parts:
        title = f"{_(PLACES[part.place])}: {page.counts[part.place]}"
        st.subheader(title, anchor=False)
        for client in part.clients:
            client_card(client, part.place)
    if not page.parts:
        st.info(_("Nobody is on this page of the list."))
    _draw_paging(page.going_on)
    _draw_beside(page.resting)


def _draw_counts(page: Page) -> None:
    """Say how many there are in all, so that nobody can be missing unnoticed."""
    said = [f"{_(PLACES[place])}: {count}" for place, count in page.counts.items() if count]
    said += [f"{_(RESTS[rest])}: {count}" for rest, count in page.resting.items() if count]
    total = _("Clients here: {count}").format(count=page.everybody)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{total}**", width="content")
        st.button(_("Look again"), icon=":material/refresh:", key="triage-refresh")
    as_of = _("As of {time}.").format(time=words.say_time(page.as_of))
    st.caption(f"{' · '.join(said)} — {as_of}" if said else as_of)


def _ask_name() -> None:
    label = _("You note as: {name}").format(name=as_written(own_name()) or "–")
    if bootstrap.get_account() is not None:
        st.caption(label)
        return
    with st.expander(label, expanded=not own_name()):
        st.text_input(_("Your name"), own_name(), key=NAME, on_change=keep_name, max_chars=100)


def _offer_mine(page: Page) -> None:
    """Offer to leave the clients of others out; how many these are stands there all the time."""
    if not own_name().strip():
        return
    st.toggle(
        _("Only my clients, and those assigned to nobody"),
        key=_MINE,
        on_change=_go_on,
        args=(None,),
    )
    if page.of_others:
        said = _("Clients of others who are on the list and not shown here: {count}.")
        st.caption(said.format(count=page.of_others))


def _offer_judging(page: Page) -> None:
    """Offer to judge whom nobody judged by the rules of now; no page does it by itself."""
    waiting = page.counts[Place.UNJUDGED] + page.judged_otherwise
    if not waiting:
        return
    st.warning(
        _(
            "Clients who were not judged by the rules of this version yet: {count}. The nightly "
            "command does it, or the button below."
        ).format(count=waiting)
    )
    if st.button(_("Judge them now"), key="triage-judge"):
        _judge()


def _judge() -> None:
    bar = st.progress(0.0)
    for step in judge_everybody(bootstrap.get_store()):
        bar.progress(step.done / step.total)
        if step.error:
            st.error(f"{as_written(step.name)}: {as_written(_(step.error))}")
    st.rerun()


def _draw_paging(going_on: GoingOn | None) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.session_state.get(_BEGIN):
            st.button(_("First page"), key="triage-first", on_click=_go_on, args=(None,))
        if going_on:
            st.button(_("Next clients"), key="triage-next", on_click=_go_on, args=(going_on,))


def _go_on(begin: GoingOn | None) -> None:
    st.session_state[_BEGIN] = begin


def _draw_beside(resting: Mapping[Rest, int]) -> None:
    """Draw a place beside the list, when asked: everybody there can be found and put back."""
    if not any(resting.values()):
        return
    st.subheader(_("Not on the list for now"), anchor=False)
    chosen = st.pills(
        _("Show"),
        [rest for rest, count in resting.items() if count],
        format_func=lambda rest: f"{_(RESTS[rest])}: {resting[rest]}",
        key=_BESIDE,
        on_change=_go_on_beside,
        args=(None,),
    )
    if chosen is None:
        return
    after = st.session_state.get(_BESIDE_AFTER)
    clients = list_resting(bootstrap.get_store(), chosen, after)
    for client in clients:
        resting_card(client)
    if clients and len(clients) < resting[chosen]:
        last = clients[-1].standing
        behind = After(last.due_at, last.person_id)
        st.button(_("Next ones"), key="beside-next", on_click=_go_on_beside, args=(behind,))


def _go_on_beside(after: After | None) -> None:
    st.session_state[_BESIDE_AFTER] = after


show()
