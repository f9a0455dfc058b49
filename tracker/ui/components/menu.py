"""The menu: every page by what it is about, whole on a phone and with several people, too.

Streamlit's own menu folds pages away as soon as something else stands beside it, in English, and
its lists are not lists to a screen reader.
"""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def draw_menu(pages: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """Draw links to pages under their headings in the sidebar."""
    with st.sidebar, st.container(key="menu", gap="xsmall"):
        for heading, group in pages.items():
            st.markdown(f"**{heading}**")
            for page in group:
                st.page_link(page, width="stretch")
