"""What is usual on a day."""

import streamlit as st

from tracker.domain.words.phases import phase_of
from tracker.ui.language import _


def usual_card(day: int) -> None:
    """Say what is usual on a day of a recovery, and what is not."""
    phase = phase_of(day)
    with st.container(border=True, key="usual"):
        st.markdown(_("**Usual on day {day}: {phase}**").format(day=day, phase=_(phase.name)))
        st.markdown(_(phase.usual))
        st.markdown(_(phase.unusual))
        st.caption(_("For needles up to 1.5 mm; derived from published durations."))
