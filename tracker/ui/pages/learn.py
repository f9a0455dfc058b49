"""Short pages to learn from: each claim with its source, and what is often said wrongly."""

import streamlit as st

from tracker.domain.guidance.learn import Claim, LearnPage, claims_on, myths
from tracker.domain.guidance.names import LEARN_PAGES
from tracker.ui.components.basis import say_not_signed_off, show_basis
from tracker.ui.language import _


def show() -> None:
    """Draw the page."""
    st.title(_("Learn"))
    page = st.pills(
        _("About"),
        list(LearnPage),
        default=LearnPage.WHAT_IT_IS,
        format_func=lambda one: _(LEARN_PAGES[one]),
        required=True,
        label_visibility="collapsed",
        key="learn_page",
    )
    for claim in myths() if page is LearnPage.MYTHS else claims_on(page):
        _show(claim)
    say_not_signed_off()


def _show(claim: Claim) -> None:
    with st.container(border=True, key=f"claim_{claim.id}"):
        if claim.myth:
            st.markdown(f"{_('Often said:')} *{_(claim.myth)}*")
        st.markdown(_(claim.claim))
        show_basis(claim)


show()
