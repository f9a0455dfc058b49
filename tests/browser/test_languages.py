"""The browser's language before there is a person, and the person's from then on."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, OpenWindow, keyed, serve, wait_until_ready

pytestmark = pytest.mark.browser


@pytest.fixture
def empty_url(browser, tmp_path, request):
    with serve(tmp_path, request) as address:
        yield address


@pytest.mark.benchmark
def test_a_german_browser_is_welcomed_in_german_and_its_person_stays_so(
    empty_url, open_window: OpenWindow
):
    page = open_window(empty_url, PHONE, locale="de-DE")
    expect(page.get_by_role("heading", name="Willkommen bei Fifth Day")).to_be_visible()
    page.get_by_label("Dein Name").fill("Ada")
    page.get_by_role("button", name="Beginnen", exact=True).click()
    expect(page.get_by_role("heading", name="Sitzung", level=1)).to_be_visible()
    wait_until_ready(page)
    expect(keyed(page, "phone_bar").get_by_role("link", name="Heute")).to_be_visible()

    page = open_window(f"{empty_url}/settings", DESKTOP)  # an English browser
    expect(page.get_by_role("heading", name="Einstellungen und Daten")).to_be_visible()
    menu = keyed(page, "menu")
    for name in ("Erholung", "Sitzung", "Daten", "Lohnt es sich?"):
        expect(menu.get_by_text(name, exact=True).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")  # a screen reader's cue


@pytest.mark.benchmark  # by hand: a server of its own
def test_a_browser_in_another_language_is_spoken_to_in_english(empty_url, open_window: OpenWindow):
    page = open_window(empty_url, PHONE, locale="fr-FR")
    expect(page.get_by_role("heading", name="Welcome to Fifth Day")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
