"""The camera as a page draws it: what it shows, and what of it is to be saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from tracker.domain.records.kept import BodyArea, Photo, View
from tracker.domain.words.labels import VIEWS
from tracker.services.photos.camera.sittings import SITTINGS, Gone, Sitting, aims_for, before_of
from tracker.services.photos.encoding import address_of, webp_of
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap
from tracker.ui.components.browser.drawn import drawn_from
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, current, mark

_HERE = Path(__file__).parent
_HOW = {
    View.FRONT: mark("Look straight into the camera, held at eye level."),
    View.LEFT_THREE_QUARTER: mark(
        "Turn the head half to the right, so that the left cheek is seen."
    ),
    View.RIGHT_THREE_QUARTER: mark(
        "Turn the head half to the left, so that the right cheek is seen."
    ),
    View.LEFT_PROFILE: mark("Turn the head to the right, so that the left profile is seen."),
    View.RIGHT_PROFILE: mark("Turn the head to the left, so that the right profile is seen."),
}
_AREA = mark("The treated area")


@dataclass(frozen=True)
class Seat:
    """A sitting, and the secret under which its window speaks of it."""

    sitting: Sitting
    secret: str


def sit(store: Store, overview: RecoveryOverview, area: BodyArea) -> Seat:
    """Return the sitting of this window for a session and area; begin one where there is none."""
    befores = [before_of(overview.photos, area, view.value) for view in View]
    shown = "-".join(str(photo.id if photo else 0) for photo in befores)
    key = f"sitting-{overview.procedure.id}-{area}-{shown}"
    secret = st.session_state.get(key, "")
    try:
        return Seat(SITTINGS.find(secret), secret)
    except Gone:
        aims = aims_for(store, overview.photos, area)
        sitting = Sitting(overview.procedure.id, area, aims, current())
        st.session_state[key] = SITTINGS.open(sitting)
        return Seat(sitting, st.session_state[key])


def show_camera(seat: Seat, photos: Sequence[Photo]) -> bool:
    """Draw the camera; return whether what was taken is to be saved now."""
    component = drawn_from(_HERE, "camera")
    sitting = seat.sitting
    result = component(
        key="camera",
        data={
            "secret": seat.secret,
            "language": current(),
            "judged": sitting.area is BodyArea.FACE,
            "sides": [_side(sitting, side, tuple(photos)) for side in sitting.aims],
            "saved": sitting.saved,
            "taken": {side: _small(sitting, side) for side in sitting.taken},
            "words": _said(len(sitting.aims)),
        },
        on_save_change=lambda: None,
    )
    return bool(result.save)


def _side(sitting: Sitting, side: str, photos: tuple[Photo, ...]) -> dict[str, Any]:
    before = before_of(photos, sitting.area, side)
    ghost = None
    if before is not None:
        with shown_to_people():
            ghost = address_of(bootstrap.thumbnail(before), "image/jpeg")
    is_face = sitting.area is BodyArea.FACE
    how = _(_HOW[View(side)]) if is_face else _("Two or three freckles, moles or stickers in it.")
    return {"name": side, "words": name_side(side), "how": how, "ghost": ghost}


def name_side(side: str) -> str:
    """Return what a side shows, in the window's language."""
    return _(VIEWS[View(side)]) if side in set(View) else _(_AREA)


def _small(sitting: Sitting, side: str) -> dict[str, Any]:
    taken = sitting.taken[side]
    picture = address_of(webp_of(bootstrap.preview(taken.content).thumbnail))
    return {"picture": picture, "hint": _(taken.said.hint), "well": taken.said.is_well}


def _said(sides: int) -> dict[str, Any]:
    several = _("Save {count} photos")
    saved = [_("Save this photo"), *(several.format(count=n) for n in range(2, sides + 1))]
    return {
        "start": _("Start the camera"),
        "shoot": _("Take it now"),
        "timer": _("Self-timer"),
        "off": _("Off"),
        "itself": _("Takes it by itself"),
        "flip": _("Other camera"),
        "under": _("Photo from before"),
        "sound": _("Sounds"),
        "helper": _("Somebody helps me"),
        "helping": _("Whoever helps holds the phone at eye level and reads the hints aloud."),
        "close": _("Close the camera"),
        "file": _("Or with the phone’s own camera, or from a file:"),
        "review": _("Look through them before they are saved"),
        "again": _("Take again"),
        "due": _("Still to take"),
        "save": saved,
        **_said_of_trouble(),
    }


def _said_of_trouble() -> dict[str, str]:
    return {
        "denied": _(
            "The browser does not let this page use the camera. Tap the sign beside the address, "
            "allow the camera, and start it again; or use the phone’s own camera below."
        ),
        "insecure": _(
            "Browsers give the camera only to pages on this computer and to secure addresses "
            "(https). Use the phone’s own camera below."
        ),
        "absent": _(
            "No camera was found, or another program uses it. Close that program and start again, "
            "or use the phone’s own camera below."
        ),
        "failed": _("The photo could not be handed over. Please take it again."),
        "lost": _("The computer does not answer at the moment. What was taken is kept."),
        "gone": _(
            "This page is out of date, so nothing more is taken with it. Please reload the page."
        ),
    }
