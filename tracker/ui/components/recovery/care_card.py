"""Today's care after a session: what to do, what to leave off until when, ticked off each day."""

from datetime import date

import streamlit as st

from tracker import clock
from tracker.domain.guidance.aftercare import CareItem, CareKind, CareTick, shipped_aftercare
from tracker.domain.guidance.names import CARE_KINDS
from tracker.domain.guidance.words import KEEP_TAKING
from tracker.services.guidance.aftercare import tick_item, ticked_items
from tracker.services.guidance.overview import CareDay
from tracker.store.repository import Store
from tracker.ui import words
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.language import _

_TO_THE_HOUR = 72
"""Hours up to which the end of a row is told with its time."""


def care_card(store: Store, care: CareDay, today: date) -> None:
    """Draw the care of one day with a tick for each line; what is over is gone, unless ticked."""
    procedure_id = care.procedure.id
    done = ticked_items(store, procedure_id, today)
    shown = [item for item in care.items if item.id in done or not _is_over(item, care)]
    if not shown:
        return
    with st.container(border=True, key="care", gap="xxsmall"):
        st.markdown(f"#### {_('Care today')}")
        for kind in CareKind:
            items = [item for item in shown if item.kind is kind]
            if items:
                st.markdown(f"**{_(CARE_KINDS[kind])}**")
            for item in items:
                tick = CareTick(procedure_id=procedure_id, day=today, item=item.id)
                _ask(store, tick, _say(item, care), was_done=item.id in done)
        with st.expander(_("What each means, with sources")):
            if any(item.medicine for item in care.items):
                st.caption(_(KEEP_TAKING))
            _show_plan(care)
            say_not_signed_off()


def _ask(store: Store, tick: CareTick, text: str, *, was_done: bool) -> None:
    key = f"care-{tick.procedure_id}-{tick.day:%Y%m%d}-{tick.item}"
    is_done = st.checkbox(text, was_done, key=key)
    if is_done != was_done:
        tick_item(store, tick, is_done=is_done)


def _is_over(item: CareItem, care: CareDay) -> bool:
    goes_on = item.after_peeling and care.peeling
    return not goes_on and item.ends_at(care.procedure.started_at) <= clock.wall()


def _say(item: CareItem, care: CareDay) -> str:
    begins_at = item.begins_at(care.procedure.started_at)
    if begins_at > clock.wall():
        return _("{title} (from {begin}, {end})").format(
            title=_(item.title), begin=words.say_moment(begins_at), end=_say_end(item, care)
        )
    return f"{_(item.title)} ({_say_end(item, care)})"


def _say_end(item: CareItem, care: CareDay) -> str:
    ends_at = item.ends_at(care.procedure.started_at)
    if item.after_peeling and care.peeling and ends_at <= clock.wall():
        return _("until the skin no longer peels")
    if item.until_hours <= _TO_THE_HOUR:
        return _("until {when}").format(when=words.say_moment(ends_at))
    return _("until {when}").format(when=words.say_day_of_year(ends_at))


def _show_plan(care: CareDay) -> None:
    """Show every row in the order in which it begins."""
    started_at = care.procedure.started_at
    for item in sorted(shipped_aftercare().values(), key=lambda one: one.from_hours):
        begins_at = item.begins_at(started_at)
        st.markdown(
            _("{kind}, from {begin} {end}: **{title}**. {text}").format(
                kind=_(CARE_KINDS[item.kind]),
                begin=words.say_moment(begins_at),
                end=_say_end(item, care),
                title=_(item.title),
                text=_(item.text),
            )
        )
        show_basis(item)
