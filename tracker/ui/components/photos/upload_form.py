"""Files that are about to be added: what each is, and when it was taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker import clock
from tracker.domain.records.kept import BodyArea, OnSkin, Photo, PhotoRole, Procedure
from tracker.domain.words.labels import BODY_AREAS, ON_SKIN, PHOTO_ROLES
from tracker.errors import InvalidEntry
from tracker.services.photos.camera.sittings import Sitting
from tracker.services.photos.keeping import Upload
from tracker.services.photos.previewing import PhotoPreview
from tracker.ui import bootstrap, words
from tracker.ui.components.choice import choose_one
from tracker.ui.components.form import KeptForm
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

FORMATS = ("jpg", "jpeg", "jfif", "png", "webp", "heic", "heif", "avif")
_FIRST_PHOTO = date(1990, 1, 1)
_FILES, _CAMERA = mark("From files"), mark("Camera")


@dataclass(frozen=True)
class Batch:
    """What files are added to, and the form that asks about them."""

    form: KeptForm
    procedure: Procedure
    area: BodyArea
    today: date
    """The diary day that it is."""


def asks_for_camera(form: KeptForm) -> bool:
    """Ask where photos come from; tell whether it is the camera."""
    sources = {one: one for one in (_FILES, _CAMERA)}
    source = form.ask(
        "source",
        _FILES,
        lambda start: choose_one(_("Add photos"), sources, start, key="photo_source"),
    )
    return source == _CAMERA


def choose_files(round_number: int) -> list[UploadedFile]:
    """Return the files at hand; another round number empties the control."""
    return st.file_uploader(
        _("JPEG, PNG, WebP or HEIC; several at once"),
        FORMATS,
        accept_multiple_files=True,
        key=f"files-{round_number}",
    )


def choose_area(procedure: Procedure, form: KeptForm) -> BodyArea:
    """Return what the photos show; asked only where more than the face was treated."""
    if all(zone.is_facial for zone in procedure.treated_zones):
        return BodyArea.FACE
    return form.ask(
        "area",
        BodyArea.FACE if procedure.includes_face else BodyArea.OTHER,
        lambda start: choose_one(_("What the photos show"), BODY_AREAS, start, key="photo_area"),
        decode=BodyArea,
    )


def describe_files(
    files: Sequence[UploadedFile], batch: Batch, before: Photo | None
) -> list[tuple[str, Upload]]:
    """Ask for role and date of each file; return those that can be read, with their ids."""
    uploads = []
    needs_before = before is None
    for file in files:
        with st.container(border=True, key=f"upload_{file.file_id}"), shown_to_people():
            upload = _describe(file, batch, needs_before=needs_before)
            uploads.append((file.file_id, upload))
            needs_before = needs_before and upload.role is not PhotoRole.BEFORE
    return uploads


def describe_shots(
    sitting: Sitting, names: Callable[[str], str], batch: Batch
) -> list[tuple[str, Upload]]:
    """Ask once what holds for all that the camera has taken; return it by the name of its side."""
    is_ahead = clock.wall() < batch.procedure.started_at
    proposed = PhotoRole.BEFORE if is_ahead else PhotoRole.FOLLOW_UP
    role = batch.form.ask(
        "camera-role",
        proposed,
        lambda start: choose_one(
            _("This photo is from"), PHOTO_ROLES, start, key=f"role-camera-{batch.procedure.id}"
        ),
        decode=PhotoRole,
    )
    on_skin = _ask_of_sitting(batch) if batch.area is BodyArea.FACE else None
    return [
        (
            side,
            Upload(
                name=names(side),
                content=taken.content,
                role=role,
                area=batch.area,
                taken_at=taken.taken_at,
                on_skin=on_skin,
            ),
        )
        for side, taken in sitting.taken.items()
    ]


def _ask_of_sitting(batch: Batch) -> OnSkin | None:
    return batch.form.ask(
        "camera-on_skin",
        None,
        lambda start: ask_on_skin(f"camera-{batch.procedure.id}", start),
        decode=OnSkin,
    )


def _name_field(file: UploadedFile, question: str) -> str:
    """Name what is asked about a file by its bytes: the same file may come by another name."""
    return f"{sha256(file.getvalue()).hexdigest()[:16]}-{question}"


def ask_on_skin(name: str, start: OnSkin | None = None) -> OnSkin | None:
    """Return what lies on the skin of a photo; None without an answer."""
    return st.pills(
        _("What is on the skin?"),
        list(ON_SKIN),
        default=start,
        format_func=lambda answer: _(ON_SKIN[answer]),
        help=_(
            "Cream, sunscreen and water pale redness: pat the skin dry, take photos before "
            "creaming, or cream face and neck alike. Make-up hides redness, so such a photo is "
            "kept but not measured."
        ),
        wrap=True,  # on a phone the last answers would be out of sight
        key=f"on_skin-{name}",
    )


def _describe(file: UploadedFile, batch: Batch, *, needs_before: bool) -> Upload:
    st.markdown(f"**{as_written(file.name)}**")  # first: a refusal below it is of this file
    preview = bootstrap.preview(file.getvalue())
    picture, questions = st.columns([1, 3], vertical_alignment="center")
    picture.image(preview.thumbnail, width=96, alt=file.name)
    with questions:
        proposed = _propose_role(preview, batch.procedure, needs_before=needs_before)
        role = _ask_role(file, batch, proposed)
        day = _ask_day(file, preview, role, batch)
        on_skin = _ask_on_skin(file, batch) if batch.area is BodyArea.FACE else None
    if preview.is_copy:
        st.warning(
            _(
                "This looks like a copy that a messenger made smaller: fine texture is lost in it, "
                "and colours may be shifted. If you can, add the original file from the phone that "
                "took it."
            ),
            icon=":material/compress:",
        )
    return Upload(
        name=file.name,
        content=file.getvalue(),
        role=role,
        area=batch.area,
        taken_at=_time_on(day, preview, role, batch),
        on_skin=on_skin,
    )


def _ask_role(file: UploadedFile, batch: Batch, proposed: PhotoRole) -> PhotoRole:
    return batch.form.ask(
        _name_field(file, "role"),
        proposed,
        lambda start: choose_one(
            _("This photo is from"), PHOTO_ROLES, start, key=f"role-{file.file_id}"
        ),
        decode=PhotoRole,
    )


def _ask_on_skin(file: UploadedFile, batch: Batch) -> OnSkin | None:
    return batch.form.ask(
        _name_field(file, "on_skin"),
        None,
        lambda start: ask_on_skin(file.file_id, start),
        decode=OnSkin,
    )


def _propose_role(preview: PhotoPreview, procedure: Procedure, *, needs_before: bool) -> PhotoRole:
    if preview.taken_at is None:
        return PhotoRole.BEFORE if needs_before else PhotoRole.FOLLOW_UP
    is_earlier = preview.taken_at < procedure.started_at
    return PhotoRole.BEFORE if is_earlier else PhotoRole.FOLLOW_UP


def _ask_day(file: UploadedFile, preview: PhotoPreview, role: PhotoRole, batch: Batch) -> date:
    fallback = batch.today if role is PhotoRole.FOLLOW_UP else batch.procedure.diary_day
    camera = preview.taken_at.date() if preview.taken_at else None
    last = max(batch.today, camera or fallback) + timedelta(days=1)
    day = batch.form.ask(
        _name_field(file, f"day-{role}"),
        max(camera, _FIRST_PHOTO) if camera else fallback,
        lambda start: st.date_input(
            _("Taken on (as the camera says)") if camera else _("Taken on"),
            start,
            min_value=_FIRST_PHOTO,  # a camera's clock may be years behind
            max_value=last,
            format=_(words.DATE_FORMAT),
            key=f"day-{file.file_id}-{role}",
        ),
        decode=lambda kept: min(date.fromisoformat(kept), last),
        encode=date.isoformat,
    )
    if day is None:
        raise InvalidEntry("Please enter the day on which this photo was taken.")
    return day


def _time_on(day: date, preview: PhotoPreview, role: PhotoRole, batch: Batch) -> datetime:
    """Take the camera's time where the day is the camera's, else a likely time of that day."""
    procedure = batch.procedure
    if preview.taken_at is not None and preview.taken_at.date() == day:
        return preview.taken_at
    if role is not PhotoRole.FOLLOW_UP and day == procedure.diary_day:
        return procedure.started_at
    noon = datetime.combine(day, time(12))
    likely = min(noon, clock.wall()) if day <= batch.today else noon
    is_later_that_day = role is PhotoRole.FOLLOW_UP and day == procedure.diary_day
    return max(likely, procedure.started_at) if is_later_that_day else likely
