"""People, your data, and what this program is."""

from importlib.metadata import version

import streamlit as st

from tracker import clock
from tracker.domain.records.days import LATEST_END_HOUR
from tracker.domain.records.kept import Person
from tracker.domain.words.emergency import number_of
from tracker.locale import languages
from tracker.services.data.archive import copies_made
from tracker.services.data.people import (
    add_person,
    delete_person,
    list_people,
    rename_person,
    set_consent,
    set_day_end,
    set_emergency_number,
    set_language,
)
from tracker.services.recovery.courses import newest_course
from tracker.services.safety.problem_report import problem_report
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state
from tracker.ui.components.current import confirm_delete, current_person, follow
from tracker.ui.components.data.copies import offer_copies, offer_everything, offer_fhir
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.recovery.ordinary_form import ordinary_form
from tracker.ui.language import _, current, mark, own_name
from tracker.ui.plain import as_written
from tracker.ui.words import say_moment

_DELETE_EVERYTHING = mark("delete everything")
_MOST_NAMED = 8
_ABOUT_CONSENT = mark(
    "Where somebody agrees, their recoveries stay on this computer and are used only to refit the "
    "usual range here; agreement can be taken back at any time and then holds for later refits."
)
_PROBLEM = mark(
    "A problem report helps whoever mends the program. It holds versions, counts and states, no "
    "name, note, rating, date or picture, and is sent nowhere. You see here exactly what it says."
)


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Settings and data"))
    if store.is_whole:
        people = list_people(store)
        _show_people(store, people)
        _show_data(store, people)
    elif person := current_person(store):
        _show_seen(store, person)
    _show_about(store)


def _show_seen(store: Store, person: Person) -> None:
    """Draw what a signed-in person may do about the one record that this window follows."""
    account = bootstrap.get_account()
    if account is not None and account.person_id == person.id:
        st.header(_("Your record"))
        _show_person(store, person)
    offer_copies(store, person)


def _show_people(store: Store, people: tuple[Person, ...]) -> None:
    st.header(_("People"))
    st.caption(_(_ABOUT_CONSENT))
    for person in people:
        _show_person(store, person)
    with st.form("add_person", clear_on_submit=False), shown_to_people():
        name = st.text_input(_("Add a person"), placeholder=_("Name"), key="added_name")
        if st.form_submit_button(_("Add"), key="add_person_button"):
            follow(store, add_person(store, name, language=current()).id)
            state.leave_notice(_("{name} was added.").format(name=as_written(name.strip())))
            st.rerun()


def _show_person(store: Store, person: Person) -> None:
    person_id = person.id
    with st.container(border=True, key=f"person_{person_id}"), shown_to_people():
        name = st.text_input(
            _("Name (invented person)") if person.is_demo else _("Name"),
            person.name,
            key=f"name_{person_id}",
        )
        with st.container(horizontal=True):
            if store.is_whole and st.button(_("Follow"), key=f"follow_{person_id}"):
                follow(store, person_id)
                st.switch_page(routes.TODAY)
            if st.button(_("Rename"), key=f"rename_{person_id}"):
                rename_person(store, person_id, name)
                st.rerun()
            confirm_delete(
                as_written(person.name),
                _("All sessions, diary days and photos of this person will be gone."),
                lambda: _delete(store, person_id),
                key=f"delete_{person_id}",
            )
        _ask_language(store, person)
        _ask_day_end(store, person)
        _ask_emergency_number(store, person)
        if store.is_whole and not person.is_demo:  # elsewhere it is among the consents
            _ask_consent(store, person)
        with st.expander(_("How your skin is on an ordinary day"), key=f"ordinary_{person_id}"):
            ordinary_form(store, person)


def _ask_language(store: Store, person: Person) -> None:
    known = languages()
    chosen = st.selectbox(
        _("Language"),
        known,
        known.index(person.language) if person.language in known else 0,
        format_func=own_name,
        key=f"language_{person.id}",
    )
    if chosen != person.language:
        set_language(store, person.id, chosen)
        st.rerun()


def _ask_day_end(store: Store, person: Person) -> None:
    hours = range(LATEST_END_HOUR + 1)
    chosen = st.selectbox(
        _("A diary day ends at"),
        hours,
        hours.index(person.day_ends_hour),
        format_func=lambda hour: f"{hour:02}:00",
        help=_("What you do after midnight still belongs to the day before, until this hour."),
        key=f"day_end_{person.id}",
    )
    if chosen != person.day_ends_hour:
        set_day_end(store, person.id, chosen)
        st.rerun()


def _ask_emergency_number(store: Store, person: Person) -> None:
    number = st.text_input(
        _("Emergency number"),
        person.emergency_number,
        placeholder=number_of(st.context.locale, st.context.timezone),
        help=_("It is shown with a tap to call where an entry asks for help at once."),
        key=f"emergency_{person.id}",
    )
    if (number or "") != person.emergency_number:
        set_emergency_number(store, person.id, number or "")
        st.rerun()


def _ask_consent(store: Store, person: Person) -> None:
    consents = st.toggle(
        _("Recoveries may be used to refit the usual range"),
        person.consents_to_refit,
        key=f"consent_{person.id}",
    )
    if consents != person.consents_to_refit:
        set_consent(store, person.id, consents_to_refit=consents)


def _show_data(store: Store, people: tuple[Person, ...]) -> None:
    st.header(_("Your data"))
    st.markdown(
        _(
            "Everything is kept on this computer and nothing is sent anywhere. Photos are stripped "
            "of place and camera data when they are added."
        )
    )
    st.page_link(
        routes.LOCK, label=_("Encrypt it, lock it, and back it up"), icon=":material/lock:"
    )
    st.page_link(
        routes.BRING_IN,
        label=_("Bring in an export, old photos or a table"),
        icon=":material/upload_file:",
    )
    st.page_link(routes.PHONE, label=_("Use it on my phone"), icon=":material/smartphone:")
    st.code(str(bootstrap.get_settings().data_dir), language=None, wrap_lines=True)
    offer_everything(store)
    if people:
        offer_fhir(store, people)
    _name_copies(store)
    if people:
        _offer_delete_everything(store, people)


def _name_copies(store: Store) -> None:
    """Say which copies a deletion does not reach: they are the person's own."""
    made = copies_made(store)
    if not made:
        return
    st.markdown(_("Copies that you made yourself stay when something is deleted here:"))
    for copy in made[:_MOST_NAMED]:
        when = say_moment(copy.made_at.astimezone())
        place = as_written(copy.place) if copy.place else _("downloaded by the browser")
        st.markdown(f"- {when}: {place}")
    if len(made) > _MOST_NAMED:
        st.markdown("- …")


def _offer_delete_everything(store: Store, people: tuple[Person, ...]) -> None:
    with st.expander(_("Delete everything")):
        st.markdown(_("All people, sessions, diary days and photos. This cannot be taken back."))
        words = _(_DELETE_EVERYTHING)
        typed = st.text_input(
            _("To confirm, type: {words}").format(words=words), key="delete_all_words"
        )
        confirmed = typed.strip().lower() == words
        if st.button(_("Delete everything for good"), key="delete_all", disabled=not confirmed):
            for person in people:
                _delete(store, person.id)
            bootstrap.forget_pictures()
            state.choose_person(None)
            state.leave_notice(_("Everything was deleted."))
            st.switch_page(routes.WELCOME)


def _delete(store: Store, person_id: int) -> None:
    delete_person(store, person_id)
    state.forget_typed(person_id)
    if state.chosen_person() == person_id:  # other windows wait until somebody is chosen
        state.choose_person(None)


def _show_about(store: Store) -> None:
    st.header(_("About"))
    st.markdown(
        _(
            "Fifth Day is a diary, not a medical device. It compares what you enter and photograph "
            "with what is usual; it does not diagnose, and nobody is watching it. If you are "
            "worried, contact a clinician whatever it shows."
        )
    )
    if store.is_whole:
        _offer_problem_report(store)
    course = newest_course(store.settings)
    st.caption(
        _("Version {version} · expected course {course}").format(
            version=version("fifthday"), course=as_written(course.version)
        )
        + f" · Streamlit {st.__version__}"
    )


def _offer_problem_report(store: Store) -> None:
    with st.expander(_("Something does not work?")), shown_to_people():
        st.markdown(_(_PROBLEM))
        if st.button(_("Make a problem report"), key="problem", width="stretch"):
            text = problem_report(store, clock.now())
            st.code(text, language=None, wrap_lines=True)
            st.download_button(
                _("Save it as a file"),
                text,
                "fifthday-problem.txt",
                on_click="ignore",
                key="problem_file",
                width="stretch",
            )


show()
