"""What a researcher gets: tables of those who agreed, under pseudonyms, and nothing else."""

import streamlit as st

from tracker.services.exchange.research.exporting import count_agreed, research_to_download
from tracker.store.repository import Store
from tracker.ui import bootstrap
from tracker.ui.components.data.download import offer_file
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    store = bootstrap.get_store()
    st.title(_("Tables for research"))
    st.markdown(
        _(
            "Sessions, ratings, measured values and verdicts of clients who agreed to research, as "
            "CSV and Parquet with a dictionary of every column: under pseudonyms, with shifted "
            "dates, without names, notes and photos. No record is open to you beside them."
        )
    )
    agreed = count_agreed(store)
    if not agreed:
        st.info(_("No client has agreed to research yet. They do so under “Consents”."))
        return
    st.markdown(_("Clients who agreed: **{count}**").format(count=agreed))
    offer_file(
        _("Make the tables (ZIP)"),
        lambda: _tables(store),
        "fifthday-research.zip",
        "application/zip",
        key="research",
    )
    st.caption(
        _(
            "Pseudonyms and shifts are others each time; nobody keeps their key. In a small group "
            "somebody can still be told by what is rare about them: look before you pass it on. "
            "Each client finds it among the looks at the record."
        )
    )


def _tables(store: Store) -> bytes:
    with research_to_download(store) as tables:
        return tables.read()


show()
