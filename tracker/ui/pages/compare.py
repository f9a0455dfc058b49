"""Two photos of one place, before and after, and what was measured between them."""

import numpy as np
import streamlit as st

from tracker.domain.records.kept import BodyArea, Measurement, Photo, PhotoRole, View
from tracker.domain.words.labels import BODY_AREAS, VIEWS
from tracker.domain.words.measure_names import DELTA_EI, ROUGHNESS
from tracker.services.photos.comparing import Comparison, PhotoPair
from tracker.services.recovery.book import load_measurements, load_recovery
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.choice import choose_one
from tracker.ui.components.current import require_person, require_procedure
from tracker.ui.components.messages import empty_state, shown_to_people
from tracker.ui.components.paging import choose_of
from tracker.ui.components.photos.alignment import show_alignment, show_marking
from tracker.ui.components.photos.long_term import show_long_term
from tracker.ui.components.photos.photo_findings import show_findings
from tracker.ui.components.photos.redness_legend import draw_redness_legend
from tracker.ui.components.photos.zone_changes import (
    say_by_zone,
    say_references,
    say_sides,
    show_zone_changes,
)
from tracker.ui.language import _, mark

_SIDE_BY_SIDE, _WIPE, _BLEND = mark("Side by side"), mark("Wipe"), mark("Fade")
_REDNESS = mark("Redness")


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Compare"))
    procedure = require_procedure(store, require_person(store))
    overview = load_recovery(store, procedure.id)
    area = _choose_area(overview)
    later = [p for p in overview.photos if p.role is PhotoRole.FOLLOW_UP and p.area is area]
    if later and overview.before_photo(area):
        with shown_to_people():
            _compare(store, overview, _choose_day(overview, later))
    else:
        _say_what_is_missing(overview.before_photo(area))
    with shown_to_people():
        show_long_term(store, procedure.person_id)


def _compare(store: Store, overview: RecoveryOverview, after: Photo) -> None:
    before = overview.before_photo(after.area, after.view)
    assert before is not None, "a day is chosen only where there is a photo from before"
    measurements = load_measurements(store, after.procedure_id).get(after.id, ())
    name = _name(overview, after)
    comparison = bootstrap.comparison(before, after)
    view = _choose_view(comparison)
    _show_view(view, comparison, name, measurements)
    show_alignment(comparison, after.area)
    st.caption(say_references(measurements))
    show_findings(after)
    # Beside the map of redness, its reading stands already.
    said = [ROUGHNESS] if view == _REDNESS else [DELTA_EI, ROUGHNESS]
    show_zone_changes(measurements, said, key=f"{after.id}")
    if comparison.sides:
        st.markdown(f"**{_('Redness, left against right')}**\n\n{say_sides(comparison.sides)}")
    show_marking(store, before, after, name)


def _say_what_is_missing(before: Photo | None) -> None:
    empty_state(
        _("Two photos are needed"),
        _("To compare, add a photo from before of this session.")
        if before is None
        else _("To compare, add a photo of a recovery day of this session."),
        routes.PHOTOS,
        _("Add a photo"),
    )


def _choose_area(overview: RecoveryOverview) -> BodyArea:
    areas = sorted({photo.area for photo in overview.photos}, key=list(BodyArea).index)
    if len(areas) < 2:
        return areas[0] if areas else BodyArea.FACE
    names = {area: BODY_AREAS[area] for area in areas}
    return choose_one(_("Area"), names, areas[0], key="compare_area")


def _choose_day(overview: RecoveryOverview, later: list[Photo]) -> Photo:
    photos = {photo.id: photo for photo in later}
    names = words.distinct({one: _name(overview, photo) for one, photo in photos.items()})
    chosen = choose_of(
        _("Compare the photo from before with"),
        names,
        later[-1].id,
        key=f"compare_day-{overview.procedure.id}-{later[0].area}",
    )
    return photos[chosen]


def _name(overview: RecoveryOverview, photo: Photo) -> str:
    day = _("Day {day}").format(day=overview.day_of(photo.diary_day))
    if photo.view is View.FRONT:
        return day
    return _("{photo}: {area}").format(photo=day, area=_(VIEWS[photo.view]))


def _show_view(
    view: str, comparison: Comparison, name: str, measurements: tuple[Measurement, ...]
) -> None:
    pair = comparison.pair
    if view == _SIDE_BY_SIDE:
        left, right = st.columns(2, gap="xsmall", wrap=False)
        left.image(pair.before, _("Before"), width="stretch", alt=_("The photo from before"))
        right.image(pair.after, name, width="stretch", alt=name)
    elif view == _REDNESS and comparison.redness_map is not None:
        _show_redness(comparison.redness_map, measurements)
    else:
        label = _("Before – {name}").format(name=name)
        share = st.slider(label, 0, 100, 50, format="%d %%", key="compare_share")
        mix = _wipe if view == _WIPE else _blend
        st.image(mix(pair, share / 100), width="stretch", alt=label)


def _choose_view(comparison: Comparison) -> str:
    if not comparison.pair.is_aligned:
        return _SIDE_BY_SIDE
    views = [_SIDE_BY_SIDE, _WIPE, _BLEND]
    if comparison.redness_map is not None:
        views.append(_REDNESS)
    return st.segmented_control(
        _("View"),
        views,
        default=_SIDE_BY_SIDE,
        format_func=_,
        required=True,
        label_visibility="collapsed",
        key="compare_view",
        width="stretch",
    )


def _show_redness(picture: np.ndarray, measurements: tuple[Measurement, ...]) -> None:
    map_column, reading = st.columns([3, 2], gap="medium")
    with map_column:
        alt = _("Map of the change in redness on the photo from before")
        st.image(picture, width="stretch", alt=alt)
    with reading:
        st.markdown(_("**Redness compared with before**"))
        st.markdown(say_by_zone(measurements, DELTA_EI))
        draw_redness_legend()
    st.caption(
        _(
            "Derived from the two photos; the light's share is taken off. A single place is less "
            "sure than a zone: a change that is smaller than its zone's error is drawn as none."
        )
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


show()
