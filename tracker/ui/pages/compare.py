"""Two photos of one place, earlier and later, and what was measured between them."""

from collections.abc import Sequence

import streamlit as st

from tracker.domain.course.own_error import OwnErrors
from tracker.domain.records.kept import BodyArea, Measurement, Photo
from tracker.domain.words.labels import BODY_AREAS, Zone
from tracker.domain.words.measure_names import DELTA_EI, ROUGHNESS
from tracker.services.photos.comparing import Comparison
from tracker.services.photos.untreated.pairs import with_own_errors
from tracker.services.recovery.book import load_measurements
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import bootstrap, routes, words
from tracker.ui.components.choice import choose_one
from tracker.ui.components.current import current_book, require_person, require_procedure
from tracker.ui.components.messages import empty_state, shown_to_people
from tracker.ui.components.photos.alignment import show_alignment, show_marking
from tracker.ui.components.photos.long_term import show_long_term
from tracker.ui.components.photos.own_error import say_own_error
from tracker.ui.components.photos.photo_findings import show_findings
from tracker.ui.components.photos.zone_changes import (
    say_references,
    say_sides,
    say_whole_face,
    show_zone_changes,
)
from tracker.ui.components.viewer.over_time import show_over_time
from tracker.ui.components.viewer.pair_choice import Pair, choose_pair
from tracker.ui.components.viewer.viewer import Shown, show_viewer
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Compare"))
    procedure = require_procedure(store, require_person(store))
    book = current_book(store)
    overview = book.recovery(procedure.id)
    area = _choose_area(overview)
    pair = choose_pair(book, overview, area)
    if pair is None:
        _say_what_is_missing(overview.before_photo(area))
    else:
        with shown_to_people():
            _compare(store, overview, pair)
        with shown_to_people():
            show_over_time(store, book, overview, pair.after)
    with shown_to_people():
        show_long_term(store, procedure.person_id)


def _compare(store: Store, overview: RecoveryOverview, pair: Pair) -> None:
    before, after, names = pair
    comparison = bootstrap.comparison(before, after)
    own = current_book(store).recovery(after.procedure_id).own
    measurements = _measurements(store, comparison, before, after, own)
    value = say_whole_face(measurements)
    first = Shown(before, [names[0], words.say_short_date(before.taken_at)])
    lines = [names[1], words.say_short_date(after.taken_at), value]
    show_viewer(comparison, first, Shown(after, [line for line in lines if line]))
    show_alignment(comparison, after.area)
    st.caption(say_references(measurements))
    if any(one.measure == DELTA_EI for one in measurements):
        st.caption(say_own_error(own.of(Zone.FACE)))
    _say_what_it_can_show(before, after, measurements)
    show_findings(after)
    show_zone_changes(measurements, [DELTA_EI, ROUGHNESS], key=f"{after.id}")
    if comparison.sides:
        st.markdown(f"**{_('Redness, left against right')}**\n\n{say_sides(comparison.sides)}")
    if before == overview.before_photo(after.area, after.view):
        show_marking(store, before, after, names[1])


def _say_what_it_can_show(before: Photo, after: Photo, measurements: Sequence[Measurement]) -> None:
    if before.procedure_id != after.procedure_id:
        st.caption(
            _(
                "**Months apart**, redness says more of the day, the season and the weather than "
                "of a treatment."
            )
        )
    elif any(one.measure == DELTA_EI for one in measurements):
        st.caption(
            _(
                "Derived from the two photos; the light's share is taken off. A single place is "
                "less sure than a zone: on the map, a change that is smaller than its zone's error "
                "is drawn as none."
            )
        )


def _measurements(
    store: Store, comparison: Comparison, before: Photo, after: Photo, own: OwnErrors
) -> tuple[Measurement, ...]:
    """Return what is kept of this very pair, else what was measured just now."""
    kept = load_measurements(store, after.procedure_id).get(after.id, ())
    if any(one.baseline_photo_id == before.id for one in kept) or after.usable is False:
        return kept
    return with_own_errors(comparison.measurements, own)


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


show()
