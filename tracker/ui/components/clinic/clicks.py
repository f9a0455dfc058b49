"""What is clicked about a client: it is made from what was drawn, never from what came later."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from tracker.domain.clinic.standing import Standing
from tracker.errors import UserError
from tracker.ui import bootstrap

NAME = "triage-name"
_NAME_KEPT = "triage-name-kept"
_OPEN = "triage-open"
_REFUSED = "triage-refused"
_SEEN = "triage-seen"


def own_name() -> str:
    """Return the name that stands with what is noted: the account's, else what was typed."""
    if account := bootstrap.get_account():
        return account.name
    name: str = st.session_state.get(_NAME_KEPT, "")
    return name


def keep_name() -> None:
    """Keep the name that was typed: a control that is not drawn forgets it."""
    st.session_state[_NAME_KEPT] = st.session_state[NAME]


def opened() -> int | None:
    """Return the id of the client whose panel is open."""
    person_id: int | None = st.session_state.get(_OPEN)
    return person_id


def open_panel(person_id: int | None) -> None:
    """Open the panel of a client, and no other; None closes it."""
    st.session_state[_OPEN] = person_id
    st.session_state.pop(_REFUSED, None)
    st.session_state.pop(_SEEN, None)


def seen_first(standing: Standing) -> Standing:
    """Return how the client stood when the panel was drawn first.

    What is typed into it draws the page anew, and the click that follows at once was not made from
    what came in until then.
    """
    seen: Standing = st.session_state.setdefault(_SEEN, standing)
    return seen


def refused() -> UserError | None:
    """Return why the last click was not kept."""
    error: UserError | None = st.session_state.get(_REFUSED)
    return error


def note_key(person_id: int) -> str:
    """Name the control of the note about a client."""
    return f"triage-note-{person_id}"


def click(act: Callable[..., Standing], seen: Standing, field: str = "", **others: Any) -> None:
    """Do something about a client as they were drawn; what was typed stays if it is refused.

    Parameters
    ----------
    field : str
        The control whose text goes with it.
    """
    typed = [st.session_state.get(field, "")] if field else []
    try:
        act(bootstrap.get_store(), seen, own_name(), *typed, **others)
    except UserError as error:
        st.session_state[_REFUSED] = error
        st.session_state.pop(_SEEN, None)
    else:
        open_panel(None)
        st.session_state.pop(field, None)
