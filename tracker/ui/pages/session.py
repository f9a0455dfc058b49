"""Log a needling session after the fact, or correct or delete an earlier one."""

from contextlib import suppress

import streamlit as st

from tracker import clock
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import (
    NewProcedure,
    Person,
    Procedure,
)
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.guidance.planning import guard_record
from tracker.services.guidance.readying import list_needles
from tracker.services.recovery.drafts import session_form
from tracker.services.recovery.procedures import (
    correct_procedure,
    delete_procedure,
    find_double,
    goes_with,
    list_procedures,
    log_procedure,
)
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.basis import say_not_signed_off
from tracker.ui.components.current import confirm_delete, current_book, require_person
from tracker.ui.components.form import KeptForm
from tracker.ui.components.guidance.findings import show_findings
from tracker.ui.components.guidance.zone_lengths import (
    check_all_have_lengths,
)
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.ordinary_form import ask_ordinary, keep_chosen
from tracker.ui.components.recovery.session_form import ask_session
from tracker.ui.components.recovery.session_versions import choose_session
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Session"))
    person = require_person(store)
    earlier = _choose(store, person)
    if earlier is None:
        ask_ordinary(store, person)
    with shown_to_people():
        _ask(store, person, earlier)
    if earlier is not None:
        _offer_delete(store, earlier)
    say_not_signed_off()


def _choose(store: Store, person: Person) -> Procedure | None:
    """Return the session to correct, None for a new one."""
    procedures = {procedure.id: procedure for procedure in list_procedures(store, person.id)}
    if not procedures:
        st.markdown(_("What was done, where, and how deep. Everything else is counted from here."))
        return None
    names = {
        one: _("Correct: {session}").format(session=name)
        for one, name in words.name_sessions(procedures.values()).items()
    }
    chosen = st.selectbox(
        _("New or earlier"),
        [None, *procedures],
        format_func=lambda one: names.get(one, _("A new session")),
        key=state.PROCEDURE_TO_CORRECT,
    )
    return procedures.get(chosen) if chosen else None


def _ask(store: Store, person: Person, latest: Procedure | None) -> None:
    person_id, key = person.id, f"session-{person.id}-{latest.id if latest else 'new'}"
    form = KeptForm(store, person_id, session_form(latest), latest.id if latest else None)
    form.offer_to_discard()
    # Another window may have kept a newer version since this form was drawn first.
    earlier = state.begin_at(f"{key}-passes", latest)
    answers = ask_session(store, form, person_id, key, earlier)
    is_meant = True
    with suppress(InvalidEntry):  # what is missing is said when the session is saved
        show_findings(guard_record(store, answers.described()))
        is_meant = _ask_if_double(store, answers.described())
    if latest and earlier and latest.version != answers.version:
        if isinstance(here := answers.described(), Procedure):
            _save_over(store, form, here, latest, earlier)
        return
    label = _("Save the changes") if earlier else _("Log this session")
    if st.button(label, type="primary", width="stretch", key="save_session"):
        check_all_have_lengths(key)
        if not is_meant:
            raise InvalidEntry(
                "This looks like a session that is there already. Please say that it is another "
                "one, or correct the one that is there."
            )
        _save(store, form, answers.described())


def _ask_if_double(store: Store, procedure: NewProcedure) -> bool:
    """Ask about a new session that seems to be there already; return whether it may be kept."""
    is_new = not isinstance(procedure, Procedure)
    double = find_double(current_book(store), procedure) if is_new else None
    if double is None:
        return True
    when = words.say_moment_of_year(double.started_at)
    st.warning(
        _("There is a session of {when} with the same zones. Was this one entered twice?").format(
            when=when
        ),
        icon=":material/content_copy:",
    )
    return st.checkbox(_("No, it is another session"), key=f"no_double-{double.id}")


def _save_over(
    store: Store, form: KeptForm, here: Procedure, there: Procedure, began: Procedure
) -> None:
    """Save over a newer version of another window, part by part as the person chooses."""
    needles = {
        one.needles.id: one.needles.name
        for device in {here.device, there.device}
        for one in list_needles(store, there.person_id, device)
    }
    chosen = choose_session(here, there, began, needles, key=f"both-{there.id}-{there.version}")
    if chosen is not None:
        _save(store, form, chosen)


def _save(store: Store, form: KeptForm, procedure: NewProcedure) -> None:
    is_first_of_today = False
    if isinstance(procedure, Procedure):
        try:
            correct_procedure(store, procedure)
        except Overtaken:
            st.rerun()  # the next run shows both versions
        state.leave_notice(_("The changes are saved."))
    else:
        is_first = not list_procedures(store, procedure.person_id)
        kept = log_procedure(store, procedure)
        keep_chosen(store, procedure.person_id)
        # The first check-in is due at once; who has done one before finds it on Today.
        today = clock.today(current_book(store).person)
        is_first_of_today = is_first and kept.diary_day == today
        state.leave_notice(_("The session is logged. A photo from before helps most."))
    form.drop()
    state.choose_procedure(None)
    st.switch_page(routes.CHECK_IN if is_first_of_today else routes.TODAY)


def _offer_delete(store: Store, procedure: Procedure) -> None:
    gone = goes_with(current_book(store), procedure)
    said = _("What goes with it: photos: {photos}; diary days: {days} ({entries} entries).")
    consequence = said.format(photos=len(gone.photos), days=gone.days, entries=len(gone.entries))
    if gone.shared:
        stays = _("Entries that another session needs, and that stay: {count}.")
        consequence += " " + stays.format(count=gone.shared)
    confirm_delete(
        _("the session of {when} ({areas})").format(
            when=words.say_moment_of_year(procedure.started_at),
            areas=words.say_areas(areas_of(procedure)),
        ),
        consequence,
        lambda: delete_procedure(store, procedure.id),
        key="delete_session",
        then=routes.HISTORY,
    )


show()
