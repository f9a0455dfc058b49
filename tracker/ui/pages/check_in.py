"""One day of the diary: six ratings, the warning signs, a note."""

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from tracker.domain.records.circumstances import Circumstances, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DiaryEntry, Person, Procedure
from tracker.domain.records.scales import MAX_RATING, Symptom, severity_of
from tracker.domain.verdict.asking import AskedBack
from tracker.domain.words.flag_texts import flags_asked
from tracker.domain.words.labels import SEVERITIES, SPECIAL_EVENTS, SYMPTOMS
from tracker.domain.words.phases import post_procedure_day
from tracker.errors import InvalidEntry
from tracker.services.recovery.diary import (
    ask_back,
    delete_entry,
    find_circumstances,
    find_entry,
    list_entries,
    save_entry,
)
from tracker.services.recovery.overview import load_recovery
from tracker.services.recovery.procedures import procedure_of_day
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.current import confirm_delete, require_person, require_procedures
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.asked_back import ask_signs_back
from tracker.ui.components.recovery.flag_questions import ask_flags
from tracker.ui.components.recovery.status_card import status_card
from tracker.ui.language import _
from tracker.ui.state import rating_key

_DAYS_OFFERED = 5
_EARLIER = date.min
_SAVED = "checked_in_day"
_ASKED = "signs_asked_back"


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Check in"))
    person = require_person(store)
    procedures = require_procedures(store, person)
    day = _choose_day(store, person, procedures)
    assert person.id is not None
    entry = find_entry(store, person.id, day)
    _say_day(day, procedures)
    with shown_to_people():
        known = find_circumstances(store, person.id, day)
        answers = _ask(person.id, day, entry, known, _signs_of(procedures, day))
        said = _surrounded(person.id, day, known, is_same=_rates_alike(answers, entry))
        if st.button(_("Save this day"), type="primary", width="stretch", key="save_entry"):
            _save(store, answers, said)
    _show_saved(store, person, procedures, day)
    if entry is not None:
        confirm_delete(
            _("the entry of {date}").format(date=words.say_short_date(day)),
            _("The ratings, answers and note of this day will be gone."),
            lambda: delete_entry(store, entry.person_id, day),
            key="delete_entry",
            then=routes.TODAY,  # here, the form would still hold what was deleted
        )


def _choose_day(store: Store, person: Person, procedures: tuple[Procedure, ...]) -> date:
    assert person.id is not None
    first = procedures[-1].started_at.date()
    today = date.today()
    filled = {entry.day for entry in list_entries(store, person.id)}
    offered = [day for back in range(_DAYS_OFFERED) if (day := today - timedelta(back)) >= first]
    picked = st.segmented_control(
        _("Day"),
        [*offered, _EARLIER],
        default=today,
        format_func=lambda day: _name_day(day, today, filled),
        key="day_choice",
        required=True,
    )
    if picked != _EARLIER:
        return picked
    return st.date_input(
        _("Another day"),
        today,
        min_value=first,
        max_value=today,
        key="other_day",
        format=_(words.DATE_FORMAT),
    )


def _name_day(day: date, today: date, filled: set[date]) -> str:
    if day == _EARLIER:
        return _("Earlier")
    near = {0: _("Today"), 1: _("Yesterday")}
    name = near.get((today - day).days) or words.say_weekday(day)
    return f"{name} :material/check:" if day in filled else name


def _say_day(day: date, procedures: tuple[Procedure, ...]) -> None:
    procedure = procedure_of_day(procedures, day)
    if procedure is not None:
        st.caption(words.say_day(post_procedure_day(procedure.started_at, day), procedure))


def _signs_of(procedures: tuple[Procedure, ...], day: date) -> tuple[RedFlag, ...]:
    procedure = procedure_of_day(procedures, day)
    if procedure is None:
        return tuple(RedFlag)
    return flags_asked(post_procedure_day(procedure.started_at, day), procedure.device)


def _ask(
    person_id: int,
    day: date,
    entry: DiaryEntry | None,
    known: Circumstances,
    signs: tuple[RedFlag, ...],
) -> DiaryEntry | None:
    """Ask everything; None as long as the warning signs are not answered."""
    st.caption(" · ".join(map(_, SEVERITIES.values())))
    ratings = {
        symptom: rating
        for symptom in Symptom
        if (rating := _ask_rating(person_id, day, symptom, entry)) is not None
    }
    _ask_special(person_id, day, known)
    st.markdown(f"#### {_('Warning signs')}")
    earlier = entry.red_flags if entry else ()
    flags = ask_flags(person_id, day, signs, earlier, answered=entry is not None)
    note = st.text_area(
        _("Note (optional)"),
        entry.note if entry else "",
        height=80,
        key=rating_key(person_id, day, "note"),
    )
    if flags is None:
        return None
    return DiaryEntry(person_id=person_id, day=day, ratings=ratings, red_flags=flags, note=note)


def _ask_rating(
    person_id: int, day: date, symptom: Symptom, entry: DiaryEntry | None
) -> int | None:
    key = rating_key(person_id, day, symptom)
    earlier = entry.ratings.get(symptom) if entry else None
    now = st.session_state.get(key, earlier)
    word = f": {_(severity_of(now))}" if now is not None else ""
    return st.segmented_control(
        f"{_(SYMPTOMS[symptom])}{word}",
        range(MAX_RATING + 1),
        default=earlier,
        key=key,
        width="stretch",
        wrap=False,
    )


def _ask_special(person_id: int, day: date, known: Circumstances) -> None:
    st.pills(
        _("What may explain it if the skin is redder on this day? (optional)"),
        list(SpecialEvent),
        default=[event for event in SpecialEvent if event in known.special],
        selection_mode="multi",
        format_func=lambda event: _(SPECIAL_EVENTS[event]),
        key=rating_key(person_id, day, "special"),
        width="stretch",
    )


def _surrounded(person_id: int, day: date, known: Circumstances, *, is_same: bool) -> Circumstances:
    """Return what surrounds the entry; earlier answers hold only for the ratings they are about."""
    answers = dict(known.answers) if is_same else {}
    if asked := _asked().get((person_id, day)):
        answers |= ask_signs_back(person_id, day, asked)
    special = frozenset(st.session_state.get(rating_key(person_id, day, "special")) or ())
    return replace(known, special=special, answers=answers)


def _rates_alike(answers: DiaryEntry | None, entry: DiaryEntry | None) -> bool:
    return answers is not None and entry is not None and answers.ratings == entry.ratings


def _asked() -> dict[tuple[int, date], tuple[AskedBack, ...]]:
    """Return what this window is asking back, by person and day."""
    asked: dict[tuple[int, date], tuple[AskedBack, ...]]
    asked = st.session_state.setdefault(_ASKED, {})
    return asked


def _asks_back(store: Store, answers: DiaryEntry, said: Circumstances) -> bool:
    """Ask once about ratings that point to a sign, and say whether that is to be waited for."""
    key = (answers.person_id, answers.day)
    if key in _asked() or answers.red_flags:
        return False
    if asked := ask_back(store, answers, said):
        _asked()[key] = asked
    return bool(asked)


def _save(store: Store, answers: DiaryEntry | None, said: Circumstances) -> None:
    if answers is None:
        raise InvalidEntry(
            "Please answer the warning signs: tick what applies, or choose “None of these applies”."
        )
    if not answers.ratings and not answers.red_flags:
        raise InvalidEntry("Please rate at least one of the six, for instance redness.")
    if _asks_back(store, answers, said):
        st.rerun()
    save_entry(store, answers, said)
    _asked().pop((answers.person_id, answers.day), None)
    st.session_state[_SAVED] = answers.day
    state.leave_notice(_("Saved."))
    st.rerun()


def _show_saved(store: Store, person: Person, procedures: tuple[Procedure, ...], day: date) -> None:
    """Show the verdict of the day that was just saved, until another day is chosen."""
    procedure = procedure_of_day(procedures, day)
    if st.session_state.get(_SAVED) != day or procedure is None or procedure.id is None:
        return
    overview = load_recovery(store, procedure.id)
    number = overview.day_of(day)
    for assessment in overview.assessments:
        if assessment.day == number:
            status_card(overview, assessment)
    if st.button(_("To today"), icon=":material/today:", width="stretch", key="to_today"):
        st.switch_page(routes.TODAY)


show()
