"""A second device: paired, used beside the mirror, taken off; and what everybody else gets."""

import contextlib
import http.client
import os
import random
import re
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis import Zone
from tests.browser.conftest import (
    ARGUMENTS,
    DESKTOP,
    PHONE,
    find_browser,
    keyed,
    new_window,
    serve,
    wait_until_ready,
)
from tests.browser.test_daily import rate_all
from tests.factories import a_plan, a_procedure, answer_all, days_ago
from tracker.config import Settings
from tracker.domain.records.kept import TreatedZone
from tracker.services.data.people import add_person
from tracker.services.guidance.planning import plan_session
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]  # by hand: minutes
ADDRESS, NAME, CODE, TRIES = "127.0.0.2", "Wilhelmine", "2580", 1000


def treated(zone: Zone) -> TreatedZone:
    return TreatedZone(zone=zone, needle_length_mm=0.2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a person five days after a session, and one with a planned one."""
    store = Store(Settings(data_dir=tmp_path / "data"))
    person_id = add_person(store, NAME).id
    log_procedure(store, a_procedure(person_id, started_at=days_ago(5, 18)))
    planning_id = add_person(store, "Ada").id
    answer_all(store, planning_id)
    plan_session(store, a_plan(planning_id, zones=(treated(Zone.FOREHEAD), treated(Zone.CHIN))))
    store.close()
    return tmp_path / "data"


@pytest.fixture
def url(
    folder: Path, request: pytest.FixtureRequest, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    monkeypatch.setenv("FIFTHDAY_SHARE", "1")
    monkeypatch.setenv("FIFTHDAY_SHARE_ADDRESS", ADDRESS)
    with serve(folder, request) as address:
        yield address


def open_door(desk: Page) -> tuple[str, str]:
    """Let a phone in; return the address to pair at and that of the explaining page."""
    keyed(desk, "phone_open").get_by_role("button").click()
    expect(desk.get_by_text("/pair?key=")).to_be_visible()
    shown = [text.strip() for text in desk.locator("[data-testid=stCode] code").all_inner_texts()]
    (pair,) = (one for one in shown if "/pair?key=" in one)
    (setup,) = (one for one in shown if one.startswith("http:"))
    return pair, setup


def pair(desk: Page, phone: Page, scheme: str) -> str:
    """Pair as a person does; return the address that was scanned."""
    scanned, setup = open_door(desk)
    phone.goto(setup)
    look(phone, f"setup-{scheme}")
    phone.goto(scanned)
    look(phone, f"ask-{scheme}")
    phone.get_by_label("A name for this phone").fill("The phone")
    phone.get_by_label("A short code").fill(CODE)
    phone.get_by_role("button", name="Ask to be let in").click()
    expect(phone.get_by_role("heading", name="Look at the computer")).to_be_visible()
    look(phone, f"wait-{scheme}")
    number = phone.locator("p").last.inner_text().strip()
    expect(desk.get_by_text(f"Does it show the number {number}?")).to_be_visible()
    look(desk, "door")
    keyed(desk, "phone_let_in").get_by_role("button").click()
    phone.wait_for_url(re.compile(rf"^https://{ADDRESS}:\d+/$"))
    wait_until_ready(phone)
    return scanned


def look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if folder := os.environ.get("FIFTHDAY_LOOKS"):
        page.screenshot(path=f"{folder}/phone-{name}.png")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).tap()
    wait_until_ready(page)


def check_in(phone: Page, base: str) -> None:
    phone.goto(f"{base}/check_in?person=1")
    wait_until_ready(phone)
    rate_all(phone)
    keyed(phone, "none_apply").get_by_role("button").first.tap()
    expect(phone.locator("[class*='st-key-status_']").first).to_be_visible()


def walk(phone: Page, base: str) -> None:
    """Through the first two zones of the guided session."""
    phone.goto(f"{base}/ready?person=2")
    wait_until_ready(phone)
    phone.get_by_text("New needles").tap()
    tap(phone, "Use these")
    phone.get_by_text("Everything is within reach").tap()
    phone.get_by_text("It is done, only not ticked").tap()
    tap(phone, "To the guided session")
    tap(phone, "Begin")
    for zone in (1, 2):
        expect(phone.get_by_text(f"Zone {zone} of")).to_be_visible()
        tap(phone, "Pass done")
        expect(phone.get_by_text("Passes: 1")).to_be_visible()
        tap(phone, "Evenly red: next zone")


def add_photo(phone: Page, base: str, photo: Path) -> None:
    """By the file control, which opens a phone's own camera."""
    phone.goto(f"{base}/photos?person=1")
    wait_until_ready(phone)
    phone.locator("input[type=file]").first.set_input_files(photo)
    wait_until_ready(phone)
    expect(phone.get_by_text(photo.name).first).to_be_visible()
    tap(phone, "Add this photo")
    expect(phone.get_by_text("was added")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_second_device_from_the_first_scan_to_its_end(
    url: str, browser: Browser, scheme: str, portraits: Path
):
    desk = new_window(browser, DESKTOP)
    phone = new_window(
        browser, PHONE, has_touch=True, color_scheme=scheme, ignore_https_errors=True
    )
    desk.goto(f"{url}/phone")
    wait_until_ready(desk)
    scanned = pair(desk, phone, scheme)
    base = "https://" + urlsplit(scanned).netloc
    cookies = {one["name"]: one for one in phone.context.cookies()}
    own = cookies["__Host-fifthday-phone"]
    assert own["secure"] and own["httpOnly"] and own["sameSite"] == "Strict"
    look(phone, f"today-{scheme}")
    check_in(phone, base)
    look(phone, f"verdict-{scheme}")
    walk(phone, base)
    look(phone, f"walk-{scheme}")
    add_photo(phone, base, portraits / "before.jpg")
    look(phone, f"photo-{scheme}")
    phone.goto(f"{base}/settings")
    wait_until_ready(phone)
    expect(keyed(phone, "name_1").get_by_role("textbox")).to_have_value(NAME)
    desk.reload()
    wait_until_ready(desk)
    expect(desk.get_by_text("open now")).to_be_visible()
    look(desk, "devices")
    desk.get_by_role("button", name="Take it off").click()
    expect(phone.locator("body")).not_to_contain_text("Settings")
    assert NAME not in phone.content() and phone.locator("h1").count() in {0, 1}
    phone.goto("about:blank")
    with pytest.raises(Exception, match="ERR_HTTP_RESPONSE_CODE_FAILURE"):
        phone.goto(f"{base}/settings")
    assert_nothing_is_given_away(scanned, str(own["value"]))
    for window in (desk, phone):
        window.context.close()


def assert_nothing_is_given_away(scanned: str, revoked: str) -> None:
    """A thousand tries by whoever is no paired phone, at the real server."""
    parts, chance = urlsplit(scanned), random.Random(18)
    assert parts.hostname and parts.port
    blind = ssl.create_default_context()
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=20, context=blind)
    paths = ("/", "/settings", "/media/x.png", "/_stcore/health", "/_stcore/host-config",
             "/_stcore/stream", "/_stcore/upload_file/x/y", "/static/index.html", "/component/x",
             "/worker.js", "/manifest.webmanifest", "/unlock", "/code", "/pair/wait", "/pair",
             f"/pair?{parts.query}", "/pair?key=guessed")  # fmt: skip
    cookies = ("", f"__Host-fifthday-phone={revoked}", "__Host-fifthday-phone=guessed",
               f"fifthday={revoked}", f"__Host-fifthday-pairing={revoked}")  # fmt: skip
    hosts = (parts.netloc, "evil.example", "localhost:8501", f"127.0.0.1:{parts.port}")
    given = 0
    with contextlib.closing(line):
        for _ in range(TRIES):
            headers = {"Host": chance.choice(hosts), "Cookie": chance.choice(cookies)}
            line.request(
                chance.choice(("GET", "POST", "HEAD")), chance.choice(paths), None, headers
            )
            answer = line.getresponse()
            given += len(answer.read())
            assert answer.status == 404
    assert given == 0
    for _ in range(20):  # plain http at the port of TLS
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as plain:
            plain.sendall(f"GET / HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            with contextlib.suppress(ConnectionResetError):
                assert plain.recv(1024) == b""


def test_a_phone_that_knows_the_authority_is_shown_no_warning(
    url: str, browser: Browser, tmp_path: Path
):
    desk = new_window(browser, DESKTOP)
    desk.goto(f"{url}/phone")
    wait_until_ready(desk)
    scanned, setup = open_door(desk)
    with urllib.request.urlopen(f"{setup}fifthday.crt", timeout=20) as answer:
        authority = ssl.DER_cert_to_PEM_cert(answer.read())
    trusting = ssl.create_default_context(cadata=authority)
    with urllib.request.urlopen(scanned, timeout=20, context=trusting) as answer:
        assert b"<form" in answer.read()
    strange = ssl.create_default_context()
    with pytest.raises(OSError, match="certificate verify failed"):
        urllib.request.urlopen(scanned, timeout=20, context=strange)
    desk.context.close()


@pytest.fixture
def trusting_browser(browser: Browser) -> Iterator[Browser]:
    """A browser that trusts every certificate: one that is only accepted gets no worker."""
    arguments = [*ARGUMENTS, "--ignore-certificate-errors"]
    made = browser.browser_type.launch(executable_path=find_browser(), args=arguments)
    yield made
    made.close()


def test_a_phone_says_that_the_computer_is_asleep_and_holds_nothing_else(
    folder: Path,
    request: pytest.FixtureRequest,
    trusting_browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("FIFTHDAY_SHARE", "1")
    monkeypatch.setenv("FIFTHDAY_SHARE_ADDRESS", ADDRESS)
    phone = new_window(trusting_browser, PHONE, has_touch=True)
    with serve(folder, request) as url:
        desk = new_window(trusting_browser, DESKTOP)
        desk.goto(f"{url}/phone")
        wait_until_ready(desk)
        base = "https://" + urlsplit(pair(desk, phone, "sleep")).netloc
        assert phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
        desk.context.close()
    phone.goto(f"{base}/settings")
    expect(phone.get_by_role("heading", name="The computer is asleep")).to_be_visible()
    look(phone, "asleep")
    kept = phone.evaluate(
        "async () => [(await caches.keys()).length, (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0]
    phone.context.close()
