"""What the latest photo says of each zone, on the facial map."""

import streamlit as st

from tracker.domain.records.kept import Photo, PhotoRole
from tracker.domain.words.labels import ZONES
from tracker.drawing.face_map import draw_face
from tracker.drawing.map_marks import redness_marks
from tracker.services.recovery.overview import DELTA_EI, RecoveryOverview
from tracker.ui.language import _

_WIDTH_PX = 380


def zone_results(overview: RecoveryOverview) -> None:
    """Draw the change of redness by zone, where a photo has measured any; else nothing."""
    photo = _latest_measured(overview)
    if photo is None:
        return
    changes = [one for one in overview.changes[photo.id] if one.measure == DELTA_EI]
    with st.expander(_("Redness by zone, on the map"), icon=":material/face:"):
        day = overview.day_of(photo.diary_day)
        st.markdown(_("Day {day}, compared with the photo from before, in EI").format(day=day))
        marks = redness_marks(changes, _)
        said = (
            f"{_(ZONES[zone])}: {mark.label}, {mark.description}" for zone, mark in marks.items()
        )
        st.image(draw_face(marks, translate=_), width=_WIDTH_PX, alt="; ".join(said))
        st.caption(
            _(
                "Derived from the photos. Red: redder than before, blue: paler, grey: no change "
                "that can be told from error."
            )
        )


def _latest_measured(overview: RecoveryOverview) -> Photo | None:
    measured = (
        photo
        for photo in reversed(overview.photos)
        if photo.role is PhotoRole.FOLLOW_UP
        and any(one.measure == DELTA_EI for one in overview.changes.get(photo.id, ()))
    )
    return next(measured, None)
