"""Nothing leaves the machine, whatever a person writes, and nobody else is answered."""

import http.client
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import (
    DESKTOP,
    OpenWindow,
    keyed,
    serve,
    settled,
    wait_until_ready,
)
from tests.browser.test_layout import PAGES
from tests.browser.watching import Watch
from tests.conftest import DemoRun
from tests.factories import a_plan, an_entry, needles, store_procedure
from tracker.config import Settings
from tracker.domain.guidance.aftercare import NewProductUse, ProductKind
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.kept import Zone
from tracker.services.data.people import add_person
from tracker.store.repository import Store

pytestmark = pytest.mark.browser

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
HOSTILE = (
    "![x](http://evil.example/x.png) [y](http://evil.example) <img src=//evil.example/z> "
    ":material/home: $x$ **z** \u202e日本語"
)
_NOTE_ADDRESSES = """\
import sys


def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        open({log!r}, "a").write(f"{{event}} {{address}}\\n")


sys.addaudithook(note)
note("socket.getaddrinfo", ["localhost"])  # so that the log is there
"""


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory, request) -> Iterator[str]:
    """The address of an app in which everything that can be named has a hostile name."""
    folder = tmp_path_factory.mktemp("hostile") / "data & <b>#50% *x*"
    store = Store(Settings(folder))
    fill_with_hostile_names(store)
    store.close()
    with serve(folder, request) as address:
        yield address


def fill_with_hostile_names(store: Store) -> None:
    add_person(store, f"2 {HOSTILE}"[:100])
    now = datetime.now().replace(microsecond=0)
    procedure = store_procedure(
        store, HOSTILE[:100], started_at=now - timedelta(days=2), products=HOSTILE, notes=HOSTILE,
        cost=Decimal(100), currency="[x](//y",
    )  # fmt: skip
    person_id = procedure.person_id
    with store.writing() as records:
        records.plans.add_needles(needles(person_id, name=HOSTILE[:60]))
        records.plans.add_plan(a_plan(person_id))
        records.save_entry(an_entry(person_id, day=now.date(), note=HOSTILE))
        use = NewProductUse(
            name=HOSTILE[:60], kind=ProductKind.SERUM, used_at=now - timedelta(days=2)
        )
        records.care.add_use(person_id, use)
        records.care.add_note(
            NewZoneNote(
                person_id=person_id,
                zone=Zone.NOSE,
                mark=SkinMark.SPOT,
                noted_on=now.date(),
                note=HOSTILE,
            )
        )


@pytest.mark.benchmark  # by hand: a server of its own, every page
def test_hostile_names_are_shown_and_fetch_nothing(hostile_url, open_window: OpenWindow):
    page = open_window(hostile_url, DESKTOP)
    watch = Watch(page)
    for name in PAGES:
        page.goto(f"{hostile_url}/{name}")
        wait_until_ready(page)
        watch.assert_all_stays_here(name)
    page.goto(f"{hostile_url}/")
    wait_until_ready(page)
    shown = settled(page, lambda: page.locator("[data-testid=stApp]").inner_text())
    chosen = page.locator("input").evaluate_all("all => all.map((one) => one.value)")
    assert HOSTILE[:60] in " ".join([shown, *chosen]).replace("\u2060", "")
    assert page.locator("img:not([src^='data:']), a[href*=evil]").count() == 0


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ({"Host": "evil.example"}, "GET"),
        ({"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"}, "GET"),
        ({"Host": "localhost:{port}", "Origin": "http://evil.example"}, "GET"),
        ({"Host": "localhost:{port}", "Origin": "http://evil.example"}, "PUT"),
        ({"Host": "localhost:{port}", "Origin": "null"}, "GET"),
    ],
)
def test_a_foreign_host_or_origin_gets_nothing(hostile_url, headers: dict[str, str], method: str):
    address = urlsplit(hostile_url)
    for path in (
        *("/", "/photos", "/media/x", "/static/x.js", "/component/x", "/_stcore/health"),
        *("/_stcore/host-config", "/_stcore/upload_file/a/b", "/_stcore/bidi-components/x"),
        *("/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/metrics"),
    ):
        connection = http.client.HTTPConnection("localhost", address.port)
        sent = {name: value.format(port=address.port) for name, value in headers.items()}
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (404, b""), path
        connection.close()


def test_a_foreign_websocket_is_refused_and_nobody_is_asked_for_an_address(
    tmp_path: Path, request: pytest.FixtureRequest
):
    log, folder = tmp_path / "asked.txt", tmp_path / "data"
    folder.mkdir()
    (tmp_path / "sitecustomize.py").write_text(_NOTE_ADDRESSES.format(log=str(log)))
    with serve(folder, request, modules=tmp_path) as address:
        port = urlsplit(address).port
        for host, origin in (
            (f"localhost:{port}", "http://evil.example"),
            (f"localhost:{port}", f"http://[::1]:{port}"),
            (f"[::1]:{port}", f"http://[::1]:{port}"),
            ("evil.example", "http://evil.example"),
        ):
            answered = upgrade(port, host, origin)
            assert answered == (101 if host.startswith("[::1]") else 404), (host, origin)
    asked = log.read_text().splitlines()
    assert asked
    assert [one for one in asked if not any(name in one for name in _LOOPBACK)] == []


def upgrade(port: int | None, host: str, origin: str) -> int:
    """Ask for the app's websocket and return the status of the answer."""
    connection = http.client.HTTPConnection("localhost", port)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    for name, value in {
        "Host": host,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.benchmark  # by hand: a server of its own; tests/ui looks into the stores themselves
def test_no_picture_of_a_deleted_person_is_served_any_more(
    demo_run: DemoRun, tmp_path: Path, request: pytest.FixtureRequest, open_window: OpenWindow
):
    folder = shutil.copytree(demo_run.data_dir, tmp_path / "data")
    with serve(folder, request) as address:
        one, another = (open_window(f"{address}/photos") for _ in range(2))
        served = pictures_in(one) | pictures_in(another)
        assert served and {status_of(picture) for picture in served} == {200}
        one.goto(f"{address}/settings")
        wait_until_ready(one)
        one.get_by_text("Delete everything", exact=True).click()
        one.get_by_role("textbox", name=re.compile("To confirm")).fill("delete everything")
        one.keyboard.press("Enter")
        keyed(one, "delete_all").get_by_role("button").click()
        one.get_by_role("heading", name="Welcome to Fifth Day").wait_for()
        assert {status_of(picture) for picture in served} == {404}  # of the other window, too


def pictures_in(page: Page) -> set[str]:
    """Addresses of the pictures that a page shows."""
    page.locator("img[src*='/media/']").first.wait_for()
    found = page.locator("img[src*='/media/']").evaluate_all("all => all.map(one => one.src)")
    return set(found)


def status_of(address: str) -> int:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path)
    status = connection.getresponse().status
    connection.close()
    return status
