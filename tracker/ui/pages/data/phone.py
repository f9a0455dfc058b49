"""Sharing with phones of the home network: the switch, letting a phone in, taking it off."""

import math

import segno
import streamlit as st

from tracker.services.sharing.kept import Device
from tracker.ui import bootstrap, state
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.phone_here import this_phone
from tracker.ui.language import _, mark
from tracker.ui.phone import SHARING
from tracker.ui.phone.explained import REFUSED_ANDROID, REFUSED_IPHONE
from tracker.ui.phone.pairing import Asking, State
from tracker.ui.plain import as_written
from tracker.ui.words import say_moment

_LOOK_S = 2
_ABOUT = mark(
    "Phones in your home network can open Fifth Day while it runs on this computer: for the "
    "check-in, the guided session and photos. Nothing goes through the internet. Every phone is "
    "let in here, once, and asks for a short code of its own after a pause."
)
_OFF = mark("It is off, and off again after each start unless you keep it on.")
_HERE = mark("This phone is paired with the computer. Phones are let in and taken off there.")
_TRIES = mark(
    "There were too many wrong tries at the door, so it is shut. If that was not you, somebody in "
    "your network may be trying; nobody came in."
)
_FIRST = mark("1. New phone? This page explains the warning that it will show")
_SECOND = mark("2. Let the phone in")


def show() -> None:
    """Draw the page."""
    st.title(_("Use it on my phone"))
    phone = this_phone()
    if phone is not None:
        _show_on_phone(phone)
        return
    st.markdown(_(_ABOUT))
    with shown_to_people():
        _switch()
        if SHARING.is_on:
            _keep_on()
            _let_in()
            _list_phones()


def _show_on_phone(phone: Device) -> None:
    st.markdown(_(_HERE))
    st.markdown(_("This phone: {name}").format(name=as_written(phone.name)))
    st.subheader(_("The camera was refused?"))
    for name, steps in ((_("iPhone and iPad"), REFUSED_IPHONE), (_("Android"), REFUSED_ANDROID)):
        st.markdown(f"**{name}**: {_(steps[0].says)}")
    if st.button(_("Take this phone off"), key="phone_off", width="stretch"):
        SHARING.phones.revoke(phone.device_id)


def _switch() -> None:
    wanted = st.toggle(
        _("Phones in this home network may open Fifth Day"),
        SHARING.is_on,
        key=f"phone_on_{SHARING.is_on}",
    )
    if wanted != SHARING.is_on:
        (SHARING.switch_on if wanted else SHARING.switch_off)()
        st.rerun()
    if not SHARING.is_on:
        st.caption(_(_OFF))


def _keep_on() -> None:
    st.code(SHARING.app_url or "", language=None)
    kept = st.checkbox(_("Also after the next start"), SHARING.is_kept_on, key="phone_kept")
    if kept != SHARING.is_kept_on:
        SHARING.keep_on(is_kept=kept)


def _let_in() -> None:
    st.header(_("Let a phone in"))
    label = _("Let a phone in") if not SHARING.pairing.is_open else _("Begin anew")
    if st.button(label, key="phone_open", type="primary", width="stretch"):
        SHARING.pairing.open()
        st.rerun()
    if SHARING.pairing.is_open or SHARING.pairing.has_too_many_tries:
        _stand_at_door()


@st.fragment(run_every=_LOOK_S)
def _stand_at_door() -> None:
    """Show the codes, and then who asks; it looks by itself."""
    pairing = SHARING.pairing
    asking = pairing.asking
    if pairing.has_too_many_tries:
        st.warning(_(_TRIES), icon=":material/block:")
    elif asking is not None:
        _show_asking(asking)
    elif pairing.secret is not None:
        _show_codes(pairing.secret)
    else:
        st.rerun()  # it came in, or the five minutes are over


def _show_codes(secret: str) -> None:
    minutes = math.ceil(SHARING.pairing.left_s / 60)
    st.caption(_("The door is open for {minutes} more min.").format(minutes=minutes))
    for label, url in (
        (_FIRST, f"{SHARING.setup_url}/"),
        (_SECOND, SHARING.pair_url(secret)),
    ):
        st.markdown(f"**{_(label)}**")
        st.image(_qr(url), width=220, alt=_(label))
        st.code(url, language=None, wrap_lines=True)
    kept = SHARING.phones.kept
    if kept is not None:
        with st.expander(_("Fingerprint of the certificate (SHA-256)")):
            st.code(kept.authority.fingerprint(), language=None, wrap_lines=True)


def _show_asking(asking: Asking) -> None:
    if asking.state is State.LET_IN:
        st.info(_("The phone is let in and comes within a minute."), icon=":material/hourglass:")
        return
    st.info(
        _("A phone asks to be let in: {name}. Does it show the number {number}?").format(
            name=as_written(asking.name), number=asking.number
        ),
        icon=":material/phonelink_ring:",
    )
    with st.container(horizontal=True):
        if st.button(_("Let it in"), key="phone_let_in", type="primary"):
            SHARING.pairing.let_in(asking)
            st.rerun(scope="fragment")
        if st.button(_("Refuse"), key="phone_refuse"):
            SHARING.pairing.refuse(asking)
            st.rerun()


def _list_phones() -> None:
    st.header(_("Paired phones"))
    kept = SHARING.phones.kept
    if kept is None or not kept.devices:
        st.caption(_("None yet."))
        return
    for device in kept.devices:
        with st.container(border=True, key=f"phone_{device.device_id}"), shown_to_people():
            st.markdown(f"**{as_written(device.name)}**")
            now = f" · {_('open now')}" if SHARING.phones.is_open(device) else ""
            paired = _("paired {when}").format(when=say_moment(device.paired_at.astimezone()))
            st.caption(f"{paired}{now}")
            if st.button(_("Take it off"), key=f"phone_revoke_{device.device_id}"):
                SHARING.phones.revoke(device.device_id)
                state.leave_notice(_("That phone comes in no more."))
                st.rerun()


def _qr(url: str) -> str:
    drawn: str = segno.make(url, error="m").svg_inline(scale=5, border=4, light="white")
    return drawn


bootstrap.get_store()  # a locked diary is asked for first
show()
