"""The guided session, on a phone beside the mirror: one zone at a time, one tap a step."""

import streamlit as st

from tracker.domain.guidance.walk import (
    MOST_PASSES,
    USUAL_PASSES,
    Walk,
    WalkAction,
    WalkText,
    shipped_walk_texts,
)
from tracker.domain.guidance.words import FACE_MAP_TITLE, STOP_REASONS
from tracker.domain.guidance.zone_guide import guide_for
from tracker.domain.records.kept import TreatedZone
from tracker.domain.words.labels import ZONES
from tracker.drawing.face_map import draw_face
from tracker.drawing.map_marks import walk_marks
from tracker.services.guidance import walking
from tracker.services.guidance.planning import find_open_plan
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.components.current import current_person, require_person
from tracker.ui.components.guidance.clock import clock
from tracker.ui.components.guidance.open_plan import require_plan
from tracker.ui.components.guidance.walk_buttons import (
    WalkPage,
    ask_reason,
    keep,
    offer,
    offer_undo,
    reason_due,
    show_actions,
    show_refused,
)
from tracker.ui.components.guidance.zone_card import show_motion
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _


def show() -> None:
    """Draw the step that is due."""
    store = bootstrap.get_store()
    person = current_person(store)
    if person is None or find_open_plan(store, person.id) is None:
        st.title(_("Guided session"))  # later, each step is its own title
    plan = require_plan(store, require_person(store))
    with st.container(key="walk", gap="xsmall"):
        show_refused()
        walk = walking.load_walk(store, plan.id)
        with shown_to_people():
            if walk is None:
                _show_rules(store, plan.id)
            else:
                _show_step(WalkPage(store, plan.id, walk))


def _show_step(page: WalkPage) -> None:
    walk, asked = page.walk, reason_due(page.walk)
    if asked is not None:
        ask_reason(page, asked)
    elif walk.current is not None:
        _show_zone(page, walk.current)
    elif walk.finishing_step is not None:
        _show_finishing(page, walk.finishing_step)
    else:
        _show_summary(page)


def _show_rules(store: Store, plan_id: int) -> None:
    """Show the rules before the first zone."""
    st.title(_("Guided session"))
    for text in shipped_walk_texts().values():
        if not text.finishing:
            st.markdown(f"**{_(text.title)}.** {_(text.how)}")
    with st.popover(_("Why?"), width="stretch"):
        for text in shipped_walk_texts().values():
            st.markdown(f"**{_(text.title)}.** {_(text.why)}")
            show_basis(text)
    st.button(
        _("Begin"),
        type="primary",
        width="stretch",
        key="walk_begin",
        on_click=lambda: keep(lambda: walking.begin(store, plan_id)),
    )
    say_not_signed_off()


def _show_zone(page: WalkPage, current: TreatedZone) -> None:
    walk, guide = page.walk, guide_for(current.zone)
    assert guide is not None, "a walk stays on the facial map"
    st.title(_(ZONES[current.zone]))
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        _show_map(walk, width=170)
        with st.container(gap="xsmall"):
            _show_numbers(page, current)
    show_motion(guide)
    show_actions(page)


def _show_map(walk: Walk, width: int) -> None:
    """Show the face as the mirror does."""
    svg = draw_face(walk_marks(walk, _), mirrored=True, translate=_)
    st.image(svg, width=width, alt=_(FACE_MAP_TITLE))


def _show_numbers(page: WalkPage, current: TreatedZone) -> None:
    walk = page.walk
    st.markdown(
        _("Zone {number} of {zones}").format(number=len(walk.done) + 1, zones=len(walk.zones))
    )
    st.markdown(f"**{words.say_needle_length(current.needle_length_mm)}**")
    st.markdown(
        _("**Passes: {passes}** of {usual} to {most}").format(
            passes=walk.passes, usual=USUAL_PASSES, most=MOST_PASSES
        )
    )
    clock(walk.started_at, key=f"elapsed-{page.plan_id}")


def _show_finishing(page: WalkPage, step: WalkText) -> None:
    st.title(_(step.title))
    st.markdown(_(step.how))
    st.markdown(_(step.why))
    clock(page.walk.started_at, key=f"elapsed-{page.plan_id}")
    offer(page, WalkAction.STEP_DONE, is_first=True)
    with st.container(horizontal=True, wrap=False, key="walk_small"):
        offer_undo(page)
    show_basis(step)
    say_not_signed_off()


def _show_summary(page: WalkPage) -> None:
    """Show what was done; one tap makes it the record."""
    st.title(_("Done"))
    _show_map(page.walk, width=260)
    left_out = [done for done in page.walk.done if done.skipped_because]
    for done in left_out:
        st.markdown(f"{_(ZONES[done.zone])}: {_(done.skipped_because)}")
    if any(event.reason in STOP_REASONS[1:] for event in page.walk.events):
        st.markdown(_(shipped_walk_texts()["stop_at_once"].how))
    if any(done.passes for done in page.walk.done):
        if st.button(
            _("Record it and check in"), type="primary", width="stretch", key="walk_record"
        ):
            _record(page)
    else:
        st.markdown(_("No zone was needled, so there is nothing to record."))
        if st.button(_("Back to the plan"), type="primary", width="stretch", key="walk_back"):
            st.switch_page(routes.PLAN)
    offer_undo(page)
    say_not_signed_off()


def _record(page: WalkPage) -> None:
    recorded = walking.record(page.store, page.plan_id, _)
    notice = _("The session is recorded. Now the first check-in.")
    if recorded.photo_problem is not None:
        notice += f" {_('The photo from before was not kept:')} {_(recorded.photo_problem.text)}"
    if recorded.retest_problem is not None:
        why = _(recorded.retest_problem.text)
        notice += f" {_('A photo in another light was not kept:')} {why}"
    state.leave_notice(notice)
    state.choose_procedure(None)
    st.switch_page(routes.CHECK_IN)


show()
