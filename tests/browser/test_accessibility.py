"""No page of the demo has a serious finding of axe-core (WCAG 2.2, A and AA)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, OpenWindow, settled

pytestmark = pytest.mark.browser

PAGES = (
    *("", "check_in", "photos", "recovery", "compare", "card", "spots", "plan", "session"),
    *("history", "outcomes", "learn", "settings", "welcome"),
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LOOKS: dict[str, dict[str, Any]] = {
    "phone, light": {"size": PHONE, "color_scheme": "light", "reduced_motion": "reduce"},
    "desk, dark": {"size": DESKTOP, "color_scheme": "dark", "reduced_motion": "reduce"},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page", PAGES)
def test_no_serious_finding(demo_url: str, open_window: OpenWindow, page: str, look: str) -> None:
    window = open_window(f"{demo_url}/{page}", **LOOKS[look])
    assert settled(window, lambda: _serious(window)) == []


def _serious(window: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(window, options=RULES).response
    assert found["passes"]  # axe did look
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious]
