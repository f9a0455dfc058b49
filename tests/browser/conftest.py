import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.conftest import PROJECT, DemoRun
from tests.serving import free_ports, wait_for_app

PHONE, DESKTOP = (390, 844), (1280, 800)
MOST_PX = {"": 1400, "check_in": 1000, "plan": 1600}
"""How long the pages of every day may be on a phone."""
HEIGHT = "document.querySelector('[data-testid=stMain]').scrollHeight"
_IS_WAITING = "document.querySelector('[data-testid=stSkeleton]') !== null"
START_S, ACTION_MS = 60, 60_000
SETTLING_LOOKS, SETTLING_MS = 40, 250
RERUNS = 2  # a browser on a busy machine; what fails three times is broken
_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # where a test permits the camera
)

OpenWindow = Callable[..., Page]
OnePhone = Callable[[str], Page]
Measured = TypeVar("Measured")


def find_browser() -> str | None:
    return os.environ.get("BROWSER_EXECUTABLE") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    by_hand = pytest.mark.skip(reason="run by hand: pytest -m screenshots")
    for item in items:
        if item.get_closest_marker("browser") and not item.get_closest_marker("benchmark"):
            item.add_marker(pytest.mark.flaky(reruns=RERUNS))
        if item.get_closest_marker("screenshots") and "screenshots" not in config.option.markexpr:
            item.add_marker(by_hand)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_browser()
    if executable is None:
        pytest.skip("needs Chromium; install it or name it in BROWSER_EXECUTABLE")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        expect.set_options(timeout=ACTION_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def url(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of an app with an empty data folder."""
    with serve(tmp_path_factory.mktemp("empty"), request) as address:
        yield address


@pytest.fixture(scope="module")
def demo_url(
    browser: Browser,
    demo_run: DemoRun,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """The address of an app that holds the demo person."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with serve(shutil.copytree(demo_run.data_dir, folder), request) as address:
        yield address


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenWindow]:
    """Open a browser window of a size, at a page, when the page is ready."""
    contexts = []

    def open_at(address: str, size: tuple[int, int] = PHONE, **options: object) -> Page:
        page = new_window(browser, size, **options)
        contexts.append(page.context)
        page.goto(address)
        wait_until_ready(page)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def one_phone(browser: Browser) -> Iterator[OnePhone]:
    """Open pages in one phone's window, which need not load again what it has loaded once."""
    page = new_window(browser, PHONE)

    def open_at(address: str) -> Page:
        page.goto(address)
        wait_until_ready(page)
        return page

    yield open_at
    page.context.close()


def new_window(browser: Browser, size: tuple[int, int], **options: object) -> Page:
    """Return an empty window that shares nothing with others; close its context after use."""
    context = browser.new_context(
        **{"viewport": {"width": size[0], "height": size[1]}, "locale": "en-GB"} | options
    )
    context.set_default_timeout(ACTION_MS)
    return context.new_page()


@contextmanager
def serve(
    folder: Path,
    request: pytest.FixtureRequest,
    script: str = "streamlit_app.py",
    modules: Path = PROJECT,
) -> Iterator[str]:
    """Run the app on a data folder of its own; its log is printed when a test fails."""
    (port,), log = free_ports(1), folder / "server.log"
    failed_before = request.session.testsfailed
    with log.open("w") as output:
        server = start_server(folder, port, output, script, modules)
        try:
            wait_for_app(f"http://localhost:{port}", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            server.wait(timeout=START_S)
            if request.session.testsfailed > failed_before:
                sys.stdout.write(log.read_text())


def start_server(
    folder: Path, port: int, output: IO[str], script: str, modules: Path = PROJECT
) -> subprocess.Popen[bytes]:
    """Start the app on a data folder; who starts it ends it."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            script,
            f"--server.port={port}",
            "--server.headless=true",
            "--server.fileWatcherType=none",
        ],
        cwd=PROJECT,
        env=os.environ
        | {"FIFTHDAY_DATA_DIR": str(folder), "PYTHONPATH": f"{modules}{os.pathsep}{PROJECT}"},
        stdout=output,
        stderr=subprocess.STDOUT,
    )


@contextmanager
def serve_until_killed(folder: Path) -> Iterator[str]:
    """Run the app on a data folder, and kill it as a crash would."""
    (port,), log = free_ports(1), folder / "server.log"
    with log.open("w") as output:
        server = start_server(folder, port, output, "streamlit_app.py")
        try:
            wait_for_app(f"http://localhost:{port}", server, log)
            yield f"http://localhost:{port}"
        finally:
            server.kill()
            server.wait(timeout=START_S)


def wait_until_ready(page: Page) -> None:
    """Wait until the script has run to its end and the page has its heading."""
    page.wait_for_selector("h1")
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")


def keyed(page: Page, key: str):
    """The element that a page made with a key."""
    return page.locator(f".st-key-{key}")


def settled(page: Page, measure: Callable[[], Measured]) -> Measured:
    """Measure until two looks a moment apart agree: a page that is still drawn moves."""
    found = measure()
    for _ in range(SETTLING_LOOKS):
        page.wait_for_timeout(SETTLING_MS)
        before, found = found, measure()
        if found == before and not page.evaluate(_IS_WAITING):
            break
    return found


def boxes(elements: Locator, count: int) -> list[Mapping[str, float]]:
    """Where so many elements are, once all of them are drawn and stand still."""
    expect(elements).to_have_count(count)
    for index in range(count):
        expect(elements.nth(index)).to_be_visible()
    return settled(elements.page, lambda: [one.bounding_box() for one in elements.all()])
