"""Reminders for the person's own calendar: which, when, and how much their titles say."""

from datetime import time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from tracker import clock
from tracker.domain.guidance.reminders import ReminderKind
from tracker.domain.records.kept import Procedure
from tracker.services.guidance.calendar import MEDIA_TYPE, write_calendar
from tracker.ui import bootstrap
from tracker.ui.components.data.download import offer_file
from tracker.ui.language import _, current, mark

_EVENING = time(19)
_KINDS = {
    ReminderKind.CHECK_IN: mark("Check-ins"),
    ReminderKind.PHOTO: mark("Photos"),
    ReminderKind.CARE: mark("Care that ends"),
    ReminderKind.NEXT_SESSION: mark("When the next session is possible"),
}


def reminders_card(procedure: Procedure) -> None:
    """Offer the reminders of a session as a file."""
    with st.expander(_("Reminders in your calendar"), icon=":material/calendar_month:"):
        at = st.time_input(_("Remind me at"), _EVENING, step=900, key="reminders_at")
        kinds = _ask_kinds()
        is_telling = st.toggle(_("Say in the titles what it is about"), key="reminders_telling")
        st.caption(
            _(
                "Calendars are often shared, so the titles say little unless you want it. Opening "
                "a newer file updates the reminders instead of doubling them. Nothing is sent."
            )
        )
        offer_file(
            _("Save the calendar file"),
            lambda: write_calendar(
                procedure,
                data_dir=bootstrap.get_settings().data_dir,
                at=at,
                zone=_zone(),
                language=current(),
                kinds=kinds,
                is_telling=is_telling,
            ),
            "fifth-day.ics",
            MEDIA_TYPE,
            key="calendar",
            icon=None,
            disabled=not kinds,
        )


def _ask_kinds() -> list[ReminderKind]:
    return st.pills(
        _("Of what"),
        list(_KINDS),
        format_func=lambda kind: _(_KINDS[kind]),
        selection_mode="multi",
        default=list(_KINDS),
        key="reminders_of",
    )


def _zone() -> tzinfo:
    """Return the time zone of the browser, else of this computer."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        here = clock.now().tzinfo
        assert here is not None
        return here
