"""Bringing in what was kept elsewhere."""

import streamlit as st

from tracker.domain.records.kept import Person
from tracker.services.data.people import list_people
from tracker.store.repository import Store
from tracker.ui import bootstrap
from tracker.ui.components.bring_in.export_part import bring_in_export, bring_in_fhir
from tracker.ui.components.bring_in.photos_part import bring_in_old_photos
from tracker.ui.components.bring_in.table_part import bring_in_table
from tracker.ui.components.choice import choose_one
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

_EXPORT, _PHOTOS, _TABLE = mark("An export"), mark("Old photos"), mark("A diary as a table")
_FHIR = mark("Records for a clinic (FHIR)")


def show() -> None:
    """Draw the page."""
    st.title(_("Bring data in"))
    store = bootstrap.get_store()
    kinds = {one: one for one in (_EXPORT, _PHOTOS, _TABLE, _FHIR)}
    kind = choose_one(_("What do you have?"), kinds, _EXPORT, key="bring_in_kind")
    if kind in (_EXPORT, _FHIR):
        (bring_in_export if kind == _EXPORT else bring_in_fhir)(store)
        return
    person = _ask_whose(store)
    if person is None:
        st.info(_("Please add a person first, under “Settings and data”."))
    elif kind == _PHOTOS:
        bring_in_old_photos(store, person)
    else:
        bring_in_table(store, person)


def _ask_whose(store: Store) -> Person | None:
    people = [one for one in list_people(store) if not one.is_demo]
    if len(people) < 2:
        return people[0] if people else None
    chosen: Person | None = st.selectbox(
        _("Whose?"), people, format_func=lambda one: as_written(one.name), key="bring_in_whose"
    )
    return chosen


show()
