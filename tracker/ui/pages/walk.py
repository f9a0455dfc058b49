"""The guided session, on a phone beside the mirror: one zone at a time, one tap a step."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from tracker.domain.guidance.face_map import draw_face
from tracker.domain.guidance.map_marks import walk_marks
from tracker.domain.guidance.names import WALK_ACTIONS
from tracker.domain.guidance.walk import (
    MOST_PASSES,
    USUAL_PASSES,
    Walk,
    WalkAction,
    WalkText,
    shipped_walk_texts,
)
from tracker.domain.guidance.words import FACE_MAP_TITLE, SKIP_REASONS, STOP_REASONS
from tracker.domain.guidance.zone_guide import guide_for
from tracker.domain.labels import ZONES
from tracker.domain.records import TreatedZone
from tracker.errors import UserError
from tracker.services import walking
from tracker.services.planning import find_open_plan
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, state, words
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.components.clock import clock
from tracker.ui.components.current import current_person, require_person
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.open_plan import require_plan
from tracker.ui.components.zone_card import show_motion
from tracker.ui.language import _

_ASKED, _REFUSED = "walk_reason_for", "walk_refused"
_REASONS = {WalkAction.SKIP: SKIP_REASONS, WalkAction.STOP: STOP_REASONS}
_ICONS = {
    WalkAction.PASS_DONE: ":material/check:",
    WalkAction.NEXT_ZONE: ":material/arrow_forward:",
    WalkAction.ENDPOINT: ":material/flag:",
    WalkAction.SKIP: ":material/skip_next:",
    WalkAction.STEP_DONE: ":material/check:",
    WalkAction.STOP: ":material/front_hand:",
}


@dataclass(frozen=True)
class _Page:
    """What every part of the page needs."""

    store: Store
    plan_id: int
    walk: Walk


def show() -> None:
    """Draw the step that is due."""
    store = bootstrap.get_store()
    person = current_person(store)
    if person is None or find_open_plan(store, person.id or 0) is None:
        st.title(_("Guided session"))  # later, each step is its own title
    plan = require_plan(store, require_person(store))
    with st.container(key="walk", gap="xsmall"):
        assert plan.id is not None
        if refused := st.session_state.pop(_REFUSED, None):
            st.error(_(refused), icon=":material/error:")
        walk = walking.load_walk(store, plan.id)
        with shown_to_people():
            if walk is None:
                _show_rules(store, plan.id)
            else:
                _show_step(_Page(store, plan.id, walk))


def _show_step(page: _Page) -> None:
    walk, asked = page.walk, st.session_state.get(_ASKED)
    if asked in walk.offered:
        _ask_reason(page, asked)
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
        on_click=lambda: _keep(lambda: walking.begin(store, plan_id)),
    )
    say_not_signed_off()


def _show_zone(page: _Page, current: TreatedZone) -> None:
    walk, guide = page.walk, guide_for(current.zone)
    assert guide is not None, "a walk stays on the facial map"
    st.title(_(ZONES[current.zone]))
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        _show_map(walk, width=170)
        with st.container(gap="xsmall"):
            _show_numbers(page, current)
    show_motion(guide)
    _show_actions(page)


def _show_map(walk: Walk, width: int) -> None:
    """Show the face as the mirror does."""
    svg = draw_face(walk_marks(walk, _), mirrored=True, translate=_)
    st.image(svg, width=width, alt=_(FACE_MAP_TITLE))


def _show_numbers(page: _Page, current: TreatedZone) -> None:
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


def _show_actions(page: _Page) -> None:
    first, *others = page.walk.offered
    _action(page, first, is_first=True)
    middle = [one for one in others if one not in _REASONS]
    if middle:
        with st.container(horizontal=True, wrap=False, key="walk_middle"):
            for action in middle:
                _action(page, action)
    with st.container(horizontal=True, wrap=False, key="walk_reasons"):
        for action in _REASONS:
            _action(page, action)
    _show_small(page)


def _show_small(page: _Page) -> None:
    with st.container(horizontal=True, wrap=False, key="walk_small"):
        _offer_undo(page)
        with st.popover(_("Why?"), width="stretch"):
            current = page.walk.current
            guide = guide_for(current.zone) if current else None
            if guide is not None:
                show_basis(guide)
            say_not_signed_off()
        if st.button(_("Pause"), icon=":material/pause:", width="stretch", key="walk_pause"):
            st.switch_page(routes.TODAY)


def _action(page: _Page, action: WalkAction, *, is_first: bool = False) -> None:
    def tap() -> None:
        if action in _REASONS:
            st.session_state[_ASKED] = action
        else:
            _keep(lambda: walking.act(page.store, page.plan_id, action))

    st.button(
        _(WALK_ACTIONS[action]),
        icon=_ICONS[action],
        wrap=True,
        type="primary" if is_first else "secondary",
        width="stretch",
        key=f"walk_{action}",
        on_click=tap,
    )


def _keep(step: Callable[[], object]) -> None:
    """Do what a tap asks for before the page is drawn; what is refused is said on it."""
    try:
        step()
    except UserError as error:
        st.session_state[_REFUSED] = error.text


def _ask_reason(page: _Page, action: WalkAction) -> None:
    """Ask why, by tapping one of the usual reasons."""

    def answer(reason: str) -> None:
        st.session_state.pop(_ASKED, None)
        _keep(lambda: walking.act(page.store, page.plan_id, action, reason))

    st.title(_(WALK_ACTIONS[action]))
    st.markdown(_("Why?"))
    for reason in _REASONS[action]:
        st.button(
            _(reason), width="stretch", key=f"reason_{reason}", on_click=answer, args=(reason,)
        )
    st.button(
        _("Go on with this zone"),
        type="primary",
        width="stretch",
        key="walk_go_on",
        on_click=lambda: st.session_state.pop(_ASKED, None),
    )


def _show_finishing(page: _Page, step: WalkText) -> None:
    st.title(_(step.title))
    st.markdown(_(step.how))
    st.markdown(_(step.why))
    clock(page.walk.started_at, key=f"elapsed-{page.plan_id}")
    _action(page, WalkAction.STEP_DONE, is_first=True)
    with st.container(horizontal=True, wrap=False, key="walk_small"):
        _offer_undo(page)
    show_basis(step)
    say_not_signed_off()


def _show_summary(page: _Page) -> None:
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
    _offer_undo(page)
    say_not_signed_off()


def _record(page: _Page) -> None:
    recorded = walking.record(page.store, page.plan_id, _)
    notice = _("The session is recorded. Now the first check-in.")
    if recorded.photo_problem is not None:
        notice += f" {_('The photo from before was not kept:')} {_(recorded.photo_problem.text)}"
    state.leave_notice(notice)
    state.choose_procedure(None)
    st.switch_page(routes.CHECK_IN)


def _offer_undo(page: _Page) -> None:
    st.button(
        _("Take back"),
        icon=":material/undo:",
        width="stretch",
        key="walk_undo",
        disabled=not page.walk.events,
        on_click=lambda: _keep(lambda: walking.undo(page.store, page.plan_id)),
    )


show()
