"""What sessions cost: entered for each, summed up, home and professional side by side."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st

from tracker.domain.guidance.names import VERDICTS
from tracker.domain.guidance.outcomes import SettingSummary
from tracker.domain.records.kept import Procedure
from tracker.domain.words.labels import SETTINGS
from tracker.services.guidance.overview import CourseOverview
from tracker.services.guidance.worth import compare_own_settings, save_costs
from tracker.store.repository import Store
from tracker.ui import state, words
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.number import ask_number, number_in
from tracker.ui.components.paging import offer_more, shown_of
from tracker.ui.language import _, write_number
from tracker.ui.plain import as_written

MOST_COST = 999_999
_AT_ONCE = 10
_NOTHING = "–"


def compare_costs(
    store: Store, person_id: int, course: CourseOverview, procedures: Sequence[Procedure]
) -> None:
    """Show what sessions took, and ask for their cost."""
    st.markdown(f"#### {_('Cost, days and result: your own figures')}")
    currency = next((one.currency for one in procedures if one.currency), "")
    own = compare_own_settings(store, person_id)
    columns = {_(SETTINGS[where]): _column(own.get(where), currency) for where in SETTINGS}
    st.table(pd.DataFrame(columns))
    if len(own) > 1:
        st.caption(_("Goals count where all sessions of a course were in one setting."))
    costs = [one.cost for one in course.procedures if one.cost is not None]
    if costs:
        said = _("The latest course has cost {amount} so far (sessions with a cost: {number}).")
        amount = _say_amount(sum(costs, Decimal(0)), currency)
        st.markdown(said.format(amount=amount, number=len(costs)))
    _ask_costs(store, procedures, currency)


def _column(own: SettingSummary | None, currency: str) -> dict[str, str]:
    """Return the lines of one setting; dashes where nothing is known."""
    verdicts = own.verdicts.items() if own else ()
    return {
        _("Sessions"): str(own.sessions) if own else _NOTHING,
        _("Cost per session"): _say_amount(own.cost_per_session if own else None, currency),
        _("Cost altogether"): _say_amount(own.total_cost if own else None, currency),
        _("Days of recovery (median)"): _say_figure(own.days_of_recovery if own else None),
        _("Highest rating, 0–10 (median)"): _say_figure(own.worst_rating if own else None),
        _("Goals"): ", ".join(f"{_(VERDICTS[one])}: {number}" for one, number in verdicts)
        or _NOTHING,
    }


def _say_amount(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return _NOTHING
    return f"{write_number(float(amount), '#,##0.00')} {as_written(currency)}".strip()


def _say_figure(figure: float | None) -> str:
    return _NOTHING if figure is None else write_number(figure, "0.#")


def _ask_costs(store: Store, procedures: Sequence[Procedure], currency: str) -> None:
    key = f"costs-{procedures[0].person_id}"
    shown = procedures[: shown_of(_AT_ONCE, key)]
    with st.expander(_("What each session cost")):
        _ask_costs_of(store, shown, currency)
        offer_more(procedures, _AT_ONCE, _("Show earlier sessions: {count}"), key=key)


def _ask_costs_of(store: Store, procedures: Sequence[Procedure], currency: str) -> None:
    with st.form("costs", border=False):
        st.caption(
            _(
                "Needles, creams and a device belong to the session before which they were bought. "
                "Enter 0 where nothing was paid; a session left empty is not counted."
            )
        )
        unit = st.text_input(_("Currency"), currency, placeholder=_("EUR"), key="currency")
        typed = {
            procedure.id: ask_number(
                f"{words.say_session(procedure)}, {_(SETTINGS[procedure.setting])}",
                None if procedure.cost is None else float(procedure.cost),
                "0.00",
                key=f"cost-{procedure.id}",
            )
            for procedure in procedures
        }
        with shown_to_people():
            if st.form_submit_button(_("Save the costs"), key="save_costs"):
                costs = {key: number_in(text, 0, MOST_COST) for key, text in typed.items()}
                given = {
                    key: Decimal(f"{cost:.2f}") for key, cost in costs.items() if cost is not None
                }
                save_costs(store, procedures, given, unit)
                state.leave_notice(_("Saved."))
                st.rerun()
