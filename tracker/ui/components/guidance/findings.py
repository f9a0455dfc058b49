"""What speaks against a needle length, a device or a day: said calmly, with why and from where."""

from collections.abc import Iterable

import streamlit as st

from tracker.domain.guidance.guards import Finding, GuardLevel
from tracker.domain.guidance.names import GUARD_LEVELS
from tracker.ui.components.basis import show_basis
from tracker.ui.language import _

_ICONS = {
    GuardLevel.STOP: ":material/front_hand:",
    GuardLevel.WARN: ":material/warning:",
    GuardLevel.NOTE: ":material/info:",
}


def show_findings(findings: Iterable[Finding]) -> None:
    """Show each finding; findings of one guard share its reason."""
    by_guard: dict[str, list[Finding]] = {}
    for finding in findings:
        by_guard.setdefault(finding.guard.id, []).append(finding)
    for same in by_guard.values():
        _show(same)


def _show(same: list[Finding]) -> None:
    guard = same[0].guard
    areas = "_".join(one.area for one in same if one.area)  # the day's and the plan's differ in it
    with st.container(border=True, key=f"finding_{guard.level}_{guard.id}{areas}"):
        st.markdown(f"{_ICONS[guard.level]} **{_(GUARD_LEVELS[guard.level])}**")
        for finding in same:
            st.markdown(_(finding.said))
        st.markdown(_(guard.why))
        show_basis(guard)
