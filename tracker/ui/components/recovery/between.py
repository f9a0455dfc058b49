"""Between sessions: when the next one is possible, and how the last one went."""

from datetime import date

import streamlit as st

from tracker.domain.guidance.pauses import earliest_next, recovery_end
from tracker.domain.records.status import worst
from tracker.domain.verdict.summary import summarise
from tracker.domain.words.labels import STATUSES
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.components.recovery.status_card import ICONS
from tracker.ui.language import _


def between_sessions(overview: RecoveryOverview, today: date) -> None:
    """Say when the next session is possible at the earliest, and how the last one went."""
    with st.container(border=True, key="between", gap="small"):
        st.markdown(_say_next(earliest_next(overview.procedure), today))
        st.markdown(_say_last(overview))


def _say_next(first: date, today: date) -> str:
    if first <= today:
        return _("**The next session** is possible, as far as the pause goes.")
    days = (first - today).days
    said = (
        _("**The next session** is possible tomorrow, {date}, at the earliest.")
        if days == 1
        else _("**The next session** is possible in {days} days, on {date}, at the earliest.")
    )
    return said.format(days=days, date=words.say_short_date(first))


def _say_last(overview: RecoveryOverview) -> str:
    if not overview.entries:
        return _("**The last one:** nothing was entered, so nothing can be said about it.")
    summary = summarise(overview.days, ())
    started_on = overview.procedure.diary_day
    ended_on = recovery_end(overview.entries.values(), started_on).settled_on
    peak = _("highest redness {rating} of 10").format(rating=summary.peak_redness)
    calm = (
        _("calm from day {day} on").format(day=(ended_on - started_on).days)
        if ended_on
        else _("no three calm days in a row were entered")
    )
    status = worst(overview.statuses.values())
    parts = [*([peak] if summary.peak_redness is not None else []), calm]
    return _("**The last one:** {course}. Highest status: {status}.").format(
        course=", ".join(parts), status=f"{ICONS[status]} {_(STATUSES[status])}"
    )
