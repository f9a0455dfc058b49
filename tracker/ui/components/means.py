"""With which device, and where: asked of a plan and of a session alike."""

import streamlit as st

from tracker.domain.labels import DEVICES, SETTINGS
from tracker.domain.records import DeviceKind, Setting
from tracker.ui.language import _


def ask_means(key: str, device: DeviceKind, setting: Setting) -> tuple[DeviceKind, Setting]:
    """Return device and setting; given are those to begin with."""
    chosen_device = st.segmented_control(
        _("Device"),
        list(DEVICES),
        default=device,
        format_func=lambda kind: _(DEVICES[kind]),
        required=True,
        key=f"{key}-device",
    )
    chosen_setting = st.segmented_control(
        _("Where"),
        list(SETTINGS),
        default=setting,
        format_func=lambda kind: _(SETTINGS[kind]),
        required=True,
        key=f"{key}-setting",
    )
    return chosen_device, chosen_setting
