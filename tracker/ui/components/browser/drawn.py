"""What the browser draws itself: a page's part from the files beside its module."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_CONTROLS = Path(__file__).with_name("controls.css")
"""How buttons and sliders look, in all of them."""


def drawn_from(folder: Path, name: str) -> ComponentRenderer:
    """Return the part whose HTML, style and script lie in a folder under a name."""
    html, css, js = (
        (folder / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component(
        name, html=html, css=_CONTROLS.read_text(encoding="utf-8") + css, js=js
    )
