"""What is usual on a day."""

import streamlit as st

from tracker.domain.phases import phase_of


def usual_card(day: int) -> None:
    """Say what is usual on a day of a recovery, and what is not."""
    phase = phase_of(day)
    with st.container(border=True, key="usual"):
        st.markdown(f"**Day {day} · {phase.name}**")
        st.markdown(phase.usual)
        st.markdown(phase.unusual)
        st.caption("For needles up to 1.5 mm; derived from published durations.")
