"""Sentences for people: what went wrong, and what to do when there is nothing to show yet."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from tracker.errors import UserError
from tracker.ui.language import _
from tracker.ui.plain import as_written


@contextmanager
def shown_to_people() -> Iterator[None]:
    """Show the sentence of a UserError, translated, in place of what could not be done."""
    try:
        yield
    except UserError as error:
        st.error(as_written(_(error.text)), icon=":material/error:")


def empty_state(title: str, sentence: str, page: str, action: str) -> None:
    """Say what is missing and offer the one next step."""
    with st.container(border=True, key="empty_state"):
        st.markdown(f"**{title}**")
        st.markdown(sentence)
        if st.button(action, type="primary", key="next_step", width="stretch"):
            st.switch_page(page)
