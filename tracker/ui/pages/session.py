"""Log a needling session after the fact, or correct or delete an earlier one."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import streamlit as st

from tracker import clock
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import (
    MAX_CURRENCY,
    MAX_PASSES,
    DeviceKind,
    NewProcedure,
    Person,
    Procedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.words.labels import BODY_ZONES
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
from tracker.ui.components.guidance.costs import MOST_COST
from tracker.ui.components.guidance.findings import show_findings
from tracker.ui.components.guidance.means import choose_device, choose_setting
from tracker.ui.components.guidance.zone_lengths import (
    ask_kept_lengths,
    check_all_have_lengths,
)
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.number import (
    ask_number,
    number_in,
    whole_number_in,
    written_number,
)
from tracker.ui.components.recovery.ordinary_form import ask_ordinary
from tracker.ui.components.recovery.session_versions import choose_session
from tracker.ui.language import _

_USUAL_MEANS = (DeviceKind.PEN, Setting.PROFESSIONAL)
_USUAL_PASSES = 2
_BEYOND_THE_MAP = tuple(zone for zone in BODY_ZONES if zone not in walk_order())


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
    started_at = _ask_time(form, key, earlier)
    usual = (earlier.device, earlier.setting) if earlier else _USUAL_MEANS
    device = choose_device(form, usual[0], key)
    setting = choose_setting(form, usual[1], key)
    known = {one.zone: one for one in earlier.zones} if earlier else {}
    before = {zone: one.needle_length_mm for zone, one in known.items()}
    lengths = ask_kept_lengths(form, key, setting, before, _BEYOND_THE_MAP)
    passes = form.ask(
        "passes",
        written_number(earlier.passes if earlier else _USUAL_PASSES, "0"),
        lambda start: ask_number(_("Passes over each zone"), start, "0", key=f"{key}-passes"),
    )
    needle_set_id = _ask_needles(store, form, person_id, device, earlier)
    products = _ask_text(form, _("Products used (optional)"), f"{key}-products", earlier)
    cost, currency = _ask_cost(store, form, person_id, key, earlier)
    notes = _ask_text(form, _("Notes (optional)"), f"{key}-notes", earlier)
    version = form.start("version", earlier.version if earlier else 0)
    form.keep(version=version, **_written(started_at))

    def describe() -> NewProcedure:
        described = NewProcedure(
            person_id=person_id,
            started_at=_checked_time(started_at),
            device=device,
            setting=setting,
            zones=tuple(_describe(zone, mm, known.get(zone)) for zone, mm in lengths.items()),
            passes=whole_number_in(passes, 0, MAX_PASSES),
            products=products,
            notes=notes,
            cost=_amount_in(cost),
            currency=currency,
            needle_set_id=needle_set_id,
            version=version,
        )
        return Procedure(**vars(described), id=earlier.id) if earlier else described

    is_meant = True
    with suppress(InvalidEntry):  # what is missing is said when the session is saved
        show_findings(guard_record(store, describe()))
        is_meant = _ask_if_double(store, describe())
    if latest and earlier and latest.version != version:
        if isinstance(here := describe(), Procedure):
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
        _save(store, form, describe())


def _written(started_at: datetime | None) -> dict[str, str]:
    """Write when a session was, for a draft: later, now is another time."""
    if started_at is None:
        return {}
    return {"date": f"{started_at:%Y-%m-%d}", "time": f"{started_at:%H:%M}"}


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


def _describe(zone: Zone, length_mm: float, known: TreatedZone | None) -> TreatedZone:
    """Return a treated zone; what else is known of it stays."""
    if known is None:
        return TreatedZone(zone=zone, needle_length_mm=length_mm)
    return replace(known, needle_length_mm=length_mm)


def _ask_time(form: KeptForm, key: str, earlier: Procedure | None) -> datetime | None:
    now = clock.wall().replace(second=0, microsecond=0)
    start = earlier.started_at if earlier else state.begin_at(f"{key}-date", now)
    left, right = st.columns(2)
    day = form.ask(
        "date",
        start.date(),
        lambda start: left.date_input(
            _("Date"),
            start,
            key=f"{key}-date",
            format=_(words.DATE_FORMAT),
            min_value=date(2000, 1, 1),
        ),
        decode=date.fromisoformat,
        encode=date.isoformat,
    )
    at = form.ask(
        "time",
        start.time(),
        lambda start: right.time_input(_("Time"), start, key=f"{key}-time", step=300),
        decode=time.fromisoformat,
        encode=lambda at: f"{at:%H:%M}",
    )
    return datetime.combine(day, at) if day and at else None


def _checked_time(started_at: datetime | None) -> datetime:
    if started_at is None:
        raise InvalidEntry("Please enter the date and the time of the session.")
    return started_at


def _ask_needles(
    store: Store, form: KeptForm, person_id: int, device: DeviceKind, earlier: Procedure | None
) -> int | None:
    """Return the needles that were used, of those that are counted; kept where there are none."""
    before = earlier.needle_set_id if earlier else None
    names = words.distinct(
        {
            one.needles.id: f"{one.needles.name} ({one.uses})"
            for one in list_needles(store, person_id, device)
        }
    )
    if not names:
        return before
    sets = [None, *names]
    return form.ask(
        f"needles-{device}",
        before if before in names else None,
        lambda start: st.selectbox(
            _("Needles, with their sessions so far"),
            sets,
            sets.index(start) if start in sets else 0,
            format_func=lambda one: names[one] if one in names else _("Not counted"),
            key=f"needles-{person_id}-{device}-{earlier.id if earlier else 'new'}",
        ),
    )


def _ask_text(form: KeptForm, label: str, key: str, earlier: Procedure | None) -> str:
    field = key.rsplit("-", 1)[1]
    saved = getattr(earlier, field) if earlier else ""
    return form.ask(field, saved, lambda start: st.text_area(label, start, height=80, key=key))


def _ask_cost(
    store: Store, form: KeptForm, person_id: int, key: str, earlier: Procedure | None
) -> tuple[str, str]:
    """Return the cost as typed, and the currency: the last one used unless another is entered."""
    used = [one.currency for one in list_procedures(store, person_id) if one.currency]
    left, right = st.columns(2)
    known = float(earlier.cost) if earlier and earlier.cost is not None else None
    with left:
        cost = form.ask(
            "cost",
            written_number(known, "0.00"),
            lambda start: ask_number(_("Cost (optional)"), start, "0.00", key=f"{key}-cost"),
        )
    currency = form.ask(
        "currency",
        earlier.currency if earlier and earlier.currency else next(iter(used), ""),
        lambda start: (
            right.text_input(
                _("Currency"),
                start,
                max_chars=MAX_CURRENCY,
                placeholder="EUR",
                key=f"{key}-currency",
            )
            or ""
        ),
    )
    return cost, currency


def _amount_in(text: str) -> Decimal | None:
    cost = number_in(text, 0, MOST_COST)
    return None if cost is None else Decimal(f"{cost:.2f}")


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
