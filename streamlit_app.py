"""Fifth Day in the browser: `streamlit run streamlit_app.py`."""

import streamlit as st

from tracker.ui.entry import SCRIPT

app = st.App(SCRIPT)  # what answers before the page script does (middleware, routes) is named here
