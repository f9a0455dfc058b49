"""What came of an urgent or emergency advice: asked until the person says."""

from datetime import timedelta

import streamlit as st

from tracker.domain.records.circumstances import Outcome
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import Assessment
from tracker.domain.words.labels import OUTCOMES
from tracker.services.recovery.diary import say_outcome
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import bootstrap, state
from tracker.ui.language import _, mark

_SAID = {
    Outcome.SEEN: mark("Kept: you were seen. Please go on checking in."),
    Outcome.NOT_SEEN: mark("Kept: you did not go. The advice still stands."),
}
_OPEN = frozenset({Pattern.EMERGENCY_OPEN, Pattern.NOT_SEEN})


def asks_for_outcome(overview: RecoveryOverview, assessment: Assessment) -> bool:
    """Say whether a verdict asks what came of an advice, and nothing was said of it yet."""
    said = overview.circumstances.get(assessment.day)
    is_urgent = assessment.status.rank >= Status.URGENT.rank or assessment.pattern in _OPEN
    has_entry = assessment.day in overview.entries
    is_settled = said and said.outcome is Outcome.SEEN and not said.since_outcome
    return is_urgent and has_entry and not is_settled


def outcome_buttons(overview: RecoveryOverview, assessment: Assessment) -> None:
    """Ask what came of the advice of a day."""
    st.markdown(f"**{_('What came of it?')}**")
    for column, outcome in zip(st.columns(2), Outcome, strict=True):
        key = f"outcome_{outcome}_{overview.procedure.id}_{assessment.day}"
        if column.button(_(OUTCOMES[outcome]), width="stretch", key=key):
            _keep(overview, assessment.day, outcome)


def _keep(overview: RecoveryOverview, number: int, outcome: Outcome) -> None:
    day = overview.procedure.diary_day + timedelta(days=number)
    say_outcome(bootstrap.get_store(), overview.procedure.person_id, day, outcome)
    state.leave_notice(_(_SAID[outcome]))
    st.rerun()
