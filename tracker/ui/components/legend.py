"""What the marks of the recovery charts mean, said once for all of them."""

import streamlit as st

from tracker import charts


def draw_legend() -> None:
    """Explain points, band and line."""
    st.html(
        "<div class='legend'>"
        f"<span><i style='background:{charts.OWN_COLOUR};border-radius:50%'></i>your own</span>"
        f"<span><i style='background:{charts.BAND_COLOUR};opacity:.45'></i>"
        f"{charts.BAND_NAME}: 9 in 10 normal recoveries with this needle length</span>"
        f"<span><i class='line' style='background:{charts.TODAY_COLOUR}'></i>today</span>"
        "</div>"
    )
