"""Fifth Day in the browser: `streamlit run streamlit_app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from tracker.ui.doors import HOSTS, LOCK, Doors, Unlocking
from tracker.ui.entry import SCRIPT

app = st.App(SCRIPT, middleware=[Middleware(Doors, hosts=HOSTS), Middleware(Unlocking, lock=LOCK)])
