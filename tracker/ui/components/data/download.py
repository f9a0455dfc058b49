"""A file that is made when somebody asks for it, and saved by their browser."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from tracker.ui import bootstrap
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written


def offer_file(
    label: str, make: Callable[[], bytes], file_name: str, mime: str, *, key: str, **look: Any
) -> None:
    """Draw a button that makes a file and saves it.

    Where people sign in it takes a second tap: the file is made by whoever is signed in at the
    first one, and its address is one that this window was given, which the door asks for. A file
    that is made behind an address given out before would be neither.

    Parameters
    ----------
    **look
        How the button looks, as `st.button` takes it.
    """
    look = {"width": "stretch", "icon": ":material/download:"} | look
    if bootstrap.get_account() is None:
        st.download_button(label, make, file_name, mime, on_click="ignore", key=key, **look)
    elif st.button(label, key=f"make_{key}", **look):
        with shown_to_people():
            st.download_button(
                _("Save {name}").format(name=as_written(file_name)),
                make(),
                file_name,
                mime,
                on_click="ignore",
                key=key,
                type="primary",
                width="stretch",
            )
