"""What can be done about a client."""

from collections.abc import Callable

import streamlit as st

from tracker.domain.clinic.places import Place
from tracker.domain.clinic.standing import Standing
from tracker.domain.clinic.words import message_to
from tracker.locale import translator
from tracker.services.clinic import acting
from tracker.services.clinic.triage import Client
from tracker.ui.components.clinic.clicks import click, note_key, refused, seen_first
from tracker.ui.components.clinic.client_head import say_act
from tracker.ui.language import _
from tracker.ui.plain import as_written

_SNOOZES = (1, 2, 3, 7)
"""Days. Chosen: from tomorrow to a week."""


def draw_panel(client: Client, place: Place) -> None:
    """Draw what can be done; every click is made from the client as first drawn here."""
    standing, field = seen_first(client.standing), note_key(client.person.id)
    if error := refused():
        st.error(as_written(_(error.text)), icon=":material/error:")
    st.text_area(_("What was done"), key=field, height=80)
    with st.container(horizontal=True, gap="small"):
        _offer(_("Answered"), "answer", acting.answer, standing, field, is_first=True)
        _offer(_("Close"), "close", acting.close, standing, field)
    if standing.urgency.is_concern and not standing.urgency.is_flag:
        _offer_snooze(standing)
    _offer_assignment(standing)
    st.caption(_("A message to copy, in the client’s language"))
    message = translator(client.person.language)(message_to(client.person.name, place, standing))
    st.code(message, language=None, wrap_lines=True)
    for act in client.acts[:-1][::-1]:
        st.caption(say_act(act))


def _offer(
    label: str,
    name: str,
    act: Callable[..., Standing],
    standing: Standing,
    field: str,
    *,
    is_first: bool = False,
) -> None:
    st.button(
        label,
        key=f"triage-{name}-{standing.person_id}",
        type="primary" if is_first else "secondary",
        on_click=click,
        args=(act, standing, field),
    )


def _offer_snooze(standing: Standing) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_("Put this sign off, in days:"), width="content")
        for days in _SNOOZES:
            st.button(
                str(days),
                key=f"triage-snooze-{days}-{standing.person_id}",
                on_click=click,
                args=(acting.snooze, standing),
                kwargs={"days": days},
            )


def _offer_assignment(standing: Standing) -> None:
    field = f"triage-to-{standing.person_id}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(_("Whose client it is"), standing.assigned_to, key=field)
        _offer(_("Assign"), "assign", acting.assign, standing, field)
