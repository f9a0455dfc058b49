"""Every guard can be read on a screen, with its weight, its reason and its sources."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.ui.conftest import words_on
from tracker.domain.guidance.guards import Finding, Guard, shipped_guards
from tracker.domain.guidance.names import BASES, GUARD_LEVELS

VALUES = {
    "zone": Zone.CHIN,
    "length": 1.0,
    "highest": 0.5,
    "lowest": 0.25,
    "part": "Cheekbones",
    "days": 5,
    "minimum": 28,
    "earliest": date(2026, 12, 20),
    "number": 4,
}


def draw(finding):  # a script of its own: it knows no names of this module
    from tracker.ui.components.guidance.findings import show_findings

    show_findings([finding, finding])


@pytest.mark.parametrize("guard", shipped_guards().values(), ids=lambda guard: guard.id)
def test_a_finding_is_said_with_its_reason_and_sources(guard: Guard):
    values = {name: value for name, value in VALUES.items() if f"{{{name}}}" in guard.text}
    finding = Finding(guard=guard, values=values)
    app = AppTest.from_function(draw, args=(finding,)).run()
    assert not app.exception
    words = words_on(app)
    assert GUARD_LEVELS[guard.level] in words
    assert words.count(finding.said) == 2
    assert words.count(guard.why) == 1  # findings of one guard share its reason
    assert BASES[guard.basis] in words
    assert all(source.title in words for source in guard.sources)
