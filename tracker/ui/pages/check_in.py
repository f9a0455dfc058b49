"""One entry of the diary: six ratings, the warning signs, a note. A day may have several."""

from dataclasses import replace
from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry, NewDiaryEntry, id_of
from tracker.domain.words.flag_texts import flags_asked
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.recovery.book import Book
from tracker.services.recovery.diary import ask_back, delete_entry, save_entry
from tracker.services.recovery.drafts import check_in_form, move_draft
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.check_in.both_versions import choose_between, differ
from tracker.ui.components.check_in.check_in_form import ask_entry
from tracker.ui.components.check_in.choice import (
    DAY,
    SAVED_ENTRY,
    choose,
    name_entry,
    was_begun_first,
)
from tracker.ui.components.check_in.entry_form import (
    ASKED_BACK,
    Answers,
    EntryForm,
    forget_step,
)
from tracker.ui.components.current import (
    confirm_delete,
    current_book,
    require_person,
    require_procedures,
)
from tracker.ui.components.form import KeptForm
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.status_card import status_card
from tracker.ui.components.step import arrive, step_place
from tracker.ui.language import _

_SAVED = "checked_in_day"
_PAGE = "check_in"


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Check in"))
    person = require_person(store)
    require_procedures(store, person)
    book = current_book(store)
    today = clock.today(person)
    opened_on = state.day_opened(today, afresh=DAY not in st.session_state)
    place = step_place()
    head = st.container(horizontal=True, vertical_alignment="center", key="check_in_head")
    with head:
        day, entry = choose(book, today)
    if st.session_state.get(_SAVED) == (person.id, day):
        arrive(place, _PAGE, "saved")
        _show_saved(book, day)
        return
    _say_late(book, entry)
    asked = replace(_form(store, book, day, entry), head=head)
    asked.form.offer_to_discard()
    with shown_to_people():
        answers = ask_entry(asked)
        if opened_on != today and day == opened_on:
            _ask_which_day(store, book, asked, today)
        elif answers.at_signs:
            _offer_to_save(store, book, asked, answers)
        asked.form.keep(version=asked.blank.version)
    arrive(place, _PAGE, f"{answers.at_signs}, {asked.is_asking_back}")
    if entry is not None and not answers.at_signs:
        _offer_to_delete(store, book, entry)


def _say_late(book: Book, entry: DiaryEntry | None) -> None:
    if entry is not None and entry.is_late(book.person.day_ends_hour) and entry.recorded_at:
        when = words.say_moment(entry.recorded_at)
        st.caption(_("This entry was filled in later: {when}.").format(when=when))


# The form


def _form(store: Store, book: Book, day: date, entry: DiaryEntry | None) -> EntryForm:
    person_id = book.person.id
    known = [one.id for one in book.entries if one.day == day]
    first = known[0] if known else None
    begun_first = was_begun_first(book, day)
    is_first = begun_first or not known if entry is None else entry.id == first and not begun_first
    areas = book.sessions.areas_asked(day) | (entry.areas if entry else set())
    name = check_in_form(day, entry.id if entry else None)
    form = KeptForm(store, person_id, name, is_remembered=True)
    blank = entry or NewDiaryEntry(person_id=person_id, day=day)
    slot = "" if is_first else f"-{entry.id if entry else 'more'}"
    asked = EntryForm(
        form=form,
        blank=blank,
        areas=tuple(area for area in BodyArea if area in areas),
        signs=_signs_of(book, day),
        slot=slot,
    )
    # The version that the form began with: another window may have saved a newer one since.
    version = form.start("version", state.begun_with(asked.key("begun"), blank.version))
    return replace(asked, blank=replace(blank, version=version))


def _signs_of(book: Book, day: date) -> tuple[RedFlag, ...]:
    """Return the signs that any of the recoveries under way asks for."""
    asked = {
        sign
        for procedure in book.sessions.asked(day)
        for sign in flags_asked((day - procedure.diary_day).days, procedure.device)
    }
    return tuple(sign for sign in RedFlag if sign in asked)


def _offer_to_save(store: Store, book: Book, asked: EntryForm, answers: Answers) -> None:
    entry = answers.entry
    current = next((one for one in book.entries if one.id == id_of(asked.blank)), None)
    if current is not None and current.version != asked.blank.version:
        if differ(entry, current):
            chosen = choose_between(entry, current, asked.key("both"))
            if chosen is not None:
                _save(store, book, asked, chosen)
            return
        entry = replace(entry, version=current.version)
    with st.container(key="save_bar"):
        is_told = _tap_to_save(has_signs=answers.has_signs)
    if is_told:
        _check(entry)
        if _asks_back(book, asked, entry):
            asked.form.keep(version=asked.blank.version)
            st.rerun()
        _save(store, book, asked, entry)


def _tap_to_save(*, has_signs: bool) -> bool:
    """Offer the one tap that is left; without a sign that is ticked it says that none applies."""
    if has_signs:
        return st.button(_("Save this day"), type="primary", width="stretch", key="save_entry")
    return st.button(
        _("None of these applies: save"),
        icon=":material/check:",
        type="primary",
        width="stretch",
        key="none_apply",
    )


def _ask_which_day(store: Store, book: Book, asked: EntryForm, today: date) -> None:
    """Say that it has become another day since the form was opened, before anything is saved."""
    then = asked.blank.day
    st.warning(
        _(
            "It is {today} now. This form was opened on {then}. Which day are your answers about?"
        ).format(today=words.say_near_date(today), then=words.say_near_date(then)),
        icon=":material/bedtime:",
    )
    asked.form.keep()
    with st.container(horizontal=True):
        st.button(
            _("About {day}").format(day=words.say_near_date(then)),
            key="keep_day",
            on_click=state.open_day,
            args=(today,),
        )
        if st.button(
            _("About today, {day}").format(day=words.say_near_date(today)), key="move_day"
        ):
            move_draft(store, book.person.id, then, today)
            asked.form.forget()
            state.open_day(today)
            state.leave_notice(_("Your answers are now about today."))
            st.switch_page(routes.TODAY)


def _check(answers: NewDiaryEntry) -> None:
    says = answers.ratings or answers.red_flags or answers.area_ratings or answers.area_flags
    if not says:
        raise InvalidEntry("Please rate at least one of the six, for instance redness.")


def _asks_back(book: Book, asked: EntryForm, answers: NewDiaryEntry) -> bool:
    """Ask once about ratings that point to a sign, and say whether that is to be waited for."""
    key = asked.key(ASKED_BACK)
    if key in st.session_state or answers.red_flags or answers.area_flags:
        return False
    if signs := ask_back(book, answers):
        st.session_state[key] = signs
    return bool(signs)


def _save(store: Store, book: Book, asked: EntryForm, answers: NewDiaryEntry) -> None:
    seen = [one.id for one in book.entries if one.day == answers.day]
    try:
        kept = save_entry(store, answers, seen=seen)
    except Overtaken:
        st.rerun()  # the next run shows both versions
    forget_step(asked)
    asked.form.forget()
    state.forget_begin(asked.key("begun"))
    st.session_state.pop(asked.key(ASKED_BACK), None)
    st.session_state[_SAVED] = kept.person_id, kept.day
    st.session_state[SAVED_ENTRY] = kept.id
    state.leave_notice(_("Saved."))
    st.rerun()


# What follows


def _show_saved(book: Book, day: date) -> None:
    """Show the verdicts on the day that was just saved, before anything else, and what is next."""
    for procedure in book.sessions.asked(day):
        overview = book.recovery(procedure.id)
        assessment = overview.verdict_on(overview.day_of(day))
        if assessment is not None:
            status_card(overview, assessment)
    if st.button(
        _("To today"), icon=":material/today:", type="primary", width="stretch", key="to_today"
    ):
        _leave_saved()
        st.switch_page(routes.TODAY)
    with st.container(horizontal=True):
        if st.button(_("Add a photo"), icon=":material/photo_camera:", key="to_photos"):
            _leave_saved()
            st.switch_page(routes.PHOTOS)
        st.button(
            _("Correct this entry"),
            icon=":material/edit:",
            key="correct_entry",
            on_click=_leave_saved,
        )


def _leave_saved() -> None:
    st.session_state.pop(_SAVED, None)


def _offer_to_delete(store: Store, book: Book, entry: DiaryEntry) -> None:
    others = sum(one.day == entry.day and one.id != entry.id for one in book.entries)
    said = _("Ratings that go: {ratings}; warning signs: {signs}; and the note of this entry.")
    consequence = said.format(
        ratings=len(entry.ratings) + sum(map(len, entry.area_ratings.values())),
        signs=len(entry.red_flags.union(*entry.area_flags.values())),
    )
    if others:
        consequence += " " + _("Other entries of this day that stay: {count}.").format(count=others)
    confirm_delete(
        _("the entry of {date}, {time}").format(
            date=words.say_short_date(entry.day), time=name_entry(entry)
        ),
        consequence,
        lambda: delete_entry(store, entry),
        key="delete_entry",
        then=routes.TODAY,  # here, the form would still hold what was deleted
    )


show()
