"""All sessions of a person, each with how its recovery went."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from tracker.domain.course.reference import LAST_DAY
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import worst
from tracker.domain.verdict.summary import RecoverySummary, summarise
from tracker.domain.words.labels import DEVICES, SETTINGS, STATUSES
from tracker.drawing import charts, frames
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.current import current_book, require_person, require_procedures
from tracker.ui.components.paging import in_pages
from tracker.ui.components.recovery.status_card import ICONS
from tracker.ui.language import _, mark

_AT_ONCE = 10
_COMPARED = 4


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("History"))
    person = require_person(store)
    require_procedures(store, person)
    recoveries = current_book(store).recoveries[::-1]
    _compare(recoveries[:_COMPARED])
    more = _("Show earlier sessions: {count}")
    apart = words.tell_apart(overview.procedure for overview in recoveries)
    for overview in in_pages(recoveries, _AT_ONCE, more, key=f"sessions-{person.id}"):
        _show_session(overview, apart[overview.procedure.id])


def _compare(recoveries: Sequence[RecoveryOverview]) -> None:
    """Draw the latest recoveries over each other by day, with the numbers behind, when asked."""
    names = words.name_sessions(overview.procedure for overview in recoveries)
    rated = {
        names[overview.procedure.id]: overview.days
        for overview in recoveries
        if any(Symptom.REDNESS in day.ratings for day in overview.days)
    }
    # Drawing it takes longer than all else on this page, so it waits to be asked for.
    if len(rated) < 2 or not st.toggle(_("Lay the latest recoveries over each other")):
        return
    points = frames.recovery_points(rated)
    points = points[points["day"] <= LAST_DAY]
    chart = charts.draw_recoveries(
        points, _("Redness after each session, by day"), last_day=LAST_DAY, translate=_
    )
    st.altair_chart(chart, width="stretch", key="chart-recoveries")
    with st.expander(_("The same in numbers")):
        table = points.pivot_table(index="day", columns="recovery", values="value", sort=False)
        shown = table.sort_index().map(lambda rating: "–" if rating != rating else f"{rating:.0f}")
        st.table(shown.rename_axis(_("Day")).rename_axis(None, axis=1))


def _show_session(overview: RecoveryOverview, apart: str) -> None:
    procedure = overview.procedure
    with st.container(border=True, key=f"session_{procedure.id}"):
        when = words.say_date(procedure.started_at)
        st.markdown(f"**{when}, {apart}**" if apart else f"**{when}**")
        st.caption(
            f"{_(DEVICES[procedure.device])}, "
            f"{words.say_needle_length(procedure.longest_needle_mm)} · "
            f"{_(SETTINGS[procedure.setting])} · "
            + _("zones: {zones} · check-ins: {entries} · photos: {photos}").format(
                zones=len(procedure.zones),
                entries=len(overview.entries),
                photos=len(overview.photos),
            )
        )
        statuses = overview.statuses.values()  # read where they were shown
        worst_status = worst(statuses) if statuses else None
        _show_course(replace(summarise(overview.days, ()), worst_status=worst_status))
        _show_links(procedure.id)


def _show_course(summary: RecoverySummary) -> None:
    if summary.worst_status is None:
        st.markdown(_("Nothing was entered."))
        return
    peak, settled = _("not rated"), _("not yet")
    if summary.peak_redness is not None:
        peak = _("{rating} of 10").format(rating=summary.peak_redness)
    if summary.day_settled is not None:
        settled = _("from day {day} on").format(day=summary.day_settled)
    st.markdown(
        f"{_('Highest redness')}: **{peak}** · {_('back to 1 or less')}: **{settled}**  \n"
        f"{_('Highest status')}: {ICONS[summary.worst_status]} "
        f"**{_(STATUSES[summary.worst_status])}**"
    )


def _show_links(procedure_id: int) -> None:
    with st.container(horizontal=True, key=f"links_{procedure_id}"):
        pages = ((mark("Recovery"), routes.RECOVERY), (mark("Compare"), routes.COMPARE))
        for label, page in pages:
            if st.button(_(label), key=f"{label.lower()}_{procedure_id}"):
                state.choose_procedure(procedure_id)
                st.switch_page(page)
        if st.button(_("Correct"), key=f"correct_{procedure_id}"):
            st.session_state[state.PROCEDURE_TO_CORRECT] = procedure_id
            st.switch_page(routes.SESSION)


show()
