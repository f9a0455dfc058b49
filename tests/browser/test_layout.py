import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import serious
from tests.browser.conftest import (
    DESKTOP,
    HEIGHT,
    MOST_PX,
    PHONE,
    OnePhone,
    OpenWindow,
    boxes,
    keyed,
    new_window,
    settled,
    wait_until_ready,
)
from tests.browser.watching import Watch
from tests.marks import by_hand

pytestmark = pytest.mark.browser

PAGES = ("", "check_in", "photos", "recovery", "compare", "session")
RARE = ("report", "plan", "settings", "card", "ready", "walk", "history", "spots")
RARE += ("learn", "outcomes", "welcome")
"""By hand, with all states of all pages (test_states.py)."""
LEAST_TARGET_PX = 24  # WCAG 2.2, 2.5.8
PADDING_PX = 1

LOOKS: dict[str, dict[str, Any]] = {
    "phone, light": {"size": PHONE, "color_scheme": "light", "reduced_motion": "reduce"},
    "desk, dark": {"size": DESKTOP, "color_scheme": "dark", "reduced_motion": "reduce"},
}

_SIZE = "() => [document.body.outerHTML.length, document.body.scrollHeight]"
_SIDEWAYS = """() => [...document.querySelectorAll('html, [data-testid=stMain]')]
    .map(box => box.scrollWidth - box.clientWidth)"""
_OUTSIDE = """() => [...document.querySelectorAll(
        '[data-testid=stMain] :is(button, input:not([tabindex="-1"]), img, table, svg, h1)')]
    .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 0 && (box.left < 0 || box.right > innerWidth + 1))
    .map(([html, _]) => html)"""


@pytest.fixture(
    scope="module",
    # The second look by hand: it takes as long again.
    params=["phone, light", by_hand("desk, dark")],
)
def window(
    request: pytest.FixtureRequest, browser: Browser, demo_url: str
) -> Iterator[tuple[Page, Watch]]:
    """One window for all pages: what it has loaded once it need not load again."""
    page = new_window(browser, **LOOKS[request.param])
    yield page, Watch(page)
    page.context.close()


@pytest.mark.parametrize("name", [*PAGES, *map(by_hand, RARE)])
def test_every_page_fits_is_for_everyone_and_asks_nobody_else(
    name: str, demo_url: str, window: tuple[Page, Watch]
):
    """Nothing lies outside, axe-core finds nothing serious, no other machine is asked."""
    page, watch = window
    page.goto(f"{demo_url}/{name}")
    wait_until_ready(page)
    _, sideways, outside = settled(
        page, lambda: [*map(page.evaluate, (_SIZE, _SIDEWAYS, _OUTSIDE))]
    )
    assert max(sideways) <= PADDING_PX
    assert outside == []
    if page.viewport_size == {"width": PHONE[0], "height": PHONE[1]} and name in MOST_PX:
        assert settled(page, lambda: page.evaluate(HEIGHT)) <= MOST_PX[name]
    watch.assert_all_stays_here(name)
    assert serious(page) == []


def test_a_phone_has_its_bar_at_the_bottom(demo_url, one_phone: OnePhone):
    page = one_phone(demo_url)
    bar = keyed(page, "phone_bar")
    (box,) = boxes(bar, 1)
    assert box["y"] + box["height"] == pytest.approx(PHONE[1], abs=1)
    assert box["width"] == PHONE[0]
    links = boxes(bar.get_by_role("link"), 5)
    assert len({link["y"] for link in links}) == 1  # in one row
    background = bar.evaluate("bar => getComputedStyle(bar).backgroundColor")
    assert background.startswith("rgb(")  # rgba would let the page show through


def test_a_wide_window_has_its_menu_at_the_side(demo_url, open_window: OpenWindow):
    page = open_window(demo_url, DESKTOP)
    expect(keyed(page, "phone_bar")).to_be_hidden()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="History")).to_be_visible()


def test_ratings_can_be_hit_with_a_finger(demo_url, one_phone: OnePhone):
    page = one_phone(f"{demo_url}/check_in")
    buttons = page.locator("[class*='st-key-check_in-'][class*='-redness'] button")
    targets = boxes(buttons, 11)
    assert min(min(box["width"], box["height"]) for box in targets) >= LEAST_TARGET_PX
    assert len({box["y"] for box in targets}) == 1


def test_a_week_in_numbers_fits_a_phone(demo_url, one_phone: OnePhone):
    page = one_phone(f"{demo_url}/recovery")
    page.get_by_text("The same in numbers").click()
    (box,) = boxes(page.get_by_role("table"), 1)
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]


def test_text_can_be_read_in_the_dark(demo_url, open_window: OpenWindow):
    page = open_window(demo_url, color_scheme="dark")
    colours = page.evaluate(
        """() => [getComputedStyle(document.querySelector('h1')).color,
                  getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor]"""
    )
    assert contrast(*map(luminance, colours)) > 7


def test_a_status_is_told_by_its_words(demo_url, one_phone: OnePhone):
    page = one_phone(demo_url)
    expect(page.get_by_role("heading", level=3)).to_have_text(re.compile(r"\w"))


def luminance(colour: str) -> float:
    """Relative luminance of a CSS rgb() colour (WCAG 2.2)."""
    channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """Contrast of two luminances (WCAG 2.2), 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
