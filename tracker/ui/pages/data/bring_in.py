"""Bringing in what was kept elsewhere."""

import streamlit as st

from tracker.ui import bootstrap
from tracker.ui.components.bring_in.export_part import bring_in_export
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    st.title(_("Bring data in"))
    store = bootstrap.get_store()
    bring_in_export(store)


show()
