"""The lock in a real browser: switched on, closed, opened, and nothing read without it."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, keyed, new_window, serve, wait_until_ready

pytestmark = pytest.mark.browser
PASSPHRASE, NAME = "four plain words here", "Wilhelmine"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def url(folder: Path, request: pytest.FixtureRequest, browser: Browser) -> Iterator[str]:
    folder.mkdir()
    with serve(folder, request) as address:
        yield address


def begin(page: Page, url: str) -> None:
    page.goto(url)
    wait_until_ready(page)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_url("**/session**")


def switch_on(page: Page, url: str) -> str:
    """Choose a passphrase, type the code back, and return the code."""
    page.goto(f"{url}/lock")
    wait_until_ready(page)
    look(page, "lock-offer")
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The same passphrase again").fill(PASSPHRASE)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your recovery code")).to_be_visible()
    code = "-".join(page.locator("[data-testid=stCode] code").inner_text().split())
    look(page, "lock-code")
    page.get_by_label("Type the recovery code back").fill(
        code[:-1] + ("A" if code[-1] != "A" else "B")
    )
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("holds a slip")).to_be_visible()
    page.get_by_label("Type the recovery code back").fill(code.lower())
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", name="Fifth Day is locked")).to_be_visible()
    return code


def unlock(page: Page, words: str) -> None:
    page.get_by_label("Passphrase or recovery code").fill(words)
    page.get_by_role("button", name="Unlock").click()


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if folder := os.environ.get("FIFTHDAY_LOOKS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def told_in(folder: Path, *secrets: str) -> set[str]:
    """Files that tell one of these words; the server's log among them."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    words = [NAME, "SQLite format", *secrets]
    return {one.name for one in files if any(word.encode() in one.read_bytes() for word in words)}


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.benchmark  # by hand: two servers, a real passphrase; tests/ui/doors asks each route
def test_a_diary_is_locked_and_unlocked(url: str, folder: Path, browser: Browser):
    page, stranger = new_window(browser, PHONE), new_window(browser, PHONE)
    begin(page, url)
    code = switch_on(page, url)
    assert told_in(folder, PASSPHRASE, code) == set()
    look(page, "keyhole")
    unlock(page, "another passphrase")
    expect(page.get_by_role("alert")).to_contain_text("neither the passphrase")
    unlock(page, PASSPHRASE)
    wait_until_ready(page)
    page.goto(f"{url}/settings")
    wait_until_ready(page)
    expect(keyed(page, "name_1").get_by_role("textbox")).to_have_value(NAME)
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "fifthday")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    stranger.goto(f"{url}/settings")
    expect(stranger.get_by_role("heading", name="Fifth Day is locked")).to_be_visible()
    assert [status_of(f"{url}{path}") for path in ("/_stcore/health", "/media/x")] == [401, 401]
    # What is open in another window closes, too.
    second = page.context.new_page()
    second.goto(f"{url}/lock")
    wait_until_ready(second)
    look(second, "lock-on")
    second.get_by_role("button", name="Lock now").click()
    for one in (page, second):
        expect(one.get_by_role("heading", name="Fifth Day is locked")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(NAME)).to_have_count(0)
    assert status_of(f"{url}/_stcore/health") == 401
    page.goto(url)
    unlock(page, code)
    wait_until_ready(page)
    assert told_in(folder, PASSPHRASE, code) == set()
    back_up(page, url, folder.with_name("backups"))
    assert told_in(folder.with_name("backups"), PASSPHRASE, code) == set()
    switch_off(page, url)


def back_up(page: Page, url: str, backups: Path) -> None:
    """Write a backup, and look it through."""
    page.goto(f"{url}/lock")
    wait_until_ready(page)
    keyed(page, "backup_folder").get_by_role("textbox").fill(str(backups))
    keyed(page, "backup_now").get_by_role("button").click()
    expect(page.get_by_text("Last backup:")).to_be_visible()
    assert len(list(backups.iterdir())) == 1
    page.get_by_text("Look a backup through").click()
    keyed(page, "look_words").get_by_role("textbox").fill(PASSPHRASE)
    keyed(page, "backup_look_button").get_by_role("button").click()
    expect(page.get_by_text("It is whole.")).to_be_visible()
    look(page, "backups")


def switch_off(page: Page, url: str) -> None:
    page.goto(f"{url}/lock")
    wait_until_ready(page)
    page.get_by_text("Switch the lock off").first.click()
    keyed(page, "switch_off_words").get_by_role("textbox").fill(PASSPHRASE)
    keyed(page, "switch_off_button").get_by_role("button").click()
    expect(page.get_by_text("Switch the lock on")).to_be_visible()
    page.goto(f"{url}/settings")
    wait_until_ready(page)
    expect(keyed(page, "name_1").get_by_role("textbox")).to_have_value(NAME)
