"""What is usual on a day."""

import streamlit as st

from tracker.domain.course.recovery import RecoveryPlan
from tracker.domain.words.phases import Needles, needles_of, phase_of
from tracker.ui.language import _, mark

_BASES = {
    Needles.UP_TO_1_5: mark("For needles up to 1.5 mm; derived from published durations."),
    Needles.LONGER: mark(
        "For needles longer than 1.5 mm; derived from published durations, which are few."
    ),
    Needles.RADIO_FREQUENCY: mark(
        "For radio-frequency needling; derived from published durations, which are few."
    ),
}


def usual_card(day: int, plan: RecoveryPlan, *, is_open: bool = True) -> None:
    """Say what is usual on a day of a recovery, and what is not."""
    phase = phase_of(day, plan.needle_length_mm, plan.device)
    heading = _("Usual on day {day}: {phase}").format(day=day, phase=_(phase.name))
    with st.expander(heading, icon=":material/calendar_today:", expanded=is_open, key="usual"):
        st.markdown(_(phase.usual))
        st.markdown(_(phase.unusual))
        st.caption(_(_BASES[needles_of(plan.needle_length_mm, plan.device)]))
