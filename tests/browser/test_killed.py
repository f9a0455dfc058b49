"""What was typed is there again after the program was killed with half-filled forms."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow, keyed, serve_until_killed, wait_until_ready
from tests.factories import a_procedure, days_ago
from tracker.config import Settings
from tracker.services.data.people import add_person
from tracker.services.recovery.drafts import load_drafts
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

NOTE = "Half a note, number {number}"
TAKEN_OVER_MS = 900  # half a second after the last letter a long text is kept


def fill_half(page: Page, url: str, person: int, number: int) -> None:
    """Rate one of six, and write a note about a session that is not logged."""
    page.goto(f"{url}/check_in?person={person}")
    wait_until_ready(page)
    row = page.locator("[class*='st-key-check_in-'][class*='-redness']")
    row.get_by_role("radio", name=str(number % 11), exact=True).click()
    wait_until_ready(page)
    page.goto(f"{url}/session?person={person}")
    wait_until_ready(page)
    note = keyed(page, f"session-{person}-new-notes").get_by_role("textbox")
    note.press_sequentially(NOTE.format(number=number))
    page.wait_for_timeout(TAKEN_OVER_MS)
    wait_until_ready(page)


def count_lost(open_window: OpenWindow, folder: Path, kills: int, people: int) -> int:
    """Kill the program several times, each with forms of several people half-filled."""
    lost = 0
    for kill in range(kills):
        place = folder / str(kill)
        store = Store(Settings(data_dir=place))
        ids = [add_person(store, f"Ada {number}").id for number in range(people)]
        for person in ids:
            log_procedure(store, a_procedure(person, started_at=days_ago(2, 18)))
        store.close()
        with serve_until_killed(place) as url:
            page = open_window(url)
            for number, person in enumerate(ids):
                fill_half(page, url, person, number)
        store = Store(Settings(data_dir=place))
        for number, person in enumerate(ids):
            fields = [
                *load_drafts(store, person).get(f"check_in-{days_ago(0):%Y%m%d}", {}).items(),
                *load_drafts(store, person).get("session-new", {}).items(),
            ]
            lost += ("redness", number % 11) not in fields
            lost += ("notes", NOTE.format(number=number)) not in fields
        store.close()
    return lost


@pytest.mark.benchmark  # by hand: it starts the program several times
def test_no_draft_is_lost_and_it_is_offered_again(open_window: OpenWindow, tmp_path: Path):
    assert count_lost(open_window, tmp_path, kills=1, people=2) == 0
    with serve_until_killed(tmp_path / "0") as url:
        page = open_window(f"{url}/check_in?person=2")
        expect(page.get_by_text("what you entered before is here again")).to_be_visible()
        expect(page.get_by_text("Redness: ")).to_be_visible()


@pytest.mark.benchmark
def test_no_draft_of_100_is_lost(open_window: OpenWindow, tmp_path: Path):
    assert count_lost(open_window, tmp_path, kills=5, people=10) == 0
