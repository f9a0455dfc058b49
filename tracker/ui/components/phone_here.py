"""Whether this window is a phone's, and the banner that says that phones may ask."""

import streamlit as st

from tracker.services.sharing.kept import Device
from tracker.ui import routes
from tracker.ui.language import _
from tracker.ui.phone import SHARING
from tracker.ui.phone.gate import DEVICE


def this_phone() -> Device | None:
    """Return the phone that this window is on; None at the computer."""
    device_id, kept = st.context.headers.get(DEVICE), SHARING.phones.kept
    if device_id is None or kept is None:
        return None
    return next((one for one in kept.devices if one.device_id == device_id), None)


def draw_banner() -> None:
    """Say on every page at the computer that phones may ask, while they may."""
    if SHARING.is_on and st.context.headers.get(DEVICE) is None:
        with st.container(key="shared_banner"):
            st.page_link(
                routes.PHONE,
                label=_("Open to paired phones in this home network"),
                icon=":material/phonelink_ring:",
                width="stretch",
            )
