"""Where a row of the guidance is from, and that nobody has signed the guidance off."""

import streamlit as st

from tracker.domain.guidance.names import BASES, SOURCE_KINDS
from tracker.domain.guidance.rows import Row, Source
from tracker.domain.guidance.words import NOT_SIGNED_OFF
from tracker.ui.language import _


def show_basis(row: Row) -> None:
    """Say in small print whether a row is published or derived, and name its sources."""
    st.caption(f"{_(BASES[row.basis])}. " + "; ".join(map(_say_source, row.sources)))


def say_not_signed_off() -> None:
    """Say what every page of the guidance says at its end."""
    st.caption(_(NOT_SIGNED_OFF))


def _say_source(source: Source) -> str:
    title = f"[{_(source.title)}]({source.url})" if source.url else _(source.title)
    return f"{_(SOURCE_KINDS[source.kind])}: {title}"
