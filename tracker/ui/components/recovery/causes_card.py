"""Products as possible causes of a recovery that drifts, named by their timing only."""

import streamlit as st

from tracker.domain.guidance.aftercare import PossibleCause
from tracker.domain.guidance.names import PRODUCTS
from tracker.domain.guidance.words import BY_TIMING_ONLY
from tracker.services.guidance.aftercare import causes_of_drift
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store
from tracker.ui import words
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _
from tracker.ui.plain import as_written


def causes_card(store: Store, overview: RecoveryOverview) -> None:
    """Name the products whose timing fits, where a recovery is off course; else draw nothing."""
    causes = causes_of_drift(store, overview)
    if not causes:
        return
    reactions = {cause.reaction.id: cause.reaction for cause in causes}
    with st.container(border=True, key="causes"):
        st.markdown(f"#### {_('Products that could have to do with it')}")
        for id, reaction in reactions.items():
            fitting = [cause for cause in causes if cause.reaction.id == id]
            st.markdown(f"**{_(reaction.title)}.** {_(reaction.text)}")
            st.markdown("\n".join(f"- {_say(cause)}" for cause in fitting))
            show_basis(reaction)
        st.caption(_(BY_TIMING_ONLY))


def _say(cause: PossibleCause) -> str:
    kind, name = _(PRODUCTS[cause.use.kind]), as_written(cause.use.name)
    product = f"{name} ({kind})" if name else kind
    said = f"**{product}**, {words.say_moment(cause.use.used_at)}"
    return f"{said}: {_('left off at that time by the after-care')}" if cause.too_early else said
