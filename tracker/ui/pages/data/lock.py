"""The lock, what opens it, and backups."""

from typing import Any

import segno
import streamlit as st

from tracker import clock
from tracker.services.lock.choosing import (
    SHORTEST,
    Chosen,
    change_passphrase,
    choose,
    choose_code,
    confirm,
    drop_from_key_ring,
    keep_in_key_ring,
    set_idle,
    switch_off,
    switch_on,
)
from tracker.services.lock.opening import open_key
from tracker.services.lock.paper import draw_paper
from tracker.store.lock.key_ring import find_key
from tracker.store.lock.vault_file import read_vault
from tracker.ui import bootstrap, state
from tracker.ui.components.data.backups_card import show_backups
from tracker.ui.components.messages import shown_to_people
from tracker.ui.doors import LOCK
from tracker.ui.language import _, mark
from tracker.vault import Vault

_CHOSEN, _LOCKS = "lock_chosen", "lock_locks"
_IDLE_CHOICES_MIN = (5, 15, 30, 60)
_CODE_LABEL = mark("Type the recovery code back")
_ABOUT = mark(
    "With the lock on, everything kept here is encrypted: the diary, the photos and their small "
    "pictures. Whoever takes this computer, or uses it under another name, cannot read it, and the "
    "app asks for your passphrase when it starts and after a pause."
)
_FORGOTTEN = mark(
    "**If the passphrase is forgotten, only the recovery code opens the diary.** If both are lost, "
    "everything in it is lost for good: nobody can help then, not even whoever made this program."
)
_PAPER = mark(
    "Please write this code down or print it, and keep the paper where you keep important papers, "
    "not beside this computer. It opens the diary by itself."
)
_DELETE_FILE = mark(
    "Please delete the downloaded file once it is printed: it opens the diary, too."
)
_NOT_THE_DISK = mark(
    "The plain files are deleted when the lock is on. A disk may keep traces of deleted files "
    "until their place is written anew; only an encrypted disk helps against that."
)
_KEY_RING = mark(
    "The key ring of this computer can keep the key. Commands then ask for nothing, and "
    "`fifthday open` opens the app in your browser without the passphrase. Whoever is logged in "
    "here as you can do so, too."
)


def show() -> None:
    """Draw the page."""
    st.title(_("Lock and backups"))
    chosen: Chosen | None = st.session_state.get(_CHOSEN)
    if chosen is not None:
        _ask_back(chosen)
        return
    with shown_to_people():
        vault = read_vault(bootstrap.get_settings().data_dir)
        if vault is not None and vault.state.is_locked:
            _show_locked(vault)
        else:
            _offer(vault)
        show_backups(bootstrap.get_store(), has_passphrase=vault is not None)


def _offer(vault: Vault | None) -> None:
    st.markdown(_(_ABOUT))
    st.warning(_(_FORGOTTEN), icon=":material/key:")
    st.caption(_(_NOT_THE_DISK))
    if vault is None:
        _ask_first()
    else:
        _ask_to_switch(_("Switch the lock on"), "switch_on", switch_on)
        _ask_changes()


def _ask_first() -> None:
    with st.form("lock_first"), shown_to_people():
        help_text = _("At least {count} signs.").format(count=SHORTEST)
        first = _secret(_("Passphrase"), "lock_passphrase", help_text)
        again = _secret(_("The same passphrase again"), "lock_again")
        locks = st.checkbox(
            _("Lock the diary with it; otherwise it is for backups only"), True, key="lock_diary"
        )
        if st.form_submit_button(_("Go on"), type="primary", width="stretch", key="lock_go_on"):
            st.session_state[_CHOSEN] = choose(first, again)
            st.session_state[_LOCKS] = locks
            st.rerun()


def _ask_back(chosen: Chosen) -> None:
    """Show a code until it was typed back: one that nobody wrote down helps nobody."""
    _show_code(chosen)
    with st.form("lock_back"), shown_to_people():
        typed = st.text_input(_(_CODE_LABEL), key="lock_typed_back", autocomplete="off")
        if st.form_submit_button(_("Done"), type="primary", width="stretch", key="lock_done"):
            _take(chosen, typed)
    if st.button(_("Cancel"), key="lock_cancel"):
        st.session_state.pop(_CHOSEN)
        st.session_state.pop(_LOCKS, None)
        st.rerun()


def _show_code(chosen: Chosen) -> None:
    st.subheader(_("Your recovery code"))
    st.markdown(_(_PAPER))
    st.code(_in_two_lines(chosen.code), language=None)
    camera = _("The same code, for a camera")
    st.image(_qr(chosen.code), width=220, caption=camera, alt=camera)
    st.download_button(
        _("Page to print (PDF)"),
        data=draw_paper(chosen.code, _),
        file_name="fifthday-recovery-code.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key="lock_paper",
        width="stretch",
    )
    st.caption(_(_DELETE_FILE))


def _take(chosen: Chosen, typed: str) -> None:
    confirm(bootstrap.get_settings(), chosen, typed)
    st.session_state.pop(_CHOSEN)
    if st.session_state.pop(_LOCKS, False):
        bootstrap.convert(switch_on, chosen.key)
    state.leave_notice(_("The new recovery code counts from now on."))
    st.rerun()


def _show_locked(vault: Vault) -> None:
    st.success(_("The lock is on: what is kept here is encrypted."), icon=":material/lock:")
    if st.button(_("Lock now"), key="lock_now", icon=":material/lock:", width="stretch"):
        LOCK.lock()
    minutes = st.selectbox(
        _("Lock after so many minutes without a touch"),
        sorted({*_IDLE_CHOICES_MIN, vault.idle_min}),
        sorted({*_IDLE_CHOICES_MIN, vault.idle_min}).index(vault.idle_min),
        key="lock_idle",
    )
    if minutes != vault.idle_min:
        set_idle(bootstrap.get_settings(), minutes)
        st.rerun()
    _ask_changes()
    _offer_key_ring(vault)
    with st.expander(_("Switch the lock off")):
        st.markdown(_("Everything is then kept as plain files again, for whoever opens them."))
        _ask_to_switch(_("Switch the lock off"), "switch_off", switch_off)


def _offer_key_ring(vault: Vault) -> None:
    """Offer to have the system keep the key, for people who are alone at home."""
    settings = bootstrap.get_settings()
    with st.expander(_("Open it without the passphrase on this computer")), shown_to_people():
        st.markdown(_(_KEY_RING))
        if find_key(vault) is not None:
            st.success(_("The key ring keeps the key."), icon=":material/key:")
            if st.button(_("Have the key ring forget it"), key="lock_ring_forget"):
                drop_from_key_ring(settings)
                st.rerun()
            return
        with st.form("lock_ring"):
            typed = _secret(_("Passphrase or recovery code"), "lock_ring_words")
            if st.form_submit_button(_("Have the key ring keep the key"), key="lock_ring_keep"):
                keep_in_key_ring(settings, typed, clock.now())
                st.rerun()


def _ask_changes() -> None:
    settings = bootstrap.get_settings()
    with st.expander(_("Choose another passphrase")), st.form("lock_change"), shown_to_people():
        typed = _secret(_("Present passphrase, or recovery code"), "lock_present")
        first = _secret(_("New passphrase"), "lock_new")
        again = _secret(_("The new passphrase again"), "lock_new_again")
        if st.form_submit_button(_("Change the passphrase"), key="lock_change_button"):
            change_passphrase(settings, typed, first, again, clock.now())
            st.success(_("The new passphrase counts from now on. Older backups keep theirs."))
    with st.expander(_("Make a new recovery code")), st.form("lock_code"), shown_to_people():
        typed = _secret(_("Passphrase"), "lock_for_code")
        if st.form_submit_button(_("Make a new code"), key="lock_code_button"):
            st.session_state[_CHOSEN] = choose_code(settings, typed, clock.now())
            st.rerun()


def _ask_to_switch(label: str, key: str, begin: Any) -> None:
    with st.form(key), shown_to_people():
        typed = _secret(_("Passphrase or recovery code"), f"{key}_words")
        if st.form_submit_button(label, key=f"{key}_button", width="stretch"):
            bootstrap.convert(begin, open_key(bootstrap.get_settings(), typed, clock.now()))
            st.rerun()


def _secret(label: str, key: str, help_text: str | None = None) -> str:
    return st.text_input(label, type="password", key=key, help=help_text) or ""


def _in_two_lines(code: str) -> str:
    groups = code.split("-")
    half = len(groups) // 2
    return "\n".join("-".join(part) for part in (groups[:half], groups[half:]))


def _qr(code: str) -> str:
    drawn: str = segno.make(code, error="m").svg_inline(scale=5, border=4, light="white")
    return drawn


show()
