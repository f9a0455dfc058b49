"""Twenty seconds a day: taps, scrolls and heights of what is done each day, on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import (
    DESKTOP,
    HEIGHT,
    MOST_PX,
    PHONE,
    OpenWindow,
    keyed,
    serve,
    settled,
    wait_until_ready,
)
from tests.factories import a_procedure, an_entry, days_ago
from tracker.config import Settings
from tracker.domain.records.scales import Symptom
from tracker.services.data.people import add_person
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

MOST_TAPS, MOST_TO_FIRST = 8, 12
_TAPS = "window.taps = 0; addEventListener('click', () => window.taps++, true)"


@pytest.fixture(scope="module")
def daily_url(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of an app with two people, five days after a session, nothing entered today."""
    folder = tmp_path_factory.mktemp("daily") / "data"
    store = Store(Settings(data_dir=folder))
    for name in ("Ada", "Ben"):
        person_id = add_person(store, name).id
        log_procedure(store, a_procedure(person_id, started_at=days_ago(5, 18)))
        for day, redness in enumerate((5, 3, 2, 1)):
            ratings = {Symptom.REDNESS: redness, Symptom.PAIN: 0}
            save_entry(store, an_entry(person_id, day=days_ago(5 - day).date(), ratings=ratings))
    store.close()
    with serve(folder, request) as address:
        yield address


def tap(page: Page, key: str) -> None:
    keyed(page, key).get_by_role("button").first.click()


def rate_all(page: Page) -> None:
    for symptom in Symptom:
        row = page.locator(f"[class*='st-key-check_in-'][class*='-{symptom}']")
        row.get_by_role("radio", name="1", exact=True).click()
        wait_until_ready(page)


def verdict_is_in_view(page: Page) -> bool:
    box = page.locator("[class*='st-key-status_']").first.bounding_box()
    height = page.viewport_size["height"] if page.viewport_size else 0
    return box is not None and 0 <= box["y"] < height / 2


def test_a_day_takes_eight_taps_from_opening_to_the_verdict(
    daily_url: str, open_window: OpenWindow
):
    page = open_window(f"{daily_url}/?person=1")
    page.evaluate(_TAPS)
    assert page.evaluate(HEIGHT) <= MOST_PX[""]
    tap(page, "go_check_in")
    expect(keyed(page, "ratings_step")).to_be_visible()
    assert settled(page, lambda: page.evaluate(HEIGHT)) <= MOST_PX["check_in"]
    rate_all(page)
    expect(keyed(page, "signs")).to_be_visible()  # by itself
    assert settled(page, lambda: page.evaluate(HEIGHT)) <= MOST_PX["check_in"]
    expect(page.get_by_role("heading", name="Does any of these apply?")).to_be_focused()
    tap(page, "none_apply")
    expect(page.get_by_role("heading", name="On course")).to_be_focused()
    assert settled(page, lambda: verdict_is_in_view(page))
    assert page.evaluate("window.taps") <= MOST_TAPS


def test_a_day_can_be_told_with_the_keyboard_alone(daily_url: str, open_window: OpenWindow):
    page = open_window(f"{daily_url}/check_in?person=2", DESKTOP)
    for symptom in Symptom:
        first = page.locator(f"[class*='st-key-check_in-'][class*='-{symptom}'] [role=radio]").first
        first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        wait_until_ready(page)
        if symptom is Symptom.SWELLING:
            page.keyboard.press("Shift+Tab")  # back into the row before
            expect(page.locator("[role=radio]:focus")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("heading", name="Does any of these apply?")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.st-key-none_apply') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="On course")).to_be_visible()


@pytest.mark.benchmark  # by hand: the test command has fifteen minutes
def test_the_first_check_in_is_twelve_taps_and_a_name_away(url: str, open_window: OpenWindow):
    page = open_window(url, PHONE)
    page.add_init_script(_TAPS)
    page.evaluate(_TAPS)
    page.get_by_label("Your name").click()
    page.keyboard.type("Ada")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="Session", level=1)).to_be_visible()
    wait_until_ready(page)
    page.get_by_role("button", name="Whole face").click()
    wait_until_ready(page)
    keyed(page, "session-1-new-length").get_by_text("1.0", exact=True).click()
    expect(page.get_by_role("button", name="Nose: 1.0", exact=True)).to_be_visible()
    tap(page, "save_session")
    expect(page.get_by_role("heading", name="Check in", level=1)).to_be_visible()
    rate_all(page)
    tap(page, "none_apply")
    expect(page.locator("[class*='st-key-status_']")).to_be_visible()
    assert page.evaluate("window.taps") <= MOST_TO_FIRST
