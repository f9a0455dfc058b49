"""Fifth Day in the browser: the list of screens and the frame around them."""

import streamlit as st

from tracker.ui import routes
from tracker.ui.components import frame
from tracker.ui.components.messages import shown_to_people

# An emoji, not a material icon: that one would be fetched from its publisher.
st.set_page_config(page_title="Fifth Day", page_icon="🌱", layout="centered")

pages = [
    st.Page(routes.TODAY, title="Today", icon=":material/today:", default=True),
    st.Page(routes.CHECK_IN, title="Check in", icon=":material/edit_note:"),
    st.Page(routes.PHOTOS, title="Photos", icon=":material/photo_camera:"),
    st.Page(routes.RECOVERY, title="Recovery", icon=":material/show_chart:"),
    st.Page(routes.COMPARE, title="Compare", icon=":material/compare:"),
    st.Page(routes.SESSION, title="Session", icon=":material/add_circle:"),
    st.Page(routes.HISTORY, title="History", icon=":material/history:"),
    st.Page(routes.SETTINGS, title="Settings and data", icon=":material/settings:"),
    st.Page(routes.WELCOME, title="Welcome", visibility="hidden"),
]

with shown_to_people():
    page = st.navigation(pages)
    frame.draw()
    page.run()
