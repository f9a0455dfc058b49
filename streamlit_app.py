"""Fifth Day in the browser: `streamlit run streamlit_app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from tracker.services.photos.camera.sittings import SITTINGS
from tracker.ui.doors import HOSTS, LOCK, SIGN_IN, Doors, SigningIn, Unlocking, camera_routes
from tracker.ui.entry import SCRIPT
from tracker.ui.home_screen import HOME_SCREEN
from tracker.ui.phone import SHARING, Gate

app = st.App(
    SCRIPT,
    lifespan=SHARING.lifespan,
    routes=[*HOME_SCREEN, *camera_routes(SITTINGS, LOCK.touch)],
    middleware=[
        Middleware(Gate, phones=SHARING.phones, pairing=SHARING.pairing, hosts=HOSTS),
        Middleware(Doors, hosts=HOSTS),
        Middleware(Unlocking, lock=LOCK),
        Middleware(SigningIn, sign_in=SIGN_IN),
    ],
)
