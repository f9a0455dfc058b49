"""One client of the list, and one who is kept off it."""

import streamlit as st

from tracker.domain.clinic.places import Place
from tracker.services.clinic import acting
from tracker.services.clinic.triage import Client
from tracker.ui import bootstrap, routes
from tracker.ui.components.clinic.act_panel import draw_panel
from tracker.ui.components.clinic.clicks import click, open_panel, opened
from tracker.ui.components.clinic.client_head import draw_head, draw_photos, say_until
from tracker.ui.components.current import follow
from tracker.ui.language import _


def client_card(client: Client, place: Place) -> None:
    """Draw a client of the list."""
    person_id = client.person.id
    with st.container(border=True, key=f"status_{place.value}_client_{person_id}", gap="xsmall"):
        draw_head(client)
        draw_photos(client)
        with st.container(horizontal=True, gap="small"):
            is_open = opened() == person_id
            st.button(
                _("Fold up") if is_open else _("Do something"),
                key=f"triage-open-{person_id}",
                icon=":material/expand_less:" if is_open else ":material/edit_note:",
                on_click=open_panel,
                args=(None if is_open else person_id,),
            )
            _offer_record(client)
        if is_open:
            draw_panel(client, place)


def resting_card(client: Client) -> None:
    """Draw a client who is kept off the list, with until when and what brings them back."""
    standing = client.standing
    with st.container(border=True, key=f"resting_client_{client.person.id}", gap="xsmall"):
        draw_head(client)
        st.caption(say_until(standing))
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Put back on the list"),
                key=f"triage-reopen-{client.person.id}",
                on_click=click,
                args=(acting.reopen, standing),
            )
            _offer_record(client)


def _offer_record(client: Client) -> None:
    if st.button(
        _("Open the record"), key=f"triage-record-{client.person.id}", icon=":material/show_chart:"
    ):
        follow(bootstrap.get_store(), client.person.id)
        st.switch_page(routes.RECOVERY)
