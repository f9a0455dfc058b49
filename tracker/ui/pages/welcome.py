"""The first screen: begin, or look around."""

import streamlit as st

from tracker.services.data.demo import fill_with_demo
from tracker.services.data.people import add_person, list_people
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes
from tracker.ui.components.current import follow
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, current
from tracker.ui.plain import as_written


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Welcome to Fifth Day"))
    st.markdown(
        _(
            "A diary for the days after micro-needling: how the skin feels, how red it looks in "
            "photos, and whether that is usual for the day."
        )
    )
    st.caption(
        _(
            "It is no medical device and cannot see what a clinician sees. Everything stays on "
            "this computer; nothing is sent anywhere."
        )
    )
    _offer_to_begin(store)
    if not list_people(store):
        _offer_demo(store)
    _offer_lock()


def _offer_to_begin(store: Store) -> None:
    with st.form("begin"), shown_to_people():
        st.markdown(f"#### {_('Begin')}")
        name = st.text_input(_("Your name, or any short name"), key="new_name")
        if st.form_submit_button(_("Begin"), type="primary", width="stretch", key="begin_button"):
            follow(store, add_person(store, name, language=current()).id)
            st.switch_page(routes.SESSION)


def _offer_lock() -> None:
    with st.container(border=True, key="offer_lock"):
        st.markdown(f"#### {_('Keep it to yourself')}")
        st.markdown(
            _(
                "A passphrase can lock the diary and its photos, so that nobody else who uses or "
                "takes this computer reads them. If it is forgotten, only a code on paper opens "
                "the diary; without both it is lost for good."
            )
        )
        st.page_link(routes.LOCK, label=_("Lock and backups"), icon=":material/lock:")


def _offer_demo(store: Store) -> None:
    with st.container(border=True, key="demo"), shown_to_people():
        st.markdown(f"#### {_('Look around')}")
        st.markdown(
            _(
                "An invented person with two recoveries, one as usual and one that drifts. "
                "It can be deleted at any time in the settings."
            )
        )
        if st.button(_("Look around with the demo person"), key="demo_button", width="stretch"):
            _fill(store)
            st.switch_page(routes.TODAY)


def _fill(store: Store) -> None:
    bar = st.progress(0.0, _("Measuring the demo’s photos …"))
    for step in fill_with_demo(store, current()):
        bar.progress(
            step.done / step.total, _("Measured {name}").format(name=as_written(step.name))
        )


show()
