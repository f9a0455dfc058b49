"""An export of this app: looked into first, then brought in."""

from pathlib import Path

import streamlit as st

from tracker.services.data.importing import BroughtIn, import_export, look_into, say_brought
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


def bring_in_export(store: Store) -> None:
    """Draw the part of the page."""
    st.markdown(_(_ABOUT))
    file = st.file_uploader(_("Export"), type=["zip", "json"], key="export_file")
    if file is None:
        return
    with shown_to_people():
        path = Path(file.name)
        with st.spinner(_("Looking it through …")):
            seen = look_into(store, path, file)
        _show(seen)
        if seen.is_nothing or not st.button(
            _("Bring it in"), type="primary", width="stretch", key="export_go"
        ):
            return
        with st.spinner(_("Bringing it in …")):
            import_export(store, path, file)
        state.leave_notice(_("Everything that was new in the export is here now."))
        st.rerun()


def _show(brought: BroughtIn) -> None:
    said, *open_ends = say_brought(brought)
    st.markdown(as_written(_(said)))
    for one in open_ends:
        st.warning(as_written(_(one)))
