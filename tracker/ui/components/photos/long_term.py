"""Texture over the months, between the photos from before two sessions."""

import streamlit as st

from tracker.services.photos.long_term import RestedPhoto, list_rested_photos, list_steps
from tracker.store.repository import Store
from tracker.ui import bootstrap, words
from tracker.ui.components.paging import choose_of
from tracker.ui.components.photos.zone_changes import say_texture, show_figures
from tracker.ui.language import _


def show_long_term(store: Store, person_id: int) -> None:
    """Compare photos from before sessions; nothing is measured before a pair is chosen."""
    photos = list_rested_photos(store, person_id)
    steps = dict(enumerate(list_steps(photos)))
    if not steps:
        return
    st.markdown(_("#### Texture over the months"))
    st.caption(
        _(
            "Photos from before your sessions, compared with each other. Photos taken inside a "
            "recovery are left out: in the first days, rougher or smoother skin means flaking and "
            "swelling, not new collagen. A change here can also come from season, skin care or "
            "light; it is no proof that needling did it."
        )
    )
    names = words.distinct({one: _name(*step) for one, step in steps.items()})
    chosen = choose_of(_("From – to"), names, None, key="long_term_step", required=False)
    if chosen is None:
        return
    first, second = steps[chosen]
    change = bootstrap.texture_change(first.photo, second.photo)
    for reason in change.reasons:
        st.info(_(reason), icon=":material/info:")
    if change.measurements:
        st.markdown(say_texture(change.measurements))
        show_figures(change.measurements, key="long_term")


def _name(first: RestedPhoto, second: RestedPhoto) -> str:
    days = (words.say_short_date(one.photo.taken_at) for one in (first, second))
    return " – ".join(days)
