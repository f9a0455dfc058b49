"""Products that were put on the skin since shortly before a session: noted, and taken back."""

from datetime import datetime, time

import streamlit as st

from tracker import clock
from tracker.domain.guidance.aftercare import NewProductUse, ProductKind, ProductUse, used_too_early
from tracker.domain.guidance.names import PRODUCTS
from tracker.domain.records.kept import Procedure
from tracker.errors import InvalidEntry
from tracker.services.guidance.aftercare import (
    BEFORE_SESSION,
    delete_product,
    list_products,
    note_product,
)
from tracker.store.repository import Store
from tracker.ui import state, words
from tracker.ui.components.messages import shown_to_people
from tracker.ui.language import _
from tracker.ui.plain import as_written


def products_form(store: Store, procedure: Procedure) -> None:
    """Ask for a product that was used, and list those that were."""
    with st.expander(_("Products on the skin"), icon=":material/water_drop:"):
        st.caption(_("If the recovery drifts, products are named whose timing fits."))
        with st.form("product", clear_on_submit=True, border=False), shown_to_people():
            kind, name, used_at, needled_in = _ask()
            if st.form_submit_button(_("Note this product"), key="note_product"):
                if kind is None or used_at is None:
                    raise InvalidEntry("Please choose a kind of product, and when it was used.")
                use = NewProductUse(
                    name=name.strip(), kind=kind, used_at=used_at, needled_in=needled_in
                )
                note_product(store, procedure.person_id, use)
                state.leave_notice(_("Noted."))
                st.rerun()
        for use in list_products(store, procedure.person_id, procedure.started_at - BEFORE_SESSION):
            _show(store, use, procedure)


def _ask() -> tuple[ProductKind | None, str, datetime | None, bool]:
    kind = st.selectbox(
        _("Kind"),
        list(ProductKind),
        index=None,
        format_func=lambda one: _(PRODUCTS[one]),
        placeholder=_("Choose"),
        key="product_kind",
    )
    name = st.text_input(_("Name (optional)"), key="product_name")
    left, right = st.columns(2)
    now = clock.wall()
    day = left.date_input(
        _("Used on"),
        now.date(),
        max_value=now.date(),
        format=_(words.DATE_FORMAT),
        key="product_day",
    )
    quarter = time(now.hour, now.minute // 15 * 15)
    at = right.time_input(_("Time"), quarter, key="product_time")
    needled_in = st.checkbox(_("It was on the skin while needling"), key="product_needled_in")
    used_at = datetime.combine(day, at) if day and at else None
    return kind, name, used_at, needled_in


def _show(store: Store, use: ProductUse, procedure: Procedure) -> None:
    text, button = st.columns([5, 1], vertical_alignment="center", wrap=False)
    kind = _(PRODUCTS[use.kind])
    product = f"{as_written(use.name)} ({kind})" if use.name else kind
    text.markdown(f"{words.say_moment(use.used_at)}: {product}")
    if early := used_too_early(use, procedure.started_at):
        text.caption(f"{_('left off at that time by the after-care')}: {_(early.text)}")
    if button.button("", icon=":material/delete:", help=_("Delete"), key=f"delete_use_{use.id}"):
        delete_product(store, use.id)
        st.rerun()
