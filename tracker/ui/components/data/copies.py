"""Copies of a record: everything of a person as one file, and for a clinic's systems."""

import streamlit as st

from tracker.domain.records.kept import Person
from tracker.services.data.archive import export_as_zip
from tracker.services.exchange.fhir.bundle import has_models
from tracker.services.exchange.fhir.exporting import fhir_to_download
from tracker.store.repository import Store
from tracker.ui.components.data.download import offer_file
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

_ABOUT_FHIR = mark(
    "One file that a clinic's programs can read (HL7 FHIR R4): sessions, diary, verdicts, measured "
    "values and, if you choose them, photos of one person, with the name and all notes. It is not "
    "encrypted and is sent nowhere: you decide who gets it."
)
_ABOUT_COPY = mark(
    "All that is kept of {name}, as tables and photos, with every note. It is not encrypted: you "
    "decide who gets it. That it was made stands among the looks at the record."
)


def offer_copies(store: Store, person: Person) -> None:
    """Draw what a signed-in person may take along of a record that is open to them."""
    st.header(_("A copy of this record"))
    st.markdown(_(_ABOUT_COPY).format(name=as_written(person.name)))
    offer_file(
        _("Export this record (ZIP)"),
        lambda: _zip(store, person.id),
        "fifthday.zip",
        "application/zip",
        key="export",
    )
    offer_fhir(store, (person,))


def offer_everything(store: Store) -> None:
    """Offer everything of everybody."""
    offer_file(
        _("Export everything (ZIP)"),
        lambda: _zip(store, None),
        "fifthday.zip",
        "application/zip",
        key="export",
    )


def offer_fhir(store: Store, people: tuple[Person, ...]) -> None:
    """Offer the records of one of these people for a clinic's systems."""
    with st.expander(_("Records for a clinic (FHIR)")):
        st.markdown(_(_ABOUT_FHIR))
        if not has_models():
            st.info(_("Please install the part for it first: `uv sync --extra exchange`."))
            return
        person = people[0]
        if len(people) > 1:
            person = st.selectbox(
                _("Whose?"), people, format_func=lambda one: as_written(one.name), key="fhir_whose"
            )
        with_photos = st.checkbox(_("With the photos"), key="fhir_photos")
        offer_file(
            _("Save the records (FHIR)"),
            lambda: _bundle(store, person, with_photos),
            "fifthday.fhir.json",
            "application/fhir+json",
            key="fhir",
        )


def _zip(store: Store, person_id: int | None) -> bytes:
    with export_as_zip(store, person_id) as archive:
        return archive.read()


def _bundle(store: Store, person: Person, with_photos: bool) -> bytes:
    with fhir_to_download(store, person.id, with_photos=with_photos) as bundle:
        return bundle.read()
