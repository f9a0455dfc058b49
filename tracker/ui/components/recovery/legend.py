"""What the marks of the recovery charts mean, said once for all of them."""

import streamlit as st

from tracker.drawing import charts
from tracker.ui.language import _


def draw_legend(expected_from: int | None, *, has_events: bool = False) -> None:
    """Explain points, bands and lines; the own band only where it is drawn, from its first day."""
    own = charts.EXPECTED_COLOUR
    expected = (
        f"<span><i style='background:{own}66;outline:2px solid {own}'></i>"
        f"{_(charts.EXPECTED_NAME).format(day=expected_from)}</span>"
    )
    events = (
        f"<span><b style='color:{charts.EVENT_COLOUR}'>&#9660;</b> "
        f"{_(charts.EVENTS_NAME)}: {_('sun, sport, alcohol and the like')}</span>"
    )
    st.html(
        "<div class='legend'>"
        f"<span><i style='background:{charts.OWN_COLOUR};border-radius:50%'></i>"
        f"{_('your own')}</span>"
        f"<span><i style='background:{charts.BAND_COLOUR};opacity:.45'></i>"
        f"{_(charts.BAND_NAME)}: {_('9 in 10 normal recoveries with this needle length')}</span>"
        f"{'' if expected_from is None else expected}"
        f"<span><i class='line' style='background:{charts.TODAY_COLOUR}'></i>{_('today')}</span>"
        f"{events if has_events else ''}"
        "</div>"
    )
