"""What studies found, beside the derived course, and where they disagree."""

import streamlit as st

from tracker.domain.verdict.published import Agreement, Comparison, beside
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _, mark, write_number

_SAID = {
    Agreement.AGREES: mark("The derived course agrees: over for most from day {derived} on."),
    Agreement.SHORTER: mark(
        "**They disagree.** The derived course is shorter: over for most from day {derived} on."
    ),
    Agreement.LONGER: mark(
        "**They disagree.** The derived course is longer: over for most from day {derived} on."
    ),
}
_RATING_SAID = {
    Agreement.AGREES: mark("The derived course agrees: {derived} in the evening of that day."),
    Agreement.LOWER: mark(
        "**They disagree.** The derived course is lower: {derived} in the evening of that day."
    ),
    Agreement.HIGHER: mark(
        "**They disagree.** The derived course is higher: {derived} in the evening of that day."
    ),
}
_OTHER = mark("It was measured with an instrument, so ratings cannot be compared with it.")
_NOT_OVER = mark(
    "**They disagree.** The derived course is longer: not over for most within two weeks."
)


def published_card(overview: RecoveryOverview) -> None:
    """Show the published figures for needles like these."""
    with st.expander(_("What studies found for needles like these"), key="published"):
        st.markdown(
            _(
                "The usual range in the charts is derived, not measured: nobody has published "
                "ratings by day. These figures are published, from few people each."
            )
        )
        found = beside(overview.plan, overview.reference)
        if not found:
            st.markdown(_("No published figure was found for needles like these."))
        for comparison in found:
            with st.container(border=True):
                st.markdown(_(comparison.finding.says))
                st.markdown(_say(comparison))
                if people := comparison.finding.people:
                    st.caption(_("People: {number}").format(number=people))
                show_basis(comparison.finding)


def _say(comparison: Comparison) -> str:
    if comparison.agreement is Agreement.OTHER:
        return _(_OTHER)
    if comparison.derived is None:
        return _(_NOT_OVER)
    if comparison.finding.rating is not None:
        derived = write_number(comparison.derived, "0.#")
        return _(_RATING_SAID[comparison.agreement]).format(derived=derived)
    return _(_SAID[comparison.agreement]).format(derived=int(comparison.derived))
