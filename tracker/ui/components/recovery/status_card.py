"""The verdict on a day: word, symbol and colour, the reason, what to do, what would change it."""

from datetime import timedelta

import streamlit as st

from tracker import clock
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment
from tracker.domain.words.labels import STATUSES
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.components.recovery.outcome_buttons import asks_for_outcome, outcome_buttons
from tracker.ui.language import _

ICONS = {
    Status.ON_COURSE: ":material/check_circle:",
    Status.WATCH: ":material/visibility:",
    Status.OFF_COURSE: ":material/warning:",
    Status.URGENT: ":material/medical_services:",
    Status.EMERGENCY: ":material/emergency:",
}


def status_card(overview: RecoveryOverview, assessment: Assessment) -> None:
    """Draw the verdict on one day of a recovery; it always says of which day it speaks."""
    day = overview.procedure.diary_day + timedelta(days=assessment.day)
    with st.container(border=True, key=f"status_{assessment.status}"):
        st.markdown(f"### {ICONS[assessment.status]} {_(STATUSES[assessment.status])}")
        when = words.say_when(day, clock.today())
        st.caption(_("Day {day}, {when}").format(day=assessment.day, when=when))
        st.markdown(_(assessment.reason))
        st.markdown(f"**{_('What to do now.')}** {_(assessment.what_to_do)}")
        if assessment is overview.latest and asks_for_outcome(overview, assessment):
            outcome_buttons(overview, assessment)
        st.caption(f"{_('What would change it:')} {_(assessment.what_would_change_it)}")
