"""The hub: which day it is, how it goes, and the next step."""

import streamlit as st

from tracker import clock
from tracker.domain.verdict.assess import prompt_for_missing_day
from tracker.services.guidance.overview import care_of_day
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.current import current_person, require_person, require_procedures
from tracker.ui.components.guidance.open_plan import offer_next_session
from tracker.ui.components.recovery.care_card import care_card
from tracker.ui.components.recovery.causes_card import causes_card
from tracker.ui.components.recovery.products_form import products_form
from tracker.ui.components.recovery.status_card import status_card
from tracker.ui.components.recovery.usual import usual_card
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    if current_person(store) is None:
        st.switch_page(routes.WELCOME)
    st.title(_("Today"))
    person = require_person(store)
    offer_next_session(store, person)
    latest = require_procedures(store, person)[0]
    assert latest.id is not None
    overview = load_recovery(store, latest.id)
    today = overview.day_of(clock.today())
    st.markdown(words.say_day(today, latest))
    _show_status(overview, today)
    _show_actions(checked_in=today in overview.entries)
    causes_card(store, overview)
    usual_card(today, overview.plan)
    care = care_of_day(store, latest.person_id, clock.today())
    if care is not None and care.items:
        care_card(store, care, clock.today())
    products_form(store, latest)


def _show_status(overview: RecoveryOverview, today: int) -> None:
    latest = overview.latest
    if latest is None:
        st.info(
            _("Nothing has been entered for this session yet, so nothing can be said about it."),
            icon=":material/edit_note:",
        )
        return
    entered = overview.latest_entered
    if entered and (prompt := prompt_for_missing_day(entered, today)):
        st.warning(_(prompt), icon=":material/notification_important:")
    status_card(overview, latest)


def _show_actions(*, checked_in: bool) -> None:
    check_in, photo, recovery = st.columns(3)
    if check_in.button(
        _("Correct today’s check-in") if checked_in else _("Check in for today"),
        icon=":material/edit_note:",
        type="secondary" if checked_in else "primary",
        width="stretch",
        key="go_check_in",
    ):
        st.switch_page(routes.CHECK_IN)
    if photo.button(
        _("Add a photo"), icon=":material/photo_camera:", width="stretch", key="go_photos"
    ):
        st.switch_page(routes.PHOTOS)
    if recovery.button(
        _("See the recovery"), icon=":material/show_chart:", width="stretch", key="go_recovery"
    ):
        st.switch_page(routes.RECOVERY)


show()
