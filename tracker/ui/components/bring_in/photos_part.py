"""Old photos: dated by their cameras, put to sessions, and added once the person says so."""

from collections.abc import Iterable
from datetime import date, datetime, time

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import (
    NEEDLE_LENGTH_RANGE_MM,
    DeviceKind,
    NewProcedure,
    Person,
    Procedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.words.labels import DEVICES, SETTINGS, ZONES
from tracker.errors import InvalidEntry
from tracker.services.data.old_photos import (
    Group,
    OldPhoto,
    bring_in_photos,
    dated,
    group_photos,
)
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store
from tracker.ui import bootstrap
from tracker.ui.components.messages import shown_to_people
from tracker.ui.components.photos.upload_form import FORMATS
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written
from tracker.ui.words import say_date

_ABOUT = mark(
    "Choose a folder of photos. Each is put to a session by the date that its camera wrote, which "
    "is then removed from it together with the place. Nothing is added before you say so; a photo "
    "that is here already is not added again."
)
_NO_SESSION = mark(
    "No session in the diary fits these days. Please say which one it was, or leave them out."
)


def bring_in_old_photos(store: Store, person: Person) -> None:
    """Draw the part of the page."""
    st.markdown(_(_ABOUT))
    files = st.file_uploader(
        _("Folder of photos"), FORMATS, accept_multiple_files="directory", key="old_photos"
    )
    if not files:
        return
    photos = _read(files)
    sessions = list_procedures(store, person.id)
    for number, group in enumerate(group_photos(photos, sessions)):
        with st.container(border=True, key=f"old_group_{number}"), shown_to_people():
            _show(store, person, group, f"old-{number}-{group.first_day:%Y%m%d}")


def _read(files: Iterable[UploadedFile]) -> list[OldPhoto]:
    """Return the files that are photos, asking for the day of those that do not tell it."""
    found = []
    for file in files:
        with shown_to_people():
            preview = bootstrap.preview(file.getvalue())
            said: date | None = None
            if preview.taken_at is None:
                said = st.date_input(
                    _("When was {name} taken?").format(name=as_written(file.name)),
                    None,
                    key=f"old_day-{file.file_id}",
                )
            found.append(dated(file.name, file.getvalue(), preview, said))
    return found


def _show(store: Store, person: Person, group: Group, key: str) -> None:
    st.markdown(
        _("**Photos: {count}**, from {first} to {last}").format(
            count=len(group.photos), first=say_date(group.first_day), last=say_date(group.last_day)
        )
    )
    st.caption(", ".join(as_written(one.name) for one in group.photos))
    session: Procedure | NewProcedure | None = group.session
    if group.session is not None:
        day = say_date(group.session.diary_day)
        st.markdown(_("They fit the session of {day}.").format(day=day))
    else:
        session = _ask_session(person, group, key)
    if st.button(_("Add these photos"), key=f"{key}-go", width="stretch"):
        if session is None:
            raise InvalidEntry("Please say how long the needles were.")
        _add(store, group, session)


def _ask_session(person: Person, group: Group, key: str) -> NewProcedure | None:
    st.info(_(_NO_SESSION))
    day = st.date_input(_("Day of the session"), group.first_day, key=f"{key}-day")
    hour = st.time_input(_("Time of the session"), time(18), key=f"{key}-time")
    device = st.selectbox(
        _("Device"), list(DeviceKind), format_func=lambda one: _(DEVICES[one]), key=f"{key}-device"
    )
    setting = st.selectbox(
        _("Where"), list(Setting), format_func=lambda one: _(SETTINGS[one]), key=f"{key}-setting"
    )
    zones = st.multiselect(
        _("Zones"),
        list(walk_order()),
        list(walk_order()),
        format_func=lambda one: _(ZONES[one]),
        key=f"{key}-zones",
    )
    least, most = NEEDLE_LENGTH_RANGE_MM
    length_mm = st.number_input(
        _("Needle length in mm"), least, most, None, 0.1, key=f"{key}-length"
    )
    if length_mm is None or device is None or setting is None or not isinstance(day, date):
        return None
    return NewProcedure(
        person_id=person.id,
        started_at=datetime.combine(day, hour or time(18)),
        device=device,
        setting=setting,
        zones=tuple(_treated(zone, length_mm) for zone in zones),
    )


def _treated(zone: Zone, length_mm: float) -> TreatedZone:
    return TreatedZone(zone=zone, needle_length_mm=length_mm)


def _add(store: Store, group: Group, session: Procedure | NewProcedure) -> None:
    bar, added, refused = st.progress(0.0), 0, []
    for step in bring_in_photos(store, group.photos, session):
        bar.progress(step.done / max(step.total, 1), as_written(step.name))
        if step.error is None:
            added += 1
        else:
            refused.append(f"{as_written(step.name)}: {as_written(_(step.error))}")
    st.success(_("Photos added: {count}.").format(count=added))
    for one in refused:
        st.warning(one)
