"""Which day an entry is of, and which entry of it: one to correct, or one more."""

from datetime import date, timedelta

import streamlit as st

from tracker import clock
from tracker.domain.records.kept import DiaryEntry
from tracker.services.recovery.book import Book
from tracker.ui import words
from tracker.ui.components.check_in.entry_form import adds_one
from tracker.ui.language import _

DAY, SAVED_ENTRY = "day_choice", "checked_in_entry"
_DAYS_OFFERED = 5
_EARLIER = date.min
_ONE_MORE = 0
_OTHER_DAY = "other_day"
_CHOICE, _BEGUN_FIRST = "entry_choice", "entry_begun_first"


def choose(book: Book, today: date) -> tuple[date, DiaryEntry | None]:
    """Return the day, and the entry of it to correct, None for a new one; today's opens."""
    chosen = st.session_state.get(DAY, today)
    if chosen == _EARLIER:
        chosen = st.session_state.get(_OTHER_DAY, today)
    with st.popover(_say_day(book, chosen, today), icon=":material/event:"):
        day = _choose_day(book, today)
        return day, _choose_entry(book, day)


def _choose_day(book: Book, today: date) -> date:
    first = book.sessions.procedures[0].diary_day
    last = max(today, first)  # a clock that was set back makes no session a thing of the future
    filled = {entry.day for entry in book.entries}
    offered = [day for back in range(_DAYS_OFFERED) if (day := last - timedelta(back)) >= first]
    picked = st.segmented_control(
        _("Day"),
        [*offered, _EARLIER],
        default=last,
        format_func=lambda day: _name_day(day, today, filled),
        key=DAY,
        required=True,
    )
    if picked != _EARLIER:
        return picked
    return st.date_input(
        _("Another day"),
        last,
        min_value=first,
        max_value=last,
        key=_OTHER_DAY,
        format=_(words.DATE_FORMAT),
    )


def _name_day(day: date, today: date, filled: set[date]) -> str:
    if day == _EARLIER:
        return _("Earlier")
    near = {0: _("Today"), 1: _("Yesterday")}
    name = near.get((today - day).days) or words.say_weekday(day)
    return f"{name} :material/check:" if day in filled else name


def _choose_entry(book: Book, day: date) -> DiaryEntry | None:
    """Return the entry of a day to correct, None for a new one."""
    entries = {one.id: one for one in book.entries if one.day == day}
    key = _key_of(_CHOICE, book, day)
    if not entries:
        # Another window may save this day meanwhile: what is begun here stays an entry of its own.
        st.session_state[key] = _ONE_MORE
        st.session_state[_key_of(_BEGUN_FIRST, book, day)] = True
        return None
    names = words.distinct({one: name_entry(kept) for one, kept in entries.items()})
    names[_ONE_MORE] = _("One more entry")
    if (saved := st.session_state.pop(SAVED_ENTRY, None)) in entries:
        st.session_state[key] = saved
        st.session_state.pop(_key_of(_BEGUN_FIRST, book, day), None)
    if st.session_state.get(key) not in names:
        last = entries[max(entries)]
        is_today = day == clock.today(book.person)
        st.session_state[key] = (
            _ONE_MORE if is_today and adds_one(last, book.sessions.procedures[-1]) else last.id
        )
    chosen = st.segmented_control(
        _("Entries of this day"),
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=key,
        help=_("Where a day has several entries, the worst counts."),
    )
    return entries.get(chosen) if chosen else None


def was_begun_first(book: Book, day: date) -> bool:
    """Say whether this window began an entry of a day when that had none, and has not saved it."""
    return _key_of(_BEGUN_FIRST, book, day) in st.session_state


def _key_of(what: str, book: Book, day: date) -> str:
    return f"{what}-{book.person.id}-{day:%Y%m%d}"


def name_entry(entry: DiaryEntry) -> str:
    """Name an entry by when it was entered."""
    if entry.recorded_at is None:
        return _("Entry without a time")
    if entry.is_late():
        return _("Entered later, {when}").format(when=words.say_moment(entry.recorded_at))
    return f"{entry.recorded_at:%H:%M}"


def _say_day(book: Book, day: date, today: date) -> str:
    counted = dict.fromkeys((day - one.diary_day).days for one in book.sessions.asked(day))
    near = {0: _("Today"), 1: _("Yesterday")}.get((today - day).days)
    name = f"{near}, {words.say_near_date(day)}" if near else words.say_near_date(day)
    return " · ".join([name, *(_("day {day}").format(day=number) for number in counted)])
