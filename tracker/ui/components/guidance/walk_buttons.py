"""The buttons of a guided session: each keeps one tap, or asks for a reason first."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from tracker.domain.guidance.names import WALK_ACTIONS
from tracker.domain.guidance.walk import Walk, WalkAction
from tracker.domain.guidance.words import SKIP_REASONS, STOP_REASONS
from tracker.domain.guidance.zone_guide import guide_for
from tracker.errors import UserError
from tracker.services.guidance import walking
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.language import _
from tracker.ui.plain import as_written

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
class WalkPage:
    """A guided session as far as it has come."""

    store: Store
    plan_id: int
    walk: Walk


def keep(step: Callable[[], object]) -> None:
    """Do what a tap asks for before the page is drawn; what is refused is said on it."""
    try:
        step()
    except UserError as error:
        st.session_state[_REFUSED] = error.text


def show_refused() -> None:
    """Say why the last tap was refused, once."""
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(as_written(_(refused)), icon=":material/error:")


def show_actions(page: WalkPage) -> None:
    """Offer everything that a person can do in a zone."""
    first, *others = page.walk.offered
    offer(page, first, is_first=True)
    middle = [one for one in others if one not in _REASONS]
    if middle:
        with st.container(horizontal=True, wrap=False, key="walk_middle"):
            for action in middle:
                offer(page, action)
    with st.container(horizontal=True, wrap=False, key="walk_reasons"):
        for action in _REASONS:
            offer(page, action)
    _show_small(page)


def _show_small(page: WalkPage) -> None:
    with st.container(horizontal=True, wrap=False, key="walk_small"):
        offer_undo(page)
        with st.popover(_("Why?"), width="stretch"):
            current = page.walk.current
            guide = guide_for(current.zone) if current else None
            if guide is not None:
                show_basis(guide)
            say_not_signed_off()
        if st.button(_("Pause"), icon=":material/pause:", width="stretch", key="walk_pause"):
            st.switch_page(routes.TODAY)


def offer(page: WalkPage, action: WalkAction, *, is_first: bool = False) -> None:
    """Offer one tap."""

    def tap() -> None:
        if action in _REASONS:
            st.session_state[_ASKED] = action
        else:
            keep(lambda: walking.act(page.store, page.plan_id, action))

    st.button(
        _(WALK_ACTIONS[action]),
        icon=_ICONS[action],
        wrap=True,
        type="primary" if is_first else "secondary",
        width="stretch",
        key=f"walk_{action}",
        on_click=tap,
    )


def reason_due(walk: Walk) -> WalkAction | None:
    """Return what was tapped and waits for its reason, if anything."""
    asked: WalkAction | None = st.session_state.get(_ASKED)
    return asked if asked in walk.offered else None


def ask_reason(page: WalkPage, action: WalkAction) -> None:
    """Ask why, by tapping one of the usual reasons."""

    def answer(reason: str) -> None:
        st.session_state.pop(_ASKED, None)
        keep(lambda: walking.act(page.store, page.plan_id, action, reason))

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


def offer_undo(page: WalkPage) -> None:
    """Offer to take the last tap back."""
    st.button(
        _("Take back"),
        icon=":material/undo:",
        width="stretch",
        key="walk_undo",
        disabled=not page.walk.events,
        on_click=lambda: keep(lambda: walking.undo(page.store, page.plan_id)),
    )
