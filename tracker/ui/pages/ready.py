"""Is everything ready? The checklist, the needles, numbing, and the photo from before."""

from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.guidance.names import LEFT_OUT
from tracker.domain.guidance.planning import PlannedRetest
from tracker.domain.guidance.readiness import (
    LeftOut,
    ReadinessItem,
    checklist_for,
    numbing_timer,
    why_not_begin,
)
from tracker.domain.records.kept import BodyArea, OnSkin
from tracker.domain.words.labels import DEVICES
from tracker.services.guidance import readying
from tracker.services.guidance.planning import check_today
from tracker.services.guidance.readying import CountedNeedles, Readiness, load_readiness
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.components.current import require_person
from tracker.ui.components.guidance.clock import clock as running_clock
from tracker.ui.components.guidance.open_plan import offer_discard, require_plan, say_plan
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.number import ask_number, whole_number_in
from tracker.ui.components.photos.own_error import HOW_TO_RETEST, TRUER_NUMBER
from tracker.ui.components.photos.upload_form import FORMATS, ask_on_skin
from tracker.ui.language import _
from tracker.ui.plain import as_written

_NEEDLES, _NUMBING, _PHOTO = "sharp_needles", "numbing", "before_photo"
_NEW = 0
_MOST_USES = 1000


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Is everything ready?"))
    person = require_person(store)
    plan = require_plan(store, person)
    st.markdown(say_plan(plan))
    readiness = load_readiness(store, plan.id)
    with shown_to_people():
        _choose_needles(store, readiness, clock.today(person))
    for item in checklist_for(plan.device):
        _show_line(store, readiness, item)
    _offer_begin(store, readiness)
    offer_discard(store, plan)
    say_not_signed_off()


def _choose_needles(store: Store, readiness: Readiness, today: date) -> None:
    plan_id = _id(readiness)
    with st.container(border=True, key="needles"):
        _say_chosen(store, readiness)
        names = {one.needles.id: one for one in readiness.needles}
        chosen = st.pills(
            _("Which needles?"),
            [*names, _NEW],
            default=readiness.plan.needle_set_id if readiness.chosen else None,
            format_func=lambda one: _say_needles(names[one]) if one in names else _("New needles"),
            key=f"needles-{plan_id}-{len(names)}",
        )
        if chosen == _NEW:
            _open_needles(store, readiness, today)
        elif chosen != readiness.plan.needle_set_id:
            readying.choose_needles(store, plan_id, chosen)
            st.rerun()


def _say_chosen(store: Store, readiness: Readiness) -> None:
    chosen = readiness.chosen
    if chosen is None:
        st.markdown(_("Choose the needles, so that their sessions are counted."))
        return
    st.markdown(
        _("**{name}**. Sessions with these needles so far: {uses}.").format(
            name=as_written(chosen.needles.name), uses=chosen.uses
        )
    )
    if chosen.warning is not None:
        st.warning(_(chosen.warning.advice), icon=":material/warning:")
        show_basis(chosen.warning)
    if st.button(_("Thrown away"), icon=":material/delete:", key="discard_needles"):
        readying.discard_needles(store, _id(readiness), chosen.needles.id)
        st.rerun()


def _say_needles(counted: CountedNeedles) -> str:
    return f"{as_written(counted.needles.name)} ({counted.uses})"


def _open_needles(store: Store, readiness: Readiness, today: date) -> None:
    device = _(DEVICES[readiness.plan.device])
    name = st.text_input(_("Name"), f"{device}, {words.say_short_date(today)}", key="needles_name")
    uses = ask_number(_("Sessions they have done already"), 0, "0", key="needles_uses")
    if st.button(_("Use these"), type="primary", width="stretch", key="open_needles"):
        readying.open_needles(
            store, _id(readiness), name or "", whole_number_in(uses, 0, _MOST_USES)
        )
        st.rerun()


def _show_line(store: Store, readiness: Readiness, item: ReadinessItem) -> None:
    plan_id = _id(readiness)
    key = _tick_key(plan_id, item.id)
    with st.container(border=True, key=f"line_{item.id}"):
        st.checkbox(
            f"**{_(item.title)}**",
            item.id in readiness.ready,
            key=key,
            on_change=lambda: readying.set_ready(
                store, plan_id, item.id, is_ready=st.session_state[key]
            ),
        )
        st.markdown(_(item.how))
        if item.timer_minutes:
            _show_numbing(store, readiness)
        if item.id == _PHOTO:
            with shown_to_people():
                _ask_photo(store, readiness)
        with st.popover(_("Why?"), type="tertiary", key=f"why_{item.id}"):
            st.markdown(_(item.why))
            show_basis(item)


def _show_numbing(store: Store, readiness: Readiness) -> None:
    plan_id, started_at = _id(readiness), readiness.plan.numbing_started_at
    if started_at is None:
        if st.button(
            _("Start the timer"), icon=":material/timer:", width="stretch", key="start_numbing"
        ):
            readying.set_numbing(store, plan_id, runs=True)
            st.rerun()
        return
    timer = numbing_timer(started_at)
    running_clock(
        started_at,
        key=f"numbing-{plan_id}",
        lasts=timer.duration,
        over=_("Time is over: wipe it off."),
    )
    st.caption(
        _("Until {time}. It goes on while this page is closed.").format(
            time=words.say_time(timer.ends_at)
        )
    )
    if st.button(_("Put it back"), icon=":material/restart_alt:", key="stop_numbing"):
        readying.set_numbing(store, plan_id, runs=False)
        st.rerun()


def _ask_photo(store: Store, readiness: Readiness) -> None:
    plan_id = _id(readiness)
    if readiness.photo is not None:
        thumbnail = bootstrap.preview(readiness.photo.content).thumbnail
        st.image(thumbnail, width=120, alt=_("The photo from before"))
        if st.button(_("Take another one"), icon=":material/replay:", key="drop_photo"):
            readying.drop_before_photo(store, plan_id)
            bootstrap.forget_pictures()
            st.rerun()
        _offer_retest(store, readiness)
        return
    if readying.area_before(readiness.plan) is BodyArea.FACE and not _is_bare(plan_id):
        return
    file = st.file_uploader(
        _("Take it with the phone's own camera, or choose a file"),
        FORMATS,
        key=f"before-{plan_id}",
    )
    if file is not None:
        with st.spinner(_("Checking the photo …")):
            readying.keep_before_photo(store, plan_id, file.getvalue())
        readying.set_ready(store, plan_id, _PHOTO, is_ready=True)
        st.session_state.pop(_tick_key(plan_id, _PHOTO), None)  # or the box would stay empty
        st.rerun()


def _offer_retest(store: Store, readiness: Readiness) -> None:
    """Offer the same skin once more in another light, any number of times."""
    plan_id = _id(readiness)
    with st.expander(_(TRUER_NUMBER), expanded=bool(readiness.retests), icon=":material/timer:"):
        st.markdown(_(HOW_TO_RETEST))
        for one in readiness.retests:
            _show_retest(store, one)
        file = st.file_uploader(
            _("The same skin, in another light"),
            FORMATS,
            key=f"retest-{plan_id}-{len(readiness.retests)}",  # an empty one for the next
        )
        if file is not None:
            with st.spinner(_("Checking the photo …")):
                readying.keep_retest(store, plan_id, file.getvalue())
            st.rerun()


def _show_retest(store: Store, retest: PlannedRetest) -> None:
    picture, button = st.columns([1, 2], vertical_alignment="center")
    thumbnail = bootstrap.preview(retest.content).thumbnail
    picture.image(thumbnail, width=96, alt=_("The same skin, in another light"))
    if button.button(_("Delete this one"), icon=":material/delete:", key=f"retest_{retest.number}"):
        readying.drop_retest(store, retest.plan_id, retest.number)
        bootstrap.forget_pictures()
        st.rerun()


def _is_bare(plan_id: int) -> bool:
    """Ask what is on the skin; a photo from before is of bare skin."""
    on_skin = ask_on_skin(f"before-{plan_id}")
    if on_skin not in (None, OnSkin.NOTHING):
        st.markdown(
            _(
                "It hides redness, or pales it, and every later photo is measured against this "
                "one. Please clean the skin first and pat it dry."
            )
        )
    return on_skin is OnSkin.NOTHING


def _offer_begin(store: Store, readiness: Readiness) -> None:
    if readiness.missing:
        st.caption(_("Lines that are not ticked: {number}.").format(number=readiness.missing))
        _ask_why_left_out(store, readiness)
    with shown_to_people():
        check_today(store, _id(readiness))
        numbed = readiness.plan.numbing_started_at is not None
        if why := why_not_begin(readiness.plan.device, readiness.ready, numbed=numbed):
            st.warning(_(why), icon=":material/checklist:")
        elif st.button(_("To the guided session"), type="primary", width="stretch", key="go_walk"):
            st.switch_page(routes.WALK)
    if st.button(_("Back to the plan"), width="stretch", key="go_plan"):
        st.switch_page(routes.PLAN)


def _ask_why_left_out(store: Store, readiness: Readiness) -> None:
    plan_id, known = _id(readiness), readiness.left_out
    why = st.pills(
        _("Why is the rest left out?"),
        list(LeftOut),
        default=known,
        format_func=lambda one: _(LEFT_OUT[one]),
        key=f"left_out-{plan_id}",
    )
    if why != known:
        readying.leave_out(store, plan_id, why)
        st.rerun()


def _tick_key(plan_id: int, item: str) -> str:
    return f"ready-{plan_id}-{item}"


def _id(readiness: Readiness) -> int:
    return readiness.plan.id


show()
