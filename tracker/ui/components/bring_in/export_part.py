"""An export of this app or a bundle: looked into first, then brought in."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeAlias

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.services.data.importing import BroughtIn, import_export, look_into, say_brought
from tracker.services.exchange.fhir.importing import import_fhir, look_into_fhir
from tracker.store.repository import Store
from tracker.ui import state
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _, mark
from tracker.ui.plain import as_written

_ABOUT = mark(
    "Choose the ZIP file that “Export everything” made, here or on another computer, or the "
    "file diary.json from it. What is here already is not doubled, and nothing is overwritten. "
    "A person of the same name is taken for the same person."
)
_ABOUT_FHIR = mark(
    "Choose a file that “Records for a clinic (FHIR)” made, here or on another computer. Nothing "
    "is doubled or overwritten. Records that another program wrote cannot be read here."
)
_BringIn: TypeAlias = Callable[[Store, Path, IO[bytes] | None], BroughtIn]


def bring_in_export(store: Store) -> None:
    """Draw the part of the page for an export of this app."""
    st.markdown(_(_ABOUT))
    file = st.file_uploader(_("Export"), type=["zip", "json"], key="export_file")
    if file is not None:
        _bring_in(store, file, look_into, import_export)


def bring_in_fhir(store: Store) -> None:
    """Draw the part of the page for a bundle."""
    st.markdown(_(_ABOUT_FHIR))
    file = st.file_uploader(_("FHIR bundle"), type=["json"], key="fhir_file")
    if file is not None:
        _bring_in(store, file, look_into_fhir, import_fhir)


def _bring_in(store: Store, file: UploadedFile, look: _BringIn, bring: _BringIn) -> None:
    """Show what a file would add, and add it when that is wanted."""
    with shown_to_people():
        path = Path(file.name)
        with st.spinner(_("Looking it through …")):
            seen = look(store, path, file)
        _show(seen)
        if seen.is_nothing or not st.button(
            _("Bring it in"), type="primary", width="stretch", key="export_go"
        ):
            return
        with st.spinner(_("Bringing it in …")):
            bring(store, path, file)
        state.leave_notice(_("Everything that was new in the export is here now."))
        st.rerun()


def _show(brought: BroughtIn) -> None:
    said, *open_ends = say_brought(brought)
    st.markdown(as_written(_(said)))
    for one in open_ends:
        st.warning(as_written(_(one)))
