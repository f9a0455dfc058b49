"""The hub: which day it is, how it goes, and the next step."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

import streamlit as st

from tracker import clock
from tracker.domain.records.concern import UNDER_WAY_DAYS
from tracker.domain.records.kept import DiaryEntry, Procedure, Zone
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import prompt_for_missing_day
from tracker.services.guidance.overview import care_of_day
from tracker.services.recovery.book import Book
from tracker.services.recovery.drafts import day_of_form
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.check_in.entry_form import adds_one
from tracker.ui.components.current import (
    current_book,
    day_reached,
    look,
    require_person,
    require_procedures,
)
from tracker.ui.components.guidance.open_plan import offer_next_session
from tracker.ui.components.recovery.between import between_sessions
from tracker.ui.components.recovery.care_card import care_card
from tracker.ui.components.recovery.causes_card import causes_card
from tracker.ui.components.recovery.outcome_buttons import asks_for_outcome
from tracker.ui.components.recovery.products_form import products_form
from tracker.ui.components.recovery.so_far import so_far
from tracker.ui.components.recovery.status_card import status_card
from tracker.ui.components.recovery.usual import usual_card
from tracker.ui.language import _

_SILENCE_DAYS = 2  # without an entry, after which the silence is named


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    if not look(store).people and store.is_whole:
        st.switch_page(routes.WELCOME)
    st.title(_("Today"))
    person = require_person(store)
    offer_next_session(store, person)
    require_procedures(store, person)
    book, now = current_book(store), clock.today(person)
    latest = book.sessions.procedures[-1]
    overview = book.recovery(latest.id)
    today = day_reached(overview, now)
    with st.container(key="today", gap="xsmall"):
        _say_unsaved(look(store).drafts, now)
        shown = dict.fromkeys((latest, *reversed(book.sessions.asked(now)), *_unanswered(book)))
        apart = words.tell_apart(shown)
        for one in sorted(shown, key=partial(_calm_last, book)):
            own = book.recovery(one.id)
            _show_recovery(own, today if one == latest else own.day_of(now), apart[one.id])
        _show_due(overview, today, now)
        if today > UNDER_WAY_DAYS:
            between_sessions(overview, now)
        else:
            so_far(overview, today)
        causes_card(store, overview)
        usual_card(today, overview.plan, is_open=False)
        care = care_of_day(store, latest.person_id, now)
        if care is not None and care.items:
            care_card(store, care, now)
        products_form(store, latest)


def _say_unsaved(forms: Iterable[str], now: date) -> None:
    """Say that a check-in was typed and not saved: no verdict knows of it."""
    about = {day_of_form(form) for form in forms}
    days = sorted(day for day in about if day and (now - day).days <= UNDER_WAY_DAYS)
    if days:
        said = _(
            "Typed and not saved yet: the check-in of {days}. Nothing on this page knows of it; "
            "open the check-in and save it."
        )
        named = ", ".join(words.say_when(day, now) for day in days)
        st.warning(said.format(days=named), icon=":material/edit_note:")


def _unanswered(book: Book) -> Iterator[Procedure]:
    """Yield the sessions of which an urgent advice stands, however long ago they were.

    A later recovery of all its zones that has a verdict repeats it: it is said once.
    """
    judged = frozenset[Zone]()
    for one in reversed(book.recoveries):
        if one.latest is not None:
            if asks_for_outcome(one, one.latest) and not one.procedure.treated_zones <= judged:
                yield one.procedure
            judged |= one.procedure.treated_zones


def _calm_last(book: Book, one: Procedure) -> tuple[int, float]:
    """Sort recoveries by urgency, of equally urgent ones the latest first.

    Of several that ask for a clinician it is the first one: where the later ones only go on with
    what it asked, the answer to it is theirs, too.
    """
    latest = book.recovery(one.id).latest
    rank = latest.status.rank if latest else 0
    begun = one.moment.timestamp()
    return -rank, begun if rank >= Status.URGENT.rank else -begun


def _show_recovery(overview: RecoveryOverview, today: int, apart: str) -> None:
    said = words.say_day(today, overview.procedure)
    st.caption(f"{said}: **{apart}**" if apart else said)
    _show_status(overview, today)
    _say_silence(overview, today)


def _say_silence(overview: RecoveryOverview, today: int) -> None:
    """Say that nothing was entered for days, or that nothing is asked any more."""
    latest, last = overview.latest, max(overview.entries, default=None)
    is_calm = latest is None or latest.status is Status.ON_COURSE
    if today > UNDER_WAY_DAYS and is_calm:
        said = _(
            "The {days} days after this session are over, and the app no longer asks. You can "
            "still enter what you notice."
        )
        st.info(said.format(days=UNDER_WAY_DAYS), icon=":material/event_available:")
    elif last is not None and today - last > _SILENCE_DAYS:
        said = _(
            "Nothing was entered for {days} days: what stands here is about day {day}, not about "
            "now. Missed days can still be filled in."
        )
        days = today - last - 1
        st.info(said.format(days=days, day=last), icon=":material/edit_calendar:")


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
    status_card(overview, latest, is_brief=True)


def _name_check_in(entry: DiaryEntry | None, session: Procedure) -> str:
    """Name what the button leads to: a first entry of today, its correction, or one more."""
    if entry is None:
        return _("Check in for today")
    return _("Check in once more") if adds_one(entry, session) else _("Correct today’s check-in")


def _show_due(overview: RecoveryOverview, today: int, now: date) -> None:
    """Offer what is due, first what is open, and say what is done."""
    entry = overview.entries.get(today)
    checked_in = entry is not None
    has_photo = any(photo.diary_day == now for photo in overview.photos)
    if st.button(
        _name_check_in(entry, overview.procedure),
        icon=":material/check_circle:" if checked_in else ":material/edit_note:",
        type="secondary" if checked_in else "primary",
        width="stretch",
        key="go_check_in",
    ):
        st.switch_page(routes.CHECK_IN)
    with st.container(horizontal=True, gap="small"):
        if st.button(
            _("One more photo") if has_photo else _("Photo of today"),
            icon=":material/check_circle:" if has_photo else ":material/photo_camera:",
            width="stretch",
            key="go_photos",
        ):
            st.switch_page(routes.PHOTOS)
        if st.button(
            _("Recovery"), icon=":material/show_chart:", width="stretch", key="go_recovery"
        ):
            st.switch_page(routes.RECOVERY)


show()
