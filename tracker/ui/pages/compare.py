"""Two photos of one place, before and after, and what was measured between them."""

import numpy as np
import pandas as pd
import streamlit as st

from tracker.domain.changes import describe_roughness, grade_redness
from tracker.domain.labels import BODY_AREAS, ZONES, Zone
from tracker.domain.records import BodyArea, Measurement, Photo, PhotoRole
from tracker.services.comparing import PhotoPair
from tracker.services.recovery import DELTA_EI, RecoveryOverview, load_recovery
from tracker.ui import bootstrap, routes
from tracker.ui.components.current import require_person, require_procedure
from tracker.ui.components.messages import empty_state, shown_to_people

_ROUGHNESS = "roughness_log_ratio_medium"
_READING = (
    "Derived from the two photos, compared with the photo from before. In brackets: the change in "
    "EI (erythema index; 1.8 is just visible, 4.5 is clear) ± the smallest change that can be told "
    "from error. Left and right are your own."
)
_SIDE_BY_SIDE, _WIPE, _BLEND = "Side by side", "Wipe", "Fade"


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title("Compare")
    procedure = require_procedure(store, require_person(store))
    assert procedure.id is not None
    overview = load_recovery(store, procedure.id)
    area = _choose_area(overview)
    before = overview.before_photo(area)
    later = [p for p in overview.photos if p.role is PhotoRole.FOLLOW_UP and p.area is area]
    if before is None or not later:
        missing = "a photo from before" if before is None else "a photo of a recovery day"
        empty_state(
            "Two photos are needed",
            f"To compare, add {missing} of this session.",
            routes.PHOTOS,
            "Add a photo",
        )
        return
    after = _choose_day(overview, later)
    with shown_to_people():
        _show_pair(bootstrap.comparison(before, after).pair, overview.day_of(after.taken_at.date()))
    _show_findings(after)
    _show_zones(overview.measurements.get(after.id or 0, ()))


def _choose_area(overview: RecoveryOverview) -> BodyArea:
    areas = sorted({photo.area for photo in overview.photos}, key=list(BodyArea).index)
    if len(areas) < 2:
        return areas[0] if areas else BodyArea.FACE
    return st.segmented_control(
        "Area",
        areas,
        default=areas[0],
        format_func=lambda area: BODY_AREAS[area],
        required=True,
        key="compare_area",
    )


def _choose_day(overview: RecoveryOverview, later: list[Photo]) -> Photo:
    photos = {photo.id: photo for photo in later}
    days = {one: overview.day_of(photo.taken_at.date()) for one, photo in photos.items()}
    chosen = st.pills(
        "Compare the photo from before with",
        list(photos),
        default=later[-1].id,
        format_func=lambda one: f"Day {days[one]}",
        required=True,
        key=f"compare_day-{overview.procedure.id}-{later[0].area}",
    )
    return photos[chosen]


def _show_pair(pair: PhotoPair, day: int) -> None:
    if pair.is_aligned:
        view = st.segmented_control(
            "View",
            [_SIDE_BY_SIDE, _WIPE, _BLEND],
            default=_SIDE_BY_SIDE,
            required=True,
            label_visibility="collapsed",
            key="compare_view",
            width="stretch",
        )
    else:
        view = _SIDE_BY_SIDE
    if view == _SIDE_BY_SIDE:
        left, right = st.columns(2, gap="xsmall", wrap=False)
        left.image(pair.before, "Before", width="stretch", alt="The photo from before")
        right.image(pair.after, f"Day {day}", width="stretch", alt=f"The photo of day {day}")
        return
    share = st.slider(f"Before – day {day}", 0, 100, 50, format="%d %%", key="compare_share")
    mix = _wipe if view == _WIPE else _blend
    st.image(
        mix(pair, share / 100), width="stretch", alt=f"The photos from before and of day {day}"
    )


def _wipe(pair: PhotoPair, share: float) -> np.ndarray:
    """Put the left of one photo beside the right of the other, with a line between them."""
    column = round(share * pair.before.shape[1])
    joined = pair.before.copy()
    joined[:, :column] = pair.after[:, :column]
    joined[:, max(column - 1, 0) : column + 1] = 255
    return joined


def _blend(pair: PhotoPair, share: float) -> np.ndarray:
    return (pair.before * (1 - share) + pair.after * share).astype(np.uint8)


def _show_findings(photo: Photo) -> None:
    for finding in photo.findings:
        st.caption(f":material/info: {finding.why} {finding.retake}")


def _show_zones(measurements: tuple[Measurement, ...]) -> None:
    table = _zone_table(measurements)
    if table.empty:
        return
    st.markdown("#### Change by zone")
    st.table(table)
    for what in {"Redness", "Texture"} - set(table.columns):
        st.caption(f"{what} could not be measured on this photo.")
    st.caption(_READING)


def _zone_table(measurements: tuple[Measurement, ...]) -> pd.DataFrame:
    """One row a zone, the whole face first; a column for each thing that was measured."""
    columns = {
        "Redness": {one.zone: _say_redness(one) for one in measurements if one.measure == DELTA_EI},
        "Texture": {
            one.zone: _say_texture(one) for one in measurements if one.measure == _ROUGHNESS
        },
    }
    table = pd.DataFrame({name: column for name, column in columns.items() if column})
    zones = [zone for zone in (Zone.FACE, *ZONES) if zone in table.index]
    return table.loc[list(dict.fromkeys(zones))].rename(index=dict(ZONES)).fillna("not measured")


def _say_redness(change: Measurement) -> str:
    error = f" ± {change.mdc95:.1f}" if change.mdc95 is not None else ""
    return f"{grade_redness(change.value, change.mdc95)} ({change.value:+.1f}{error})"


def _say_texture(change: Measurement) -> str:
    return describe_roughness(change.value, change.mdc95)


show()
