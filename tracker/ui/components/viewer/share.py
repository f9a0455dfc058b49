"""A file for the phone's own share sheet where it has one, else to be saved."""

import base64
from pathlib import Path

import streamlit as st

from tracker.ui.language import _

_HERE = Path(__file__).parent


def share_file(content: bytes, name: str, media_type: str, *, key: str, saves: bool = True) -> None:
    """Offer a file to be shared and, if it `saves`, to be saved; it goes to nobody else."""
    component = st.components.v2.component(
        "share_file",
        html="<div class='share'><button type='button' hidden></button><a></a></div>",
        css=(_HERE / "share.css").read_text(encoding="utf-8"),
        js=(_HERE / "share.js").read_text(encoding="utf-8"),
    )
    component(
        key=key,
        data={
            "content": base64.b64encode(content).decode(),
            "name": name,
            "media_type": media_type,
            "saves": saves,
            "words": {"share": _("Share…"), "save": _("Save: {name}").format(name=name)},
        },
    )
