"""Whose recovery, and which: every page asks here first.

What a page shows of a person is read at one go when a run of the script begins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from tracker.domain.access.accounts import Role
from tracker.domain.records.kept import Person, Procedure
from tracker.services.data.people import follow_person
from tracker.services.recovery.book import Book, read_book
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.messages import empty_state
from tracker.ui.language import _


@dataclass(frozen=True)
class Look:
    """Everybody, and the book and the drafts of the one who is followed in this window."""

    people: tuple[Person, ...]
    book: Book | None
    drafts: Mapping[str, Mapping[str, Any]]
    """What was typed and not saved, by form and field."""


def look_anew(store: Store) -> Look:
    """Read what this run of the script shows, and name the person in the address."""
    with store.reading() as records:
        people = records.list_people()
        person = _followed(people, is_whole=store.is_whole)
        if person is None:
            look = Look(people, None, {})
        else:
            book = read_book(store, records, person.id)
            look = Look(people, book, records.list_drafts(person.id))
    state.keep_look(look)
    if person is None and (people or not store.is_whole):
        state.wait_for_choice()
    else:
        state.stay_with(person.id if person else None)
    return look


def look(store: Store) -> Look:
    """Return what this run of the script shows."""
    kept: Look | None = state.kept_look()
    return look_anew(store) if kept is None else kept


def current_person(store: Store) -> Person | None:
    """Return the person who is followed in this window; None where there is nobody."""
    book = look(store).book
    return book.person if book else None


def current_book(store: Store) -> Book:
    """Return the book of the person who is followed; only on a page that has required one."""
    book = look(store).book
    assert book is not None  # the page asks `require_person` first
    return book


def follow(store: Store, person_id: int) -> None:
    """Follow a person in this window, and in windows that are opened from now on."""
    if store.is_whole:  # on a clinic's server whom others follow is nobody's business
        follow_person(store, person_id)
    state.choose_person(person_id)


def require_person(store: Store) -> Person:
    """Return the current person; without one, offer to begin and draw nothing else."""
    person = current_person(store)
    if person is None and look(store).people:
        st.markdown(f"**{_('Please choose whose record you want to see')}**")
        closed = _("Nobody is chosen for you: a record that was open may be closed now.")
        gone = _("Whom this window was about is no longer here, and nobody is chosen for you.")
        st.markdown(gone if store.is_whole else closed)
        st.stop()
    if person is None and not store.is_whole:
        st.markdown(f"**{_('No record is open to you')}**")
        st.markdown(
            _("Clients open their records themselves, and can take that back. Nothing was lost.")
        )
        st.stop()
    if person is None:
        empty_state(
            _("Nobody is followed here yet"),
            _("Begin with a name, or look around with an invented person."),
            routes.WELCOME,
            _("Begin"),
        )
        st.stop()
    return person


def require_procedure(store: Store, person: Person) -> Procedure:
    """Return the session to look at, with a choice where there are several."""
    procedures = {one.id: one for one in require_procedures(store, person)}
    ids = list(procedures)
    chosen = state.chosen_procedure()
    if chosen not in procedures:
        chosen = ids[0]
    if len(ids) > 1:
        names = words.name_sessions(procedures.values())
        chosen = st.selectbox(_("Session"), ids, ids.index(chosen), format_func=names.__getitem__)
        state.choose_procedure(chosen)
    return procedures[chosen]


def require_procedures(store: Store, person: Person) -> tuple[Procedure, ...]:
    """Return a person's sessions, the latest first; without any, offer to log one."""
    procedures = current_book(store).procedures[::-1]
    if not procedures:
        empty_state(
            _("No session yet"),
            _("Log your needling session first. Everything else is counted from its day."),
            routes.SESSION,
            _("Log a session"),
        )
        st.stop()
    return procedures


def day_reached(overview: RecoveryOverview, today: date) -> int:
    """Return the day that a recovery has reached; a clock that was set back is pointed out."""
    day = overview.day_of(today)
    if day < 0:
        st.warning(
            _("This session lies ahead of this computer’s clock. Please check date and time."),
            icon=":material/schedule:",
        )
    return max(day, 0)


def confirm_delete(
    what: str, consequence: str, delete: Callable[[], None], *, key: str, then: str | None = None
) -> None:
    """Offer to delete something, after a second, deliberate tap; `then` is the page to go to.

    Nothing goes that was not named where the tap was made: another window may have added to it.
    """
    read = st.session_state.get(f"named_{key}")
    st.session_state[f"named_{key}"] = what, consequence
    with st.popover(_("Delete"), icon=":material/delete:", key=f"ask_{key}"):
        st.markdown(consequence)
        if st.button(_("Delete {what} for good").format(what=what), key=key, type="primary"):
            if read != (what, consequence):
                st.warning(
                    _("What goes has changed since you read it. Please read it again above.")
                )
                return
            delete()
            bootstrap.forget_pictures()
            state.leave_notice(_("Deleted: {what}.").format(what=what))
            if then is None:
                st.rerun()
            st.switch_page(then)


def _followed(people: tuple[Person, ...], *, is_whole: bool) -> Person | None:
    """Return whom the address names, else whom this window follows.

    Nobody is put in the place of somebody else, who may be gone, or whose record may have been
    closed meanwhile: what is entered next would be another one's.
    """
    by_id = {person.id: person for person in people}
    named = state.person_in_address() or state.chosen_person()
    account = bootstrap.get_account()
    if account is not None and account.role is Role.CLIENT:
        return next(iter(people), None)  # the own one; there is no other
    if people and named:
        return by_id.get(named)
    if not is_whole:  # of several clients nobody is more likely than another
        return people[0] if len(people) == 1 else None
    return _followed_last(people)


def _followed_last(people: tuple[Person, ...]) -> Person | None:
    """Return the one followed last; before that the first who is not the demo, else the demo."""
    last = max(
        (one for one in people if one.followed_at is not None),
        key=lambda one: one.followed_at.timestamp() if one.followed_at else 0.0,
        default=None,
    )
    own = next((person for person in people if not person.is_demo), None)
    return last or own or next(iter(people), None)
