"""Takes the README's pictures from the demo's data. Run by hand: pytest -m screenshots."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.conftest import HEIGHT, PHONE, OpenWindow, settled, wait_until_ready
from tests.conftest import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.screenshots]

FOLDER = PROJECT / "docs" / "screenshots"
PICTURES = {
    "today.png": ("", PHONE),
    "check_in.png": ("check_in", PHONE),
    "recovery.png": ("recovery", (1280, 1500)),
    "compare.png": ("compare", (1280, 1260)),
}
TOUR = FOLDER / "tour.webp"
READ_MS, MOVE_MS, DRAWN_MS = 2200, 350, 1000
HIGHEST_BYTES = 1_000_000
_TOP = "document.querySelector('[data-testid=stMain]').scrollTo(0, 0)"


@pytest.mark.parametrize("picture", PICTURES)
def test_take(picture: str, demo_url: str, open_window: OpenWindow):
    name, size = PICTURES[picture]
    page = open_window(f"{demo_url}/{name}", size)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / picture).write_bytes(shot(page))
    assert (FOLDER / picture).stat().st_size > 10_000


def test_take_the_tour(demo_url: str, open_window: OpenWindow):
    """A walk on the phone: Today, ratings and signs, two photos over each other, the course."""
    page = open_window(demo_url)
    taken = list(walk(page, demo_url))
    first, *others = [Image.open(io.BytesIO(picture)).convert("RGB") for picture, _ in taken]
    first.save(
        TOUR,
        save_all=True,
        append_images=others,
        duration=[time for _, time in taken],
        loop=0,
        quality=70,
        method=6,
    )
    with Image.open(TOUR) as tour:
        assert tour.n_frames > 8
    assert TOUR.stat().st_size < HIGHEST_BYTES


def shot(page: Page) -> bytes:
    """The window, once everything in it is drawn: pictures and charts come after the script."""
    settled(page, lambda: page.evaluate(HEIGHT))
    page.wait_for_timeout(DRAWN_MS)
    return page.screenshot()


def walk(page: Page, address: str) -> Iterator[tuple[bytes, int]]:
    """Pictures of a walk through the app, and for how many milliseconds each is to be seen."""
    yield shot(page), READ_MS
    go(page, f"{address}/check_in")
    if page.locator(".st-key-ratings_step").count() == 0:
        page.locator(".st-key-to_ratings button").click()
        wait_until_ready(page)
    yield shot(page), READ_MS
    page.locator(".st-key-to_signs button").click()
    wait_until_ready(page)
    yield shot(page), READ_MS
    go(page, f"{address}/compare")
    divider = page.get_by_role("slider", name="Divider between the two photos")
    divider.scroll_into_view_if_needed()
    yield shot(page), READ_MS // 2
    for _ in range(3):
        divider.press("PageUp")
        yield page.screenshot(), MOVE_MS
    for _ in range(6):
        divider.press("PageDown")
        yield page.screenshot(), MOVE_MS
    page.get_by_role("button", name="Redness", exact=True).click()
    yield shot(page), READ_MS
    go(page, f"{address}/recovery")
    yield shot(page), READ_MS


def go(page: Page, address: str) -> None:
    page.goto(address)
    wait_until_ready(page)
    page.evaluate(_TOP)
