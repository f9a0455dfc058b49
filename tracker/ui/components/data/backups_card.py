"""Backups: where they go, how old the last one is, and what is done with one."""

from datetime import datetime, timedelta

import streamlit as st

from tracker import clock
from tracker.services.safety.backing_up import back_up
from tracker.services.safety.checking import check_up
from tracker.services.safety.places import Place, as_place
from tracker.services.safety.restoring import Found, verify
from tracker.services.safety.schedule import (
    REMIND_AFTER,
    Made,
    choose_place,
    is_rehearsal_due,
    list_made,
    note_rehearsal,
    read_place,
)
from tracker.store.repository import Store
from tracker.ui import bootstrap, state
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written
from tracker.ui.words import say_moment

_ABOUT = mark(
    "A backup is one file that only your passphrase or your recovery code opens. While the app is "
    "open, it makes one a day by itself and keeps the last of seven days, five weeks and twelve "
    "months. Best is a folder on another disk."
)
_OLD = mark(
    "The last backup is {days} days old. If the disk for it is not connected, please connect it."
)
_REHEARSE = mark(
    "A backup is only worth what comes back from it. Please look one through now and then: it is "
    "unpacked for a rehearsal, your data here are not touched."
)
_REPLACED = mark(
    "What is kept now is put aside in the data folder, and the backup takes its place. "
    "Nothing is thrown away, until something is deleted."
)


def show_backups(store: Store, *, has_passphrase: bool) -> None:
    """Draw the part of the page."""
    st.header(_("Backups"))
    st.markdown(_(_ABOUT))
    _offer_check(store)
    if not has_passphrase:
        st.info(_("Please choose a passphrase above first."), icon=":material/key:")
        return
    folder = read_place(store.settings)
    made = list_made(folder)
    if folder is not None:
        _say_age(made, clock.now())
    _ask_place(store, folder)
    _offer_to_look(store, made)
    _offer_to_restore(store, made)


def _offer_check(store: Store) -> None:
    if st.button(_("Check everything"), key="check_up", width="stretch"):
        for one in check_up(store, clock.now()):
            show = st.success if one.is_well else st.warning
            show(as_written(_(one.said)), icon=":material/check:" if one.is_well else None)


def _say_age(made: tuple[Made, ...], now: datetime) -> None:
    if not made:
        st.warning(_("There is no backup in this folder yet."), icon=":material/save:")
        return
    age = now - made[0].at
    st.markdown(_("Last backup: {when}").format(when=say_moment(made[0].at)))
    if age > REMIND_AFTER:
        st.warning(_(_OLD).format(days=age // timedelta(days=1)), icon=":material/save:")


def _ask_place(store: Store, folder: Place | None) -> None:
    with st.form("backup_place"), shown_to_people():
        typed = st.text_input(
            _("Folder for backups"),
            str(folder or ""),
            help=_("A whole path, or an address that fsspec knows, such as sftp://host/folder"),
            key="backup_folder",
            autocomplete="off",
        )
        if st.form_submit_button(_("Back up now"), key="backup_now", width="stretch"):
            chosen = choose_place(store.settings, typed or "")
            with st.spinner(_("Writing the backup, and reading it back …")):
                path = back_up(store, chosen, clock.now())
            state.leave_notice(
                _("The backup {name} is written.").format(name=str(path).rpartition("/")[2])
            )
            st.rerun()


def _offer_to_look(store: Store, made: tuple[Made, ...]) -> None:
    if due := is_rehearsal_due(store.settings, made, clock.now()):
        st.info(_(_REHEARSE), icon=":material/health_and_safety:")
    look = st.expander(_("Look a backup through"), expanded=due)
    with look, st.form("backup_look"), shown_to_people():
        st.markdown(_("It is unpacked for a rehearsal, checked to the last photo, and removed."))
        path, words = _ask_which("look", made)
        if st.form_submit_button(_("Look it through"), key="backup_look_button"):
            with st.spinner(_("Looking it through …")):
                _say_found(verify(path, words, store.settings))
            note_rehearsal(store.settings, clock.now())


def _offer_to_restore(store: Store, made: tuple[Made, ...]) -> None:
    with st.expander(_("Restore a backup")), st.form("backup_restore"), shown_to_people():
        st.markdown(_(_REPLACED))
        path, words = _ask_which("restore", made)
        even_so = st.checkbox(_("Even if something in it is missing"), key="backup_even_so")
        if st.form_submit_button(_("Restore this backup"), key="backup_restore_button"):
            with st.spinner(_("Restoring …")):
                found = verify(path, words, store.settings)
                if found.is_complete or even_so:
                    bootstrap.restore(path, words)
            _say_found(found)


def _ask_which(what: str, made: tuple[Made, ...]) -> tuple[Place, str]:
    latest = str(made[0].path) if made else ""
    # A control keeps what it began with; it begins anew with each new backup.
    path = st.text_input(_("Backup"), latest, key=f"{what}-{latest}", autocomplete="off")
    label = _("Passphrase or recovery code")
    words = st.text_input(label, type="password", key=f"{what}_words")
    return as_place(path or ""), words or ""


def _say_found(found: Found) -> None:
    said = _("The backup of {when} holds {count} photos.").format(
        when=_moment(found.made_at), count=found.photos
    )
    if found.is_complete:
        st.success(f"{said} {_('It is whole.')}", icon=":material/check:")
        return
    st.warning(f"{said} {_('It is damaged; this is missing:')}", icon=":material/error:")
    for name in found.missing:
        st.markdown(f"- {as_written(name)}")


def _moment(made_at: str) -> str:
    return say_moment(datetime.fromisoformat(made_at)) if made_at else _("an unknown day")
